"""docker-compose.yml, the image and the front, held to what the project really has.

No engine may be at hand to run them, so each command, port, volume, health check and variable is
compared with the code and files it names. `make test-stack` runs the same front and relay
configurations for real.
"""

import importlib
import re
import shlex
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.core.management import get_commands

from config.celery import app as celery_app
from config.demo.launch import WEB
from tests.tooling.settings_read import settings_read
from tests.tooling.test_refusals import FULL, check_deploy

ROOT = Path(__file__).resolve().parents[2]
COMPOSE_TEXT = (ROOT / "docker-compose.yml").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load(COMPOSE_TEXT)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if "build" in service}
DOCKERFILE = (ROOT / "Dockerfile").read_text()
CADDYFILE = (ROOT / "deploy" / "Caddyfile").read_text()
TURN_CONF = (ROOT / "deploy" / "turnserver.conf").read_text()


def example() -> dict[str, str]:
    lines = (ROOT / ".env.example").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if re.match(r"[A-Z_]+=", line))


def commands(service: dict[str, Any]) -> list[list[str]]:
    """The commands a container runs, those inside `sh -c "… && …"` one by one."""
    command: list[str] = service["command"]
    if command[:2] == ["sh", "-c"]:
        return [shlex.split(part) for part in command[2].split("&&")]
    return [command]


def test_it_has_the_parts_a_practice_needs() -> None:
    assert set(SERVICES) == {
        "postgres", "redis", "migrate", "web", "worker", "beat", "echo", "coturn", "front",
    }  # fmt: skip


@pytest.mark.parametrize("name", OURS)
def test_our_commands_exist(name: str) -> None:
    scripts = {script.name: script for script in entry_points(group="console_scripts")}
    for program, *arguments in commands(OURS[name]):
        if program == "python":
            assert arguments[0] == "manage.py"
            assert arguments[1] in get_commands()
        elif program == "celery":
            assert program in scripts
            assert arguments[:2] == ["-A", "config"]
            assert importlib.import_module("config").celery_app is celery_app
            assert arguments[2] in {"worker", "beat"}
        else:
            assert program == "daphne"
            assert program in scripts
            assert arguments[: len(WEB)] == WEB
            module, _, attribute = arguments[-1].partition(":")
            assert callable(getattr(importlib.import_module(module), attribute))


def test_there_is_one_clock() -> None:
    assert [name for name in OURS if "beat" in OURS[name]["command"]] == ["beat"]
    assert "-B" not in SERVICES["worker"]["command"]
    assert "scale" not in SERVICES["beat"]
    assert "deploy" not in SERVICES["beat"]


@pytest.mark.parametrize("name", SERVICES)
def test_every_part_says_whether_it_is_well(name: str) -> None:
    health = SERVICES[name]["healthcheck"]
    if name == "migrate":
        assert health == {"disable": True}
        return
    kind, program, *arguments = health["test"]
    assert kind == "CMD"
    assert {"interval", "timeout", "retries"} <= set(health)
    if name in OURS:
        assert program == "python"
        script, part = arguments
        assert (ROOT / script).is_file()
        assert f"COPY {script} ./{script}" in DOCKERFILE
        assert part == ("worker" if name == "beat" else name)


def test_what_the_health_check_asks_is_what_the_site_answers() -> None:
    from config import health

    check = (ROOT / "deploy" / "healthcheck.py").read_text()
    assert "/healthz" in check
    for part in ("worker", "echo"):
        assert part in str(health.healthz.__doc__)
    assert re.compile(settings_of_production("SECURE_REDIRECT_EXEMPT")).match("healthz")


def settings_of_production(name: str) -> str:
    source = (ROOT / "config" / "settings" / "prod.py").read_text()
    found = re.search(rf'^{name} = \[r"(.*)"\]$', source, re.MULTILINE)
    assert found
    return found[1]


@pytest.mark.parametrize("name", SERVICES)
def test_what_it_waits_for_exists(name: str) -> None:
    for other, condition in SERVICES[name].get("depends_on", {}).items():
        health = SERVICES[other]["healthcheck"]
        ends = SERVICES[other].get("restart") == "no"
        expected = "service_completed_successfully" if ends else "service_healthy"
        assert condition == {"condition": expected}
        assert ends or "test" in health


def test_the_web_port_is_the_same_everywhere() -> None:
    [web] = commands(SERVICES["web"])
    port = web[web.index("-p") + 1]
    assert f"EXPOSE {port}" in DOCKERFILE
    assert f'"-p", "{port}"' in DOCKERFILE
    assert SERVICES["front"]["environment"]["WEB_UPSTREAMS"] == f"web:{port}"
    assert f'"127.0.0.1:{port}" if part == "web"' in (ROOT / "deploy/healthcheck.py").read_text()


def test_only_the_front_the_echo_and_the_relay_face_outwards() -> None:
    assert [name for name in SERVICES if "ports" in SERVICES[name]] == ["echo", "front"]
    assert SERVICES["front"]["ports"] == ["80:80", "443:443", "443:443/udp"]
    assert [name for name in SERVICES if "network_mode" in SERVICES[name]] == ["coturn"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    for engine in ("postgres", "redis"):
        assert SERVICES[engine]["networks"] == ["inside"]
    assert "inside" not in SERVICES["front"]["networks"]


@pytest.mark.parametrize("name", SERVICES)
def test_volumes_and_networks_exist(name: str) -> None:
    service = SERVICES[name]
    for volume in service.get("volumes", []):
        source = volume.split(":")[0]
        assert (
            (ROOT / source).is_file() if source.startswith("./") else source in COMPOSE["volumes"]
        )
    assert set(service.get("networks", [])) <= set(COMPOSE["networks"])
    if name in OURS:
        state = "/var/lib/attune"
        assert f"state:{state}" in service["volumes"]
        assert f"STATE_DIR={state}\n" in DOCKERFILE
        assert f"VOLUME {state}\n" in DOCKERFILE


def test_every_variable_is_explained_in_the_example() -> None:
    asked = set(re.findall(r"\$\{([A-Z_]+)", COMPOSE_TEXT))
    assert asked <= set(example())


@pytest.mark.parametrize("name", OURS)
def test_our_variables_are_settings(name: str) -> None:
    assert set(OURS[name]["environment"]) <= settings_read()
    assert OURS[name]["env_file"] == ".env"


def test_the_example_filled_in_is_a_clean_production(tmp_path: Path) -> None:
    filled = example() | {
        "POSTGRES_PASSWORD": "secret",
        "SECRET_KEY": FULL["SECRET_KEY"],
        "FIELD_KEYS": FULL["FIELD_KEYS"],
        "TURN_SECRET": "shared",
    }
    assert all(filled.values()), "a line of .env.example is empty and not one to be made"
    given = {
        name: re.sub(r"\$\{([A-Z_]+)[^}]*\}", lambda found: filled[str(found[1])], value)
        for name, value in SERVICES["web"]["environment"].items()
    }
    done = check_deploy(tmp_path, **(filled | given))
    assert done.returncode == 0, done.stderr


def test_the_front_is_told_what_its_configuration_asks() -> None:
    asked = set(re.findall(r"\{\$([A-Z_]+)\}", CADDYFILE))
    assert asked == set(SERVICES["front"]["environment"])


def test_the_relay_shares_the_apps_secret_and_port() -> None:
    arguments = SERVICES["coturn"]["command"]
    assert "use-auth-secret" in TURN_CONF.splitlines()
    assert any("${TURN_SECRET" in argument for argument in arguments)
    port = next(a.split("=")[1] for a in arguments if a.startswith("--listening-port="))
    assert all(f":{port}?" in url for url in example()["TURN_URLS"].split(","))
    mounted = [volume.split(":")[1] for volume in SERVICES["coturn"]["volumes"]]
    assert arguments[arguments.index("-c") + 1] in mounted


def test_the_relay_tells_the_containers_output_what_it_does_and_of_nobody() -> None:
    lines = TURN_CONF.splitlines()
    assert "log-file=stdout" in lines
    assert {"no-stdout-log", "syslog", "verbose", "Verbose"}.isdisjoint(lines)
    assert "Logs go to the containers' output" in (ROOT / "docs" / "deploy.md").read_text()


def test_the_relay_opens_no_tcp_connections_to_peers() -> None:
    assert "no-tcp-relay" in TURN_CONF.splitlines()


def test_the_echo_answers_on_the_ports_that_are_open() -> None:
    """The same inside and outside, apart from the relay's, and room for everybody it lets in."""
    told = SERVICES["echo"]["environment"]
    assert told["ECHO_ADDRESS"].startswith("${PUBLIC_IP")
    assert SERVICES["echo"]["ports"] == ["{0}:{0}/udp".format(told["ECHO_PORTS"])]
    first, last = map(int, told["ECHO_PORTS"].split("-"))
    assert f"UDP {first}–{last}" in (ROOT / "docs" / "deploy.md").read_text()
    assert last - first + 1 >= settings.ECHO_PEERS * 4
    relays = re.search(r"^max-port=(\d+)$", TURN_CONF, re.MULTILINE)
    assert relays
    assert int(relays[1]) < first


def test_the_manual_opens_the_relays_ports() -> None:
    manual = (ROOT / "docs" / "deploy.md").read_text()
    low, high = (
        re.search(rf"^{end}-port=(\d+)$", TURN_CONF, re.MULTILINE) for end in ("min", "max")
    )
    assert low
    assert high
    assert f"UDP {low[1]}–{high[1]}" in manual


def test_the_manual_tells_each_part() -> None:
    manual = (ROOT / "docs" / "deploy.md").read_text()
    assert set(re.findall(r"^\| `([a-z]+)` \|", manual, re.MULTILINE)) == set(SERVICES)
    told = set(re.findall(r"manage\.py ([a-z_]+)", manual))
    assert told <= set(get_commands())


def test_the_image_holds_every_app_and_nothing_loose() -> None:
    copied = set(re.findall(r"^COPY (\w+) \./\1$", DOCKERFILE, re.MULTILINE))
    apps = {app for app in settings.INSTALLED_APPS if (ROOT / app).is_dir()}
    assert copied == apps | {"templates", "static"}
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text().split() if line[0] == "!"}
    assert copied | {"manage.py", "requirements/app.txt", "deploy/healthcheck.py"} == let_in


def test_the_image_is_pinned_hashed_and_unprivileged() -> None:
    bases = re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    assert set(bases) == {"python:3.11-slim-bookworm"}
    assert "--require-hashes --requirement /tmp/app.txt" in DOCKERFILE
    assert "COPY requirements/app.txt /tmp/app.txt" in DOCKERFILE
    after_user = DOCKERFILE[DOCKERFILE.index("\nUSER attune\n") :]
    assert "RUN" not in after_user
    assert "HEALTHCHECK" in after_user
    assert "DJANGO_SETTINGS_MODULE=config.settings.prod" in DOCKERFILE
    for name in SERVICES.keys() - OURS.keys():
        assert ":" in SERVICES[name]["image"], "pin it by a tag"
