"""The image's recipe and the manifests, checked without a registry or a cluster."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from rest_framework.test import APIRequestFactory

from dominos.configuration import SECTIONS
from dominos.development.state import ROOT
from dominos.kernel.edge.throttling import RoleThrottle
from dominos.kernel.postgres.sessions import TIMEOUTS
from dominos.probe import role_of
from dominos.serve import COMMANDS, HEALTH_PORTS
from dominos.settings import by_role

BIN = Path(sys.executable).parent


def test_a_machine_with_containers_runs_every_program_and_shows_the_gateway_alone():
    told = yaml.safe_load((ROOT / "compose.yaml").read_text())
    services = told["services"]
    programs = {name: one for name, one in services.items() if one["image"] == "dominos"}
    assert programs.keys() == {*HEALTH_PORTS, "migrate"}
    assert all(one["command"] == [name] for name, one in programs.items())
    assert [name for name, one in services.items() if "ports" in one] == ["gateway"]
    known = {variable.name for section in SECTIONS.values() for variable in section}
    assert set(programs["web"]["environment"]) <= known
    used = {volume.partition(":")[0] for one in services.values() for volume in one.get("volumes", [])}
    assert {name for name in used if not name.startswith(".")} == set(told["volumes"])


def test_every_program_has_time_outs_of_its_own() -> None:
    assert set(TIMEOUTS) == set(COMMANDS) - {"migrated"}


@pytest.mark.parametrize(
    ("command", "role"),
    [
        ("/opt/venv/bin/python\0-m\0dominos.serve\0web\0", "web"),
        ("dominos realtime: uvicorn\0\0\0", "realtime"),
        ("[celeryd: celery@vm:MainProcess] -active- (--app dominos worker --concurrency 2)\0", "worker"),
        ("[celery beat] --app dominos beat --schedule /tmp/dominos-beat --pidfile=\0", "beat"),
    ],
)
def test_the_probe_knows_the_program_of_its_container(command: str, role: str) -> None:
    assert role_of(command) == role


def test_the_dockerfile_is_clean() -> None:
    checked = subprocess.run([BIN / "hadolint", ROOT / "Dockerfile"], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_the_last_stage_builds_nothing_and_is_nobody_special() -> None:
    stages = {stage.partition("\n")[0].split(" AS ")[-1]: stage for stage in _stages()[:-1]}
    assert _stages()[-1] == "platform\n"
    last = stages["platform"]
    assert not [word for word in ("apt-get", "gcc", "pip install", "uv ") if word in last]
    assert "\nUSER 10001:10001\n" in last
    assert "\nHEALTHCHECK " in last
    assert stages["backup"].rpartition("\nUSER ")[2].startswith("10001:10001\n")


def _stages() -> list[str]:
    return (ROOT / "Dockerfile").read_text().split("\nFROM ")[1:]


@pytest.mark.parametrize("name", ["EMAIL_URL", "TRUSTED_PROXIES", "SECRET_KEY", "DATABASE_URL", "REDIS_URL"])
def test_production_does_not_start_without_being_told(name: str) -> None:
    variables = {"EMAIL_URL": "file:", "TRUSTED_PROXIES": "0", **os.environ, "DOMINOS_ENV": "production"}
    variables.pop(name)
    started = subprocess.run(
        [sys.executable, "-c", "import dominos.settings"],
        cwd=ROOT,
        env=variables,
        capture_output=True,
        text=True,
    )
    assert f"the environment variable {name} is not set" in started.stderr


def test_limits_count_the_client_that_our_proxy_saw(settings: Any) -> None:
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"NUM_PROXIES": 1}
    keys = [
        RoleThrottle().get_ident(
            APIRequestFactory().get("/", HTTP_X_FORWARDED_FOR=seen, REMOTE_ADDR="10.0.0.1")
        )
        for seen in ("203.0.113.7", "198.51.100.9", "1.2.3.4, 203.0.113.7")
    ]
    assert keys == ["203.0.113.7", "198.51.100.9", "203.0.113.7"]


def test_calls_between_programs_are_never_sent_to_https_nor_asked_for_a_host(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(by_role, "ENVIRONMENT", "production")
    monkeypatch.setenv("ALLOWED_HOSTS", "pizza.example")
    shown = {role: by_role.settings_of(role) for role in ("web", "internal")}
    assert {role: found["SECURE_SSL_REDIRECT"] for role, found in shown.items()} == {
        "web": True,
        "internal": False,
    }
    assert (shown["web"]["ALLOWED_HOSTS"], shown["internal"]["ALLOWED_HOSTS"]) == (["pizza.example"], ["*"])
