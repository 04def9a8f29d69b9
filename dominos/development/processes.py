"""Processes this project started, recognised again after any crash of whoever started them."""

import os
import signal
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from dominos.development.state import State

STOP_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class ProcessRecord:
    """A process of this machine: a pid is reused, a pid with its start time (clock ticks) and boot is not."""

    pid: int
    started: int
    boot: str

    @classmethod
    def of(cls, pid: int) -> "ProcessRecord | None":
        """The record of a running process, None when there is none with this pid."""
        fields = _stat_fields(pid)
        if fields is None or fields[0] in ("Z", "X"):
            return None
        return cls(pid=pid, started=int(fields[19]), boot=_boot_id())

    @classmethod
    def load(cls, state: State, name: str) -> "ProcessRecord | None":
        """The process remembered under `name`, running or not; None when none is."""
        try:
            return cls(**state.read(f"run/{name}"))
        except TypeError:
            return None

    def save(self, state: State, name: str) -> None:
        """Remember the process under `name`."""
        content: dict[str, Any] = asdict(self)
        state.write(f"run/{name}", content)

    def is_running(self) -> bool:
        """Whether the very process still runs."""
        return ProcessRecord.of(self.pid) == self

    def send(self, number: signal.Signals) -> None:
        """Send a signal if the process still runs."""
        if self.is_running():
            try:
                os.kill(self.pid, number)
            except ProcessLookupError:
                return

    def stop(self, *, first: signal.Signals = signal.SIGTERM, seconds: float = STOP_SECONDS) -> None:
        """Ask the process to end, wait up to `seconds`, then kill it."""
        self.send(first)
        if not wait_until(lambda: not self.is_running(), seconds=seconds):
            self.send(signal.SIGKILL)
            wait_until(lambda: not self.is_running(), seconds=5)

    def stop_session(self, *, seconds: float = STOP_SECONDS) -> None:
        """Stop a process started in a session of its own, then whatever it left behind in that session."""
        self.stop(seconds=seconds)
        for member in self._session_members():
            member.stop(seconds=1)

    def session(self) -> "list[ProcessRecord]":
        """All processes of the session that this one began, if it runs."""
        return self._session_members() if self.is_running() else []

    def _session_members(self) -> list["ProcessRecord"]:
        if ProcessRecord.of(self.pid) not in (None, self) or self.boot != _boot_id():
            return []  # the pid, and with it the session's number, belongs to somebody else by now
        pids = [int(entry.name) for entry in Path("/proc").glob("[0-9]*")]
        inside = [pid for pid in pids if (fields := _stat_fields(pid)) and int(fields[3]) == self.pid]
        return [record for pid in inside if (record := ProcessRecord.of(pid))]


def wait_until(condition: Callable[[], bool], *, seconds: float, pause: float = 0.02) -> bool:
    """Poll until the condition holds; False when `seconds` passed first."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(pause)
    return True


def servers_in(folder: Path, program: str) -> list[ProcessRecord]:
    """The processes of `program` that work in `folder`, as PostgreSQL and Valkey do in their data folder."""
    pids = [int(entry.name) for entry in Path("/proc").glob("[0-9]*")]
    return [record for pid in pids if (record := server_at(pid, folder, program))]


def server_at(pid: int, folder: Path, program: str) -> ProcessRecord | None:
    """The process `pid` if it is a `program` that works in `folder`."""
    process = Path(f"/proc/{pid}")
    try:
        if (process / "cwd").readlink() != folder:
            return None
        if not (process / "exe").readlink().name.startswith(program):
            return None
    except OSError:
        return None
    return ProcessRecord.of(pid)


def _stat_fields(pid: int) -> list[str] | None:
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return text.rpartition(")")[2].split()


def _boot_id() -> str:
    return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
