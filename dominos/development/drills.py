"""What may fail, what works all the same, what is told, and how it ends: a table, and what brings each about."""

import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from secrets import token_urlsafe
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import psycopg
from psycopg.sql import SQL, Identifier

from dominos.development.environment import database_processes, redis_processes
from dominos.development.errors import EmbeddedError
from dominos.development.platform import Platform
from dominos.development.processes import ProcessRecord, wait_until

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


@contextmanager
def mail_refused(platform: Platform) -> Iterator[None]:
    """No provider takes mails: first one fails and the other one stands in, then that one fails, too.

    Somebody registers each time. EmbeddedError where a mail does not come: at once by the other, or afterwards.
    """
    first, other = (Path(platform.variables["DATA_DIR"]) / name for name in ("mail", "mail-fallback"))
    with _refusing(first):
        _await_mail(other, _registered(platform), FAILS_OVER_SECONDS)
        with _refusing(other):
            newcomer = _registered(platform)
            yield
    _await_mail(first, newcomer, MAILED_SECONDS)


@contextmanager
def _refusing(folder: Path) -> Iterator[None]:
    """A provider that writes files cannot where a file is in place of its folder."""
    folder.mkdir(exist_ok=True)
    away = folder.rename(folder.with_suffix(".away"))
    folder.touch()
    try:
        yield
    finally:
        folder.unlink()
        away.rename(folder)


def _registered(platform: Platform) -> str:
    """The address of somebody who registers now, and is mailed a link."""
    person = {"email": _nobody()["email"], "password": token_urlsafe(24), "name": "Drill"}
    httpx.post(f"{platform.web}/api/v1/auth/register", json=person, timeout=15).raise_for_status()
    return person["email"]


def _await_mail(folder: Path, address: str, seconds: float) -> None:
    def is_there() -> bool:
        return folder.is_dir() and any(address in file.read_text() for file in folder.glob("*.log"))

    if not wait_until(is_there, seconds=seconds, pause=0.5):
        raise EmbeddedError(f"no mail to {address} in {folder} after {seconds:.0f} s")


FAILS_OVER_SECONDS, MAILED_SECONDS = 60.0, 400.0
"""Urgent news is tried again after 5 s, then after twice as long each time."""
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
        "mail-refused",
        mail_refused,
        "no provider of mails takes any; when only the first fails, the second stands in",
        ("NewsFailing",),
        EVERYTHING,
        (),
        "no mails; the app, the tracker and SMS of what is urgent tell the same",
        "what waits goes out, each mail once, what has become too old not at all",
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
