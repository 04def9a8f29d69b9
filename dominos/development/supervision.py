"""Running the programs of a platform until told to stop; this process sleeps unless something happens."""

import os
import select
import signal
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from dominos.development.environment import environment, server_pids
from dominos.development.errors import EmbeddedError
from dominos.development.fork_client import ForkServer
from dominos.development.platform import SUPERVISOR, Platform, is_ready
from dominos.development.processes import ProcessRecord
from dominos.development.supervisor import Process, Program, Starter, Supervisor, rotate_log, spawn

READY_SECONDS = 240.0
READY_PAUSE = 0.05
LOOK_SECONDS = 30.0  # at servers that run and may not answer; whatever ends is noticed at once


class Bell:
    """Rings when this process is told to end, when a child of it ends, and when a process it watches does."""

    def __init__(self) -> None:
        self.is_told_to_stop = False
        self._ears, mouth = os.pipe()
        self._watched: dict[int, int] = {}
        for descriptor in (self._ears, mouth):
            os.set_blocking(descriptor, False)
        signal.set_wakeup_fd(mouth, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)

    def watch(self, pids: Iterable[int]) -> None:
        """Rings for these processes from now on, too, and for no others that are not children."""
        wanted = set(pids)
        for pid in self._watched.keys() - wanted:
            os.close(self._watched.pop(pid))
        for pid in wanted - self._watched.keys():
            try:
                self._watched[pid] = os.pidfd_open(pid)
            except ProcessLookupError:
                continue

    def wait(self, seconds: float) -> bool:
        """Waits for it to ring, `seconds` at most; whether a watched process has ended."""
        ready, _, _ = select.select([self._ears, *self._watched.values()], [], [], seconds)
        if self._ears in ready:
            os.read(self._ears, 4096)
        ended = [pid for pid, descriptor in self._watched.items() if descriptor in ready]
        for pid in ended:
            os.close(self._watched.pop(pid))
        return bool(ended)

    def _stop(self, *_: object) -> None:
        self.is_told_to_stop = True


def run_programs(
    platform: Platform,
    wanted: Sequence[Program],
    forks: Mapping[str, ForkServer],
    *,
    awaited: Sequence[str],
    say: Callable[[str], None],
    announce: Callable[[], None],
) -> None:
    """Serve until SIGINT or SIGTERM; raises `EmbeddedError` when a program cannot be kept alive."""
    bell = Bell()
    supervisor = Supervisor(platform.state, platform.variables, say, start_program=_forking(forks))
    if own := ProcessRecord.of(os.getpid()):
        own.save(platform.state, SUPERVISOR)
    try:
        for program in wanted:
            supervisor.start(program)
        if _wait_until_ready(platform, list(awaited), supervisor, bell):
            supervisor.gives_up = False
            platform.remember()
            announce()
        _tend_until_told(platform, supervisor, bell)
    finally:
        say("stopping")
        supervisor.stop()
        platform.state.forget(f"run/{SUPERVISOR}")


def tend_servers(platform: Platform) -> None:
    """Start PostgreSQL or Valkey again, where they were, if they died."""
    now = environment(platform.state)
    for name in ("DATABASE_URL", "REDIS_URL"):
        if now[name] != platform.variables[name]:
            raise EmbeddedError(f"the server of {name} died and its port was taken; start again")


def _tend_until_told(platform: Platform, supervisor: Supervisor, bell: Bell) -> None:
    looked = float("-inf")
    is_dead = False
    while not bell.is_told_to_stop:
        supervisor.tend()
        reap_others(supervisor.pids())
        if is_dead or time.monotonic() - looked >= LOOK_SECONDS:
            tend_servers(platform)
            bell.watch(server_pids(platform.state))
            looked = time.monotonic()
        due = supervisor.seconds_until_due()
        is_dead = bell.wait(LOOK_SECONDS if due is None else min(due, LOOK_SECONDS))


def reap_others(known: Iterable[int]) -> None:
    """Lets go of orphans that this process took in, but for the children it asks itself how they ended."""
    mine = frozenset(known)
    with suppress(ChildProcessError):  # there is none left
        while ended := os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            if ended.si_pid in mine:
                return
            os.waitpid(ended.si_pid, 0)


def _forking(forks: Mapping[str, ForkServer]) -> Starter:
    def start(program: Program, variables: Mapping[str, str], log: Path) -> Process:
        if not program.role:
            return spawn(program, variables, log)
        rotate_log(log)
        return forks[program.group].fork(
            program.role, "dominos.serve:run", program.role, variables=variables, log=log
        )

    return start


def _wait_until_ready(platform: Platform, missing: list[str], supervisor: Supervisor, bell: Bell) -> bool:
    deadline = time.monotonic() + READY_SECONDS
    while missing:
        if bell.is_told_to_stop:
            return False
        if time.monotonic() > deadline:
            raise EmbeddedError(f"not ready after {READY_SECONDS:.0f} s: see {platform.state.logs}")
        supervisor.tend()
        missing = [name for name in missing if not is_ready(platform.health(name))]
        if missing:
            bell.wait(READY_PAUSE)
    return True
