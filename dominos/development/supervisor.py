"""A small process supervisor: starts programs, restarts what dies, stops everything in order."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol

from dominos.development.errors import EmbeddedError
from dominos.development.processes import ProcessRecord
from dominos.development.state import ROOT, State
from dominos.gateway.shape import WHOLE
from dominos.kernel.resilience.backoff import Backoff

TETHER = Path(__file__).with_name("tether.py")
PAUSES = Backoff(
    timedelta(seconds=1), timedelta(seconds=16), jitter=0
)  # before a program that died is started again
HEALTHY_SECONDS = 60.0  # a program that ran this long has earned a fresh count
DEATHS_ALLOWED = 5
LARGEST_LOG = 20_000_000  # bytes


@dataclass(frozen=True, slots=True)
class Program:
    """One long-running command; `stop_seconds` is what it may take to finish what it has begun.

    One that has a `role` is a program of ours, and forked from what its `group` has loaded.
    """

    name: str
    command: list[str]
    variables: Mapping[str, str]
    stop_seconds: float
    role: str = ""
    group: str = WHOLE


class Process(Protocol):
    """What is asked of a child process; `subprocess.Popen` is one."""

    pid: int
    returncode: Any

    def poll(self) -> int | None:
        """How it ended; None while it runs."""

    def wait(self) -> int:
        """How it ended, once it has."""


type Starter = Callable[[Program, Mapping[str, str], Path], Process]
"""Starts a program with these variables, in a session of its own, its output going to a log. EmbeddedError."""


@dataclass(slots=True)
class _Child:
    program: Program
    process: Process
    record: ProcessRecord | None
    started: float
    deaths: int = 0
    resume_at: float | None = None


@dataclass
class Supervisor:
    """Runs `programs` with the given environment, their output in the state folder's logs.

    A program that keeps dying ends it all while `gives_up`: what has never come up is set up wrongly. Once all have
    been up, it is what they stand on that is away, and they are started again until it is back.
    """

    state: State
    variables: Mapping[str, str]
    say: Callable[[str], None]
    gives_up: bool = True
    start_program: Starter = field(default_factory=lambda: spawn)
    _children: list[_Child] = field(default_factory=list)

    def start(self, program: Program) -> None:
        """Start one program."""
        self._children.append(self._spawn(program))

    def tend(self) -> None:
        """Look after the children once: restart the dead ones after a pause, raise when one keeps dying."""
        for position, child in enumerate(self._children):
            if child.resume_at is None and child.process.poll() is not None:
                self._note_death(child)
            elif child.resume_at is not None and time.monotonic() >= child.resume_at:
                self._resume(position, child)

    def seconds_until_due(self) -> float | None:
        """Until a program that died is to be started again; None when all run."""
        times = [child.resume_at for child in self._children if child.resume_at is not None]
        return max(0.0, min(times) - time.monotonic()) if times else None

    def pids(self) -> set[int]:
        """The children."""
        return {child.process.pid for child in self._children}

    def stop(self) -> None:
        """Stop the children, those started last first; those of one role, one for each app, at once."""
        while self._children:
            role = self._children[-1].program.role
            together = [child for child in self._children if child.program.role == role]
            self._children = [child for child in self._children if child.program.role != role]
            for child in together:
                if child.record:
                    child.record.send(signal.SIGTERM)
            for child in together:
                if child.record:
                    child.record.stop_session(seconds=child.program.stop_seconds)
                child.process.wait()
                self.state.forget(f"run/{child.program.name}")

    def log_of(self, name: str) -> Path:
        """The log file of a program."""
        return self.state.logs / f"{name}.log"

    def _resume(self, position: int, child: _Child) -> None:
        try:
            self._children[position] = self._spawn(child.program, deaths=child.deaths)
        except EmbeddedError as error:
            if self.gives_up:
                raise
            pause = PAUSES.longest.total_seconds()
            self.say(f"{child.program.name} cannot be started ({error}); trying again in {pause:.0f} s")
            child.resume_at = time.monotonic() + pause

    def _spawn(self, program: Program, *, deaths: int = 0) -> _Child:
        log = self.log_of(program.name)
        process = self.start_program(program, {**self.variables, **program.variables}, log)
        record = ProcessRecord.of(process.pid)
        if record:
            record.save(self.state, program.name)
        return _Child(program, process, record, time.monotonic(), deaths)

    def _note_death(self, child: _Child) -> None:
        if child.record:
            child.record.stop_session(seconds=5)
        child.deaths = 1 if time.monotonic() - child.started > HEALTHY_SECONDS else child.deaths + 1
        log, code = self.log_of(child.program.name), child.process.returncode
        if self.gives_up and child.deaths > DEATHS_ALLOWED:
            raise EmbeddedError(f"{child.program.name} ended {child.deaths} times (code {code}): see {log}")
        pause = PAUSES.after(child.deaths).total_seconds()
        child.resume_at = time.monotonic() + pause
        self.say(f"{child.program.name} ended with code {code}; starting it again in {pause:.0f} s ({log})")


def clear_leftovers(state: State) -> None:
    """End what an earlier supervisor left behind when it was killed."""
    for file in sorted(state.subfolder("run").glob("*.json")):
        if record := ProcessRecord.load(state, file.stem):
            record.stop_session()
        state.forget(f"run/{file.stem}")


def rotate_log(log: Path) -> None:
    """Begins a new log when the old one has grown large."""
    if log.exists() and log.stat().st_size > LARGEST_LOG:
        log.replace(log.with_suffix(".old.log"))


def spawn(program: Program, variables: Mapping[str, str], log: Path) -> Process:
    """Starts a program by its command."""
    return spawn_tethered(program.command, variables, log)


def spawn_tethered(
    command: Sequence[str], variables: Mapping[str, str], log: Path
) -> "subprocess.Popen[bytes]":
    """Start `command` in a session of its own; it is asked to end should this process die."""
    rotate_log(log)
    with log.open("ab") as output:
        return subprocess.Popen(  # noqa: S603
            [sys.executable, "-I", "-S", str(TETHER), str(os.getpid()), *command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd=ROOT,
            env=dict(variables),
            start_new_session=True,
        )
