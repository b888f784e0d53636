"""The servers production stands on, started from Debian's packages in a throwaway folder."""

import contextlib
import os
import pwd
import shutil
import socket
import ssl
import subprocess
import urllib.request
from pathlib import Path

from config.demo.launch import ADDRESS, CannotStart, Processes
from tests import debian
from tests.browser.site import free_port

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
TURN_SECRET = "known to coturn and to the app"
SUPERUSER = "attune"


def program(name: str, *, package: str) -> str:
    """The path of a server's program, from its Debian package if it isn't there yet."""
    found = _look(name)
    if found is None and debian.install(package):
        found = _look(name)
    if found is None:
        raise CannotStart(
            f"The stack's tests need {name}: install {package} from your system's packages."
        )
    return found


def _look(name: str) -> str | None:
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    folders = [os.environ.get("PATH", ""), "/usr/sbin", "/sbin", *map(str, versions)]
    return shutil.which(name, path=os.pathsep.join(folders))


def listening(port: int) -> bool:
    """Whether something takes TCP connections there."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((ADDRESS, port)) == 0


def start_postgres(processes: Processes, folder: Path) -> str:
    """A PostgreSQL cluster of its own. Returns its address without a database's name.

    It refuses to run as root, so root hands it to the `postgres` user that its package made.
    """
    initdb = program("initdb", package="postgresql")
    server = program("postgres", package="postgresql")
    port = free_port()
    cluster = folder / "postgres"
    cluster.mkdir()
    become: list[str] = []
    if os.geteuid() == 0:
        owner = pwd.getpwnam("postgres")
        os.chown(cluster, owner.pw_uid, owner.pw_gid)
        # A change of user forgets what the launcher asked of the kernel, so it is asked again.
        become = ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups"]
        become += ["--pdeathsig", "TERM"]
    program_to_its_end(
        *become, initdb, "-D", str(cluster), "-U", SUPERUSER, "-A", "trust", "-E", "UTF8",
        "--locale", "C.UTF-8", "--no-sync", "--no-instructions",
    )  # fmt: skip
    settings = {
        "listen_addresses": ADDRESS,
        "port": port,
        "unix_socket_directories": "",
        "max_connections": 600,  # crowds of 200, the one before still leaving
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
        "autovacuum": "off",  # tests come and go faster than it can tidy up behind them
        "jit": "off",
    }
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    processes.start_program("postgres", *become, server, "-D", str(cluster), *options)
    processes.wait_until(lambda: listening(port), what="PostgreSQL")
    return f"postgres://{SUPERUSER}@{ADDRESS}:{port}"


def create_database(server: str, name: str) -> None:
    """Make an empty database on the server at that address."""
    program_to_its_end(
        program("createdb", package="postgresql"), f"--maintenance-db={server}/postgres", name
    )


def program_to_its_end(*command: str) -> None:
    """Run a program whose words matter only if it fails."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CannotStart(f"{command[0]} failed: {done.stderr.strip()}")


def start_redis(processes: Processes, folder: Path) -> str:
    """A Redis that keeps nothing on disk. Returns its address without a database's number."""
    port = free_port()
    server = program("redis-server", package="redis-server")
    processes.start_program(
        "redis", server, "--port", str(port), "--bind", ADDRESS, "--save", "",
        "--dir", str(folder), "--daemonize", "no",
    )  # fmt: skip
    processes.wait_until(lambda: listening(port), what="Redis")
    return f"redis://{ADDRESS}:{port}"


def start_coturn(processes: Processes, folder: Path, *, private_peers: bool) -> int:
    """coturn with the configuration we deploy, on loopback. Returns its port.

    With `private_peers` it relays to loopback, where the tests' peers are; without, it refuses
    them, as in production.
    """
    port = free_port()
    name = "coturn" if private_peers else "coturn-as-deployed"
    command = [
        program("turnserver", package="coturn"),
        "-c", str(DEPLOY / "turnserver.conf"),
        f"--static-auth-secret={TURN_SECRET}", "--realm=localhost",
        f"--listening-ip={ADDRESS}", f"--relay-ip={ADDRESS}", f"--listening-port={port}",
        f"--userdb={folder / name}.db", f"--pidfile={folder / name}.pid",
    ]  # fmt: skip
    if private_peers:
        command += ["--allow-loopback-peers", "--allowed-peer-ip=127.0.0.0-127.255.255.255"]
    processes.start_program(name, *command)
    processes.wait_until(lambda: listening(port), what="coturn")
    return port


def start_mail_server(processes: Processes, letters: Path) -> int:
    """An SMTP server that keeps each letter it accepts in the folder. Returns its port."""
    port = free_port()
    letters.mkdir()
    processes.start("smtp", "tests.stack.post_office", str(port), str(letters))
    processes.wait_until(lambda: listening(port), what="The mail server")
    return port


def start_front(processes: Processes, folder: Path, *, port: int, upstreams: list[int]) -> None:
    """The TLS front with the configuration we deploy, before several web processes."""
    processes.environment |= {
        "SITE_ADDRESS": f"https://localhost:{port}",
        "WEB_UPSTREAMS": " ".join(f"{ADDRESS}:{upstream}" for upstream in upstreams),
        # Its own certificate authority, told to nobody; no port 80, which may be taken.
        "FRONT_OPTIONS": "local_certs\n\tskip_install_trust\n\tauto_https disable_redirects",
        "XDG_DATA_HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder),
    }
    caddy = program("caddy", package="caddy")
    processes.start_program("front", caddy, "run", "--config", str(DEPLOY / "Caddyfile"))
    processes.wait_until(lambda: _serves(f"https://localhost:{port}"), what="The TLS front")


def _serves(address: str) -> bool:
    unverified = ssl._create_unverified_context()
    with contextlib.suppress(OSError):
        urllib.request.urlopen(f"{address}/healthz", timeout=5, context=unverified).close()
        return True
    return False
