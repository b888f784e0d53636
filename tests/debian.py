"""Install what the tests need from Debian's packages, where that is allowed."""

import os
import shutil
import subprocess


def install(*packages: str) -> bool:
    """Install Debian packages as root, or as one who may sudo without a password."""
    if not shutil.which("apt-get"):
        return False
    rights = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if rights and not shutil.which("sudo"):
        return False
    # RUNLEVEL=1 keeps a package's own service from starting where there is no systemd.
    apt = [*rights, "env", "DEBIAN_FRONTEND=noninteractive", "RUNLEVEL=1", "apt-get", "-qq"]
    print(f"Installing {', '.join(packages)} from Debian's packages", flush=True)
    if not _quietly([*apt, "update"]):
        print("The list of packages could not be refreshed; trying with the one at hand.")
    return _quietly([*apt, "install", "-y", "--no-install-recommends", *packages])


def _quietly(command: list[str]) -> bool:
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if done.returncode:
        print(done.stderr, end="", flush=True)
    return done.returncode == 0
