"""The whole platform on this machine: its programs, its readiness, and a context that boots and stops it."""

import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dominos.development import gateway, neighbours, ports
from dominos.development.environment import VARIABLES, discard
from dominos.development.errors import EmbeddedError
from dominos.development.layout import OTHERS, SERVERS, Layout
from dominos.development.processes import ProcessRecord
from dominos.development.state import ROOT, State
from dominos.development.supervisor import Program, spawn_tethered
from dominos.gateway.shape import upstream_name

SUPERVISOR = "supervisor"
STOP_SECONDS = {"web": 20.0, "realtime": 20.0, "internal": 20.0, "worker": 40.0, "beat": 10.0}
BOOT_SECONDS = 600.0  # with an empty cache: migrations, map and demo data
TICK_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Platform:
    """A running platform."""

    state: State
    web: str
    realtime: str
    variables: Mapping[str, str]
    groups: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """The environment of each app that runs apart, by its name."""

    def variables_of(self, app: str) -> Mapping[str, str]:
        """The environment in which commands of an app run."""
        return self.groups.get(app, self.variables)

    def process(self, name: str) -> ProcessRecord:
        """The process of a program: `web`, `realtime`, `internal`, `worker` or `beat`, as `orders-web` where split."""
        record = ProcessRecord.load(self.state, name)
        if record is None:
            raise EmbeddedError(f"{name} is not running")
        return record

    def health(self, name: str) -> str:
        """Where the health and the counters of the server `name` are answered."""
        return f"http://{ports.HOST}:{ports.remembered(self.state, f'{name}-health')}"

    @property
    def internal(self) -> str:
        """Where the program answers that tells the figures of the database, too; of one shape."""
        return f"http://{ports.HOST}:{ports.remembered(self.state, 'internal')}"

    def remember(self) -> None:
        """Tell other processes of this machine, the owner's only, that the platform is up."""
        content = {"web": self.web, "realtime": self.realtime, "variables": dict(self.variables)}
        content["groups"] = {name: dict(variables) for name, variables in self.groups.items()}
        self.state.write("platform", content)


def running_platform(state: State) -> Platform | None:
    """The platform of this state folder if it is up."""
    supervisor = ProcessRecord.load(state, SUPERVISOR)
    if supervisor is None or not supervisor.is_running():
        return None
    content: dict[str, Any] = state.read("platform")
    return Platform(state, **content) if content else None


@contextmanager
def platform_lock(state: State) -> Iterator[bool]:
    """Hold the right to run the platform of this state folder; False when another process has it."""
    descriptor = state.open_lock("platform")
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        yield False
        return
    state.forget("platform")
    try:
        yield True
    finally:
        state.forget("platform")
        os.close(descriptor)


def is_locked(state: State) -> bool:
    """Whether some process runs, or is starting, the platform of this state folder."""
    descriptor = state.open_lock("platform")
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def programs(state: State, layout: Layout, variables: Mapping[str, Mapping[str, str]]) -> list[Program]:
    """The programs of the platform, in the order they start; containers run the same ones.

    `variables` are those of each group.
    """
    found = [
        Program(
            upstream_name(group, role),
            [sys.executable, "-m", "dominos.serve", role],
            {**variables[group], "HOST": ports.HOST, **_own(state, layout, group, role)},
            stop_seconds=STOP_SECONDS[role],
            role=role,
            group=group,
        )
        for role in (*SERVERS, *OTHERS)
        for group in layout.groups
        if role not in SERVERS or role in layout.servers(group)
    ]
    if layout.has_neighbours:
        found = [*neighbours.programs(state, variables[layout.groups[0]]["DATA_DIR"]), *found]
    return [*found, gateway.program(state)] if layout.has_gateway else found


def _own(state: State, layout: Layout, group: str, role: str) -> dict[str, str]:
    """What only one program is told."""
    name = upstream_name(group, role)
    known = {"HEALTH_PORT": f"{name}-health"} | ({"PORT": name} if role in SERVERS else {})
    told = {variable: str(ports.remembered(state, port)) for variable, port in known.items()}
    if role == "beat":
        return told | {"BEAT_SCHEDULE": str(state.subfolder("run") / f"{name}-schedule")}
    if role == "worker":
        return told | ({"WORKER_PROCESSES": "1"} if layout.is_split else {})
    return told | ({"WEB_WORKERS": str(layout.workers)} if role == "web" else {})


def is_ready(url: str) -> bool:
    """Whether the server whose health is answered at `url` is ready."""
    host, _, port = url.removeprefix("http://").partition(":")
    try:  # by hand: an HTTP client would be most of what a supervisor holds
        with socket.create_connection((host, int(port)), timeout=5) as connection:
            connection.sendall(b"GET /health/ready HTTP/1.0\r\n\r\n")
            return b" 200 " in connection.recv(64)
    except OSError:
        return False


def wait_for_other(state: State) -> Platform | None:
    """The platform another process runs, once it is up; None when that ends or takes too long."""
    deadline = time.monotonic() + BOOT_SECONDS
    while is_locked(state) and time.monotonic() < deadline:
        if platform := running_platform(state):
            return platform
        time.sleep(TICK_SECONDS)
    return None


def stop_platform(state: State) -> None:
    """Stop the platform another process of this machine runs."""
    if record := ProcessRecord.load(state, SUPERVISOR):
        record.stop(seconds=90)


@contextmanager
def platform_running(
    state: State | None = None,
    *,
    seed: bool = True,
    layout: Layout | None = None,
    variables: Mapping[str, str] | None = None,
) -> Iterator[Platform]:
    """Boot the platform on free ports, from `manage.py up` in a process of its own, and stop it at the end.

    Without `state` it gets a folder of its own that is deleted afterwards. `variables` are added to its
    environment. Servers of the surrounding environment are not used.
    """
    own = state or State(State().folder / "runs" / uuid.uuid4().hex[:12])
    child = _boot(own, seed=seed, layout=layout or Layout(), variables=variables or {})
    try:
        yield _wait_for_boot(own, child)
    finally:
        child.send_signal(signal.SIGTERM)
        try:
            child.wait(timeout=90)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        if state is None:
            discard(own)
            shutil.rmtree(own.folder, ignore_errors=True)


def _boot(
    state: State, *, seed: bool, layout: Layout, variables: Mapping[str, str]
) -> "subprocess.Popen[bytes]":
    inherited = {name: value for name, value in os.environ.items() if name not in VARIABLES}
    environment = inherited | dict(variables) | {"DOMINOS_STATE_DIR": str(state.folder)}
    command = [
        sys.executable,
        str(ROOT / "manage.py"),
        "up",
        "--seed" if seed else "--no-seed",
        *("--workers", str(layout.workers), "--shape", layout.shape),
        *(["--gateway"] if layout.has_gateway else []),
        *(["--neighbours"] if layout.has_neighbours else []),
    ]
    return spawn_tethered(command, environment, _boot_log(state))


def _wait_for_boot(state: State, child: "subprocess.Popen[bytes]") -> Platform:
    deadline = time.monotonic() + BOOT_SECONDS
    while (platform := running_platform(state)) is None:
        if child.poll() is not None:
            raise EmbeddedError(
                f"the platform did not start (code {child.returncode}):\n{_tail(_boot_log(state))}"
            )
        if time.monotonic() > deadline:
            raise EmbeddedError(f"the platform is not up after {BOOT_SECONDS:.0f} s: see {state.logs}")
        time.sleep(TICK_SECONDS)
    return platform


def _boot_log(state: State) -> Path:
    return state.logs / "up.log"


def _tail(log: Path, lines: int = 30) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
