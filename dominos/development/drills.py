"""What may fail, what works all the same, what is told, and how it ends: a table, and what brings each about."""

import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import psycopg
from psycopg.sql import SQL, Identifier

from dominos.development.environment import database_processes, redis_processes
from dominos.development.platform import Platform
from dominos.development.processes import ProcessRecord

type Fault = Callable[[Platform], AbstractContextManager[None]]


def _nobody() -> dict[str, str]:
    """Somebody whom the database does not know."""
    return {"email": f"{uuid4().hex}@demo.example", "password": uuid4().hex}


class Probe(StrEnum):
    """What somebody asks of the platform."""

    PAGE = "pages"
    STORES = "stores and menus"
    GUEST = "a guest begins"
    SOCKETS = "live news"
    SIGN_IN = "signing in"

    def works(self, platform: Platform) -> bool:
        """Whether it is answered as it should be within some seconds."""
        method, url, status, body = {
            Probe.PAGE: ("GET", f"{platform.web}/", 200, None),
            Probe.STORES: ("GET", f"{platform.web}/api/v1/stores", 200, None),
            Probe.GUEST: ("POST", f"{platform.web}/api/v1/auth/guest", 201, None),
            Probe.SOCKETS: ("GET", f"{platform.health('realtime')}/health/ready", 200, None),
            Probe.SIGN_IN: ("POST", f"{platform.web}/api/v1/auth/token", 401, _nobody()),
        }[self]
        try:
            return httpx.request(method, url, json=body, timeout=15).status_code == status
        except httpx.TransportError:
            return False


@dataclass(frozen=True, slots=True)
class Drill:
    """A fault, the alerts that have to come of it, and what still works and does not while it lasts."""

    name: str
    fault: Fault
    what: str
    alerts: tuple[str, ...]
    works: tuple[Probe, ...]
    fails: tuple[Probe, ...]
    customers: str
    """What they see."""
    recovery: str
    """How it ends by itself once the cause is gone."""


def frozen(program: str) -> Fault:
    """A program that hangs with all its processes: nothing of it answers, and nothing has ended."""

    @contextmanager
    def fault(platform: Platform) -> Iterator[None]:
        processes = platform.process(program).session()
        for process in processes:
            process.send(signal.SIGSTOP)
        try:
            yield
        finally:
            for process in processes:
                process.send(signal.SIGCONT)

    return fault


@contextmanager
def redis_frozen(platform: Platform) -> Iterator[None]:
    """Connections open, and nothing is answered."""
    with _stopped(redis_processes(platform.state)):
        yield


@contextmanager
def database_frozen(platform: Platform) -> Iterator[None]:
    """As a disk that hangs: PostgreSQL takes connections and answers nothing."""
    with _stopped(database_processes(platform.state)):
        yield


@contextmanager
def _stopped(processes: list[ProcessRecord]) -> Iterator[None]:
    for process in processes:
        process.send(signal.SIGSTOP)
    try:
        yield
    finally:
        for process in processes:
            process.send(signal.SIGCONT)


@contextmanager
def database_refused(platform: Platform) -> Iterator[None]:
    """PostgreSQL runs and lets nobody in, as when its connections are used up."""
    url = urlsplit(platform.variables["DATABASE_URL"])
    name = url.path.strip("/")
    with psycopg.connect(url._replace(path="/template1").geturl(), autocommit=True) as connection:
        allow = SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
        connection.execute(allow.format(Identifier(name), SQL("false")))
        try:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
            )
            yield
        finally:
            connection.execute(allow.format(Identifier(name), SQL("true")))


EVERYTHING = tuple(Probe)
DRILLS = (
    Drill(
        "worker-frozen",
        frozen("worker"),
        "all workers hang",
        ("ProgramMissing(worker)", "WorkerSilent"),
        EVERYTHING,
        (),
        "orders are taken, and paid; what follows stands still: no progress, no mails",
        "what waits in outboxes and queues is handled, each message once",
    ),
    Drill(
        "beat-frozen",
        frozen("beat"),
        "beat hangs",
        ("ProgramMissing(beat)", "BeatSilent"),
        EVERYTHING,
        (),
        "little: messages go on; deadlines and dispatch wait",
        "each timer that was missed runs once",
    ),
    Drill(
        "realtime-frozen",
        frozen("realtime"),
        "the program of websockets hangs",
        ("ProgramMissing(realtime)",),
        (Probe.PAGE, Probe.STORES, Probe.GUEST, Probe.SIGN_IN),
        (Probe.SOCKETS,),
        "pages ask again now and then instead of being told",
        "clients connect again, and read what they missed",
    ),
    Drill(
        "internal-frozen",
        frozen("internal"),
        "the program that answers other apps hangs",
        ("ProgramMissing(internal)", "DatabaseFiguresMissing"),
        EVERYTHING,
        (),
        "nothing where all apps run together; in a split, 503 of what asks another app",
        "by itself",
    ),
    Drill(
        "web-frozen",
        frozen("web"),
        "web hangs",
        ("ProgramMissing(web)",),
        (Probe.SOCKETS,),
        (Probe.PAGE, Probe.STORES, Probe.GUEST, Probe.SIGN_IN),
        "503 or nothing; the shop's pages of before stay readable offline, and an order waits in them",
        "by itself; requests that were under way are repeated under their keys",
    ),
    Drill(
        "redis-frozen",
        redis_frozen,
        "Redis takes connections and answers nothing",
        ("WorkerSilent",),
        (Probe.PAGE, Probe.STORES, Probe.GUEST),
        (),
        "orders are taken, slower by a short time-out; nothing is pushed, pages ask instead",
        "relays hand on what waits",
    ),
    Drill(
        "database-refused",
        database_refused,
        "PostgreSQL refuses all connections",
        ("DatabaseFiguresMissing",),
        (Probe.PAGE, Probe.GUEST),
        (Probe.SIGN_IN,),
        "pages and what is remembered of menus; whoever orders is told to try again",
        "by itself; nothing was half done",
    ),
    Drill(
        "database-frozen",
        database_frozen,
        "PostgreSQL takes connections and answers nothing",
        ("DatabaseFiguresMissing",),
        (Probe.PAGE, Probe.GUEST),
        (Probe.SIGN_IN,),
        "as refused, after a time-out",
        "by itself; statements that had begun are rolled back or done, never half",
    ),
    Drill(
        "gateway-frozen",
        frozen("gateway"),
        "Envoy hangs",
        ("GatewayMissing",),
        (Probe.SOCKETS,),
        (Probe.PAGE, Probe.STORES, Probe.GUEST, Probe.SIGN_IN),
        "nothing answers; as web-frozen",
        "by itself",
    ),
)


def table() -> list[str]:
    """The drills as rows of a table in Markdown."""
    rows = [
        "| drill | what fails | still works | customers see | how it ends | alerts |",
        "|---|---|---|---|---|---|",
    ]
    return rows + [
        f"| `{drill.name}` | {drill.what} | {', '.join(drill.works)} | {drill.customers} | {drill.recovery} | "
        f"{', '.join(drill.alerts)} |"
        for drill in DRILLS
    ]
