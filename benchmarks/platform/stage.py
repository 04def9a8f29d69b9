"""What is measured: the whole platform as `manage.py up` runs it, and the floor, both on one cluster."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit
from urllib.request import urlopen

import redis

from benchmarks.platform.client import HOST
from benchmarks.platform.counters import Database, memory, processor_seconds, roles, tree
from benchmarks.servers import own_servers, serve_everybody_at_once
from dominos.development import Platform, State, platform_running
from dominos.development.environment import HEALTH_PORTS
from dominos.development.layout import Layout
from dominos.development.ports import free_port, remember, remembered
from dominos.development.processes import wait_until
from dominos.development.state import ROOT

FLOOR = "benchmarks.platform.floor.wsgi"
WORKERS = 2
PORTS = ("web", "realtime", "internal", *HEALTH_PORTS)
READY_SECONDS = 60.0
POLL_SECONDS = 0.05
THROTTLED = ("ANONYMOUS", "CUSTOMER", "STAFF", "COURIER", "GUEST_TOKENS", "SIGN_IN", "SIGN_IN_ADDRESS")
UNLIMITED = {
    **{f"THROTTLE_{what}": "100000000/min" for what in THROTTLED},
    **{f"UNPAID_ORDERS_OF_{whose}": "1000000" for whose in ("CONTACT", "CLIENT")},
}
"""All customers of the benchmark come from one address."""


@dataclass
class Stage:
    """The platform, the floor's port, and what both stand on. `started` is seconds to the platform's first answer."""

    platform: Platform
    database: Database
    floor_port: int
    floor_pid: int
    started: float
    redis_url: str

    @property
    def port(self) -> int:
        """Of the platform's web servers."""
        return urlsplit(self.platform.web).port or 80

    def pids(self) -> dict[str, list[int]]:
        """Processes by role: the platform's programs and the servers they stand on."""
        return roles(self.platform.state) | {"postgresql": self._postgres(), "valkey": self._valkey()}

    @cached_property
    def postmaster(self) -> int:
        """The process that all of PostgreSQL's are below."""
        return self.database.postmaster()

    def processors(self) -> dict[str, float]:
        """Seconds of processors used so far, by role."""
        return processor_seconds(self.pids())

    def floor_processors(self) -> dict[str, float]:
        """Seconds used so far by the floor and the database under it."""
        return processor_seconds({"web": tree(self.floor_pid), "postgresql": self._postgres()})

    def memory(self) -> dict[str, float]:
        """MB by role, of the platform's own programs."""
        return memory(roles(self.platform.state))

    def log_bytes(self) -> int:
        """What the platform's programs have logged."""
        return sum(log.stat().st_size for log in self.platform.state.logs.glob("*.log"))

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """The platform stands still, so that what it still has to do takes nothing from the floor."""
        pids = [pid for members in roles(self.platform.state).values() for pid in members]
        _signal(pids, signal.SIGSTOP)
        try:
            yield
        finally:
            _signal(pids, signal.SIGCONT)

    def _postgres(self) -> list[int]:
        return tree(self.postmaster)

    def _valkey(self) -> list[int]:
        with redis.Redis.from_url(self.redis_url) as client:
            return [int(client.info("server")["process_id"])]


@contextmanager
def stage() -> Iterator[Stage]:
    """Boots everything on servers of its own, with fsync on; all of it is deleted in the end."""
    with own_servers("benchmark") as (state, given):
        database = Database(given["DATABASE_URL"])
        _require_durable(database)
        on_ports_of_its_own(state)
        with _running(state, UNLIMITED, seed=True):
            pass  # the next start is that of a platform which was there before
        serve_everybody_at_once(database.url)
        floor = Database(urlsplit(database.url)._replace(path="/floor").geturl())
        with staged(state, database, floor, given["REDIS_URL"]) as whole:
            yield whole


@contextmanager
def staged(
    state: State,
    database: Database,
    floor: Database,
    redis_url: str,
    variables: Mapping[str, str] | None = None,
) -> Iterator[Stage]:
    """Boots platform and floor on what there is: the platform's migrated database with the demo city in it."""
    on_ports_of_its_own(state)
    floor.create_if_missing()
    for one in (database, floor):
        one.track()
    answer = _FirstAnswer(state)
    with (
        closing(database),
        _running(state, {**UNLIMITED, **(variables or {})}, seed=False) as platform,
        _floor(floor, state) as floor_process,
    ):
        yield Stage(
            platform=platform,
            database=database,
            floor_port=floor_process.port,
            floor_pid=floor_process.pid,
            started=answer.seconds(),
            redis_url=redis_url,
        )


def on_ports_of_its_own(state: State) -> None:
    """Has the platform listen where no other one will: granian shares a port with whoever listens there already."""
    for name in PORTS:
        if remembered(state, name) is None:
            remember(state, name, free_port())


def _require_durable(database: Database) -> None:
    durable = {name: database.rows(f"SHOW {name}")[0][0] for name in ("fsync", "synchronous_commit")}
    assert set(durable.values()) == {"on"}, durable
    database.close()  # a session from before the migration does not know where the tables are


def _running(state: State, variables: Mapping[str, str], *, seed: bool) -> AbstractContextManager[Platform]:
    return platform_running(state, seed=seed, layout=Layout(workers=WORKERS), variables=variables)


class _FirstAnswer:
    """Asks the platform from now on, until it answers."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.began, self.came = time.monotonic(), float("inf")
        self.thread = threading.Thread(target=self._ask, daemon=True)
        self.thread.start()

    def seconds(self) -> float:
        """From the beginning to the answer."""
        self.thread.join(READY_SECONDS)
        return self.came - self.began

    def _ask(self) -> None:
        while self.came == float("inf") and time.monotonic() < self.began + READY_SECONDS:
            url = f"http://{HOST}:{remembered(self.state, 'web') or 0}/api/v1/stores"
            with suppress(OSError), urlopen(url, timeout=5) as answer:
                assert json.load(answer)
                self.came = time.monotonic()
            time.sleep(POLL_SECONDS)


@dataclass(frozen=True, slots=True)
class _FloorProcess:
    port: int
    pid: int


@contextmanager
def _floor(database: Database, state: State) -> Iterator[_FloorProcess]:
    port = free_port()
    environment = {**os.environ, "FLOOR_DATABASE_URL": database.url}
    options = {
        "--interface": "wsgi",
        "--host": HOST,
        "--port": port,
        "--workers": WORKERS,
        "--blocking-threads": 1,
    }
    command = [sys.executable, "-m", "granian", *(str(word) for pair in options.items() for word in pair)]
    subprocess.run([sys.executable, "-m", FLOOR], cwd=ROOT, env=environment, check=True)  # noqa: S603
    with (state.subfolder("floor") / "floor.log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603
            [*command, f"{FLOOR}:application"],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        assert wait_until(lambda: _answers(port), seconds=READY_SECONDS), "the floor does not answer"
        yield _FloorProcess(port, process.pid)
    finally:
        process.terminate()
        process.wait(30)


def _answers(port: int) -> bool:
    try:
        with urlopen(f"http://{HOST}:{port}/ping", timeout=5) as answer:
            return bool(answer.read() == b"ok")
    except OSError:
        return False


def _signal(pids: Iterable[int], number: signal.Signals) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)
