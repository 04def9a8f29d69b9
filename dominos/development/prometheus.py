"""Prometheus beside a platform on this machine, with the alerts of production."""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from dominos.development import ports
from dominos.development.errors import EmbeddedError
from dominos.development.layout import GATEWAY, OTHERS, SERVERS
from dominos.development.platform import Platform
from dominos.development.processes import wait_until
from dominos.development.state import ROOT

ALERTS = ROOT / "monitoring" / "alerts.yaml"
READY_SECONDS = 60.0
OF = ("role", "component")
"""Labels by which an alert says what of several things it is about."""


def tool(name: str) -> str | None:
    """Where `prometheus` or `promtool` is: on the PATH, or where `scripts/promtool` puts it; None where it is not."""
    own = ROOT / ".tools" / "prometheus" / "usr" / "bin" / name
    return shutil.which(name) or (str(own) if own.exists() else None)


class Watcher:
    """A Prometheus that runs and looks at the platform every second."""

    def __init__(self, port: int) -> None:
        self._url = f"http://{ports.HOST}:{port}"

    def is_up(self) -> bool:
        """Whether it answers."""
        try:
            return httpx.get(f"{self._url}/-/ready", timeout=5).status_code == httpx.codes.OK
        except httpx.TransportError:
            return False

    def alerts(self) -> set[str]:
        """What fires, or will if it stays as it is: alerts, and as `ProgramMissing(worker)` those of something."""
        answer = httpx.get(f"{self._url}/api/v1/alerts", timeout=10).json()
        found = set()
        for alert in answer["data"]["alerts"]:
            labels = alert["labels"]
            found.add(labels["alertname"])
            found |= {f"{labels['alertname']}({labels[name]})" for name in OF if name in labels}
        return found


@contextmanager
def also_watching(platform: Platform, job: str, port: int, **labels: str) -> Iterator[None]:
    """Has those that watch the platform look at one more program, which shows its figures on `port`."""
    _look_also_at(platform, job, [{"targets": [f"{ports.HOST}:{port}"], "labels": labels}])
    try:
        yield
    finally:
        _look_also_at(platform, job, [])


def _look_also_at(platform: Platform, job: str, targets: list[dict[str, Any]]) -> None:
    """It reads the file whenever that changes, so it is replaced as a whole."""
    file = _also(platform, job)
    unfinished = file.with_suffix(".part")
    unfinished.write_text(json.dumps(targets))
    unfinished.replace(file)


def _also(platform: Platform, job: str) -> Path:
    return platform.state.subfolder("watch") / f"{job}.json"


@contextmanager
def watching(platform: Platform) -> Iterator[Watcher]:
    """Runs one for the time of the block. EmbeddedError where there is none."""
    program = tool("prometheus")
    if program is None:
        raise EmbeddedError("there is no Prometheus: scripts/promtool fetches it")
    port = ports.free_port()
    with tempfile.TemporaryDirectory(prefix="dominos-prometheus-") as name:
        folder = Path(name)
        (folder / "prometheus.json").write_text(json.dumps(_configuration(platform)))
        command = [
            *(
                program,
                f"--config.file={folder / 'prometheus.json'}",
                f"--storage.tsdb.path={folder / 'data'}",
            ),
            *(f"--web.listen-address={ports.HOST}:{port}", "--log.level=error"),
        ]
        process = subprocess.Popen(command)  # noqa: S603
        try:
            watcher = Watcher(port)
            if not wait_until(watcher.is_up, seconds=READY_SECONDS, pause=0.2):
                raise EmbeddedError("Prometheus does not start")
            yield watcher
        finally:
            process.terminate()
            process.wait()


def _configuration(platform: Platform) -> dict[str, Any]:
    """As monitoring/prometheus.yaml; in JSON, which is YAML."""
    every = {"scrape_interval": "1s", "scrape_timeout": "1s", "evaluation_interval": "1s"}
    programs = [
        {"targets": [_address(platform, role)], "labels": {"role": role}} for role in (*SERVERS, *OTHERS)
    ]
    gateway = [{"targets": [_address(platform, GATEWAY)]}]
    return {
        "global": every,
        "rule_files": [str(ALERTS)],
        "scrape_configs": [
            _job(platform, name, targets) for name, targets in (("dominos", programs), ("gateway", gateway))
        ],
    }


def _job(platform: Platform, name: str, targets: list[dict[str, Any]]) -> dict[str, Any]:
    also = _also(platform, name)
    _look_also_at(platform, name, [])
    return {
        "job_name": name,
        "static_configs": targets,
        "file_sd_configs": [{"files": [str(also)], "refresh_interval": "1s"}],
    }


def _address(platform: Platform, name: str) -> str:
    """The figures of the database are on internal's own port."""
    port = ports.remembered(platform.state, name if name == "internal" else f"{name}-health")
    return f"{ports.HOST}:{port}"
