"""What may fail, what works all the same, what customers see, what is told, and how it ends: a row for each drill."""

from dataclasses import dataclass

from dominos.development.drills import faults, host_faults
from dominos.development.drills.faults import Fault, frozen, killed
from dominos.development.drills.probes import Probe
from dominos.development.neighbours import GEOCODER, MAIL, ROADS

EVERYTHING = tuple(probe for probe in Probe if probe is not Probe.REGISTER)
"""What is asked when a fault has ended; whoever registers is kept."""
WITHOUT_WORK = tuple(probe for probe in EVERYTHING if probe is not Probe.WORK)
WEB = (Probe.PAGE, Probe.STORES, Probe.GUEST, Probe.SIGN_IN, Probe.ADDRESS, Probe.ROADS)


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
    asked: tuple[Probe, ...] = ()
    """What somebody asks all the while, where nobody would notice otherwise."""


DRILLS = (
    Drill(
        "worker-frozen",
        frozen("worker"),
        "all workers hang",
        ("ProgramMissing(worker)", "WorkerSilent"),
        WITHOUT_WORK,
        (Probe.WORK,),
        "orders are taken, and paid; what follows stands still: no progress, no mails",
        "what waits in outboxes and queues is handled, each message once",
    ),
    Drill(
        "worker-killed",
        killed("worker"),
        "workers are killed whenever they are back",
        ("WorkerSilent",),
        WITHOUT_WORK,
        (Probe.WORK,),
        "as worker-frozen",
        "started again by itself; what was half done was rolled back and is handled again",
    ),
    Drill(
        "beat-frozen",
        frozen("beat"),
        "beat hangs",
        ("ProgramMissing(beat)", "BeatSilent"),
        WITHOUT_WORK,
        (),
        "little: messages go on; deadlines and dispatch wait",
        "each timer that was missed runs once",
    ),
    Drill(
        "realtime-frozen",
        frozen("realtime"),
        "the program of websockets hangs",
        ("ProgramMissing(realtime)",),
        (*WEB, Probe.WORK),
        (Probe.SOCKETS,),
        "pages ask again now and then instead of being told",
        "clients connect again, and read what they missed",
    ),
    Drill(
        "internal-frozen",
        frozen("internal"),
        "the program that answers other apps hangs",
        ("ProgramMissing(internal)", "DatabaseFiguresMissing"),
        WITHOUT_WORK,
        (),
        "nothing where all apps run together; in a split, 503 of what asks another app",
        "by itself",
    ),
    Drill(
        "web-frozen",
        frozen("web"),
        "web hangs",
        ("ProgramMissing(web)",),
        (Probe.SOCKETS, Probe.WORK),
        WEB,
        "503 or nothing; the shop's pages of before stay readable offline, and an order waits in them",
        "by itself; requests that were under way are repeated under their keys",
    ),
    Drill(
        "redis-frozen",
        faults.redis_frozen,
        "Redis takes connections and answers nothing",
        ("WorkerSilent",),
        (Probe.PAGE, Probe.STORES, Probe.GUEST, Probe.ADDRESS, Probe.ROADS),
        (),
        "orders are taken, slower by a short time-out; nothing is pushed, pages ask instead",
        "relays hand on what waits",
    ),
    Drill(
        "database-refused",
        faults.database_refused,
        "PostgreSQL refuses all connections",
        ("DatabaseFiguresMissing",),
        (Probe.PAGE, Probe.GUEST),
        (Probe.SIGN_IN,),
        "pages and what is remembered of menus; whoever orders is told to try again",
        "by itself; nothing was half done",
    ),
    Drill(
        "database-frozen",
        faults.database_frozen,
        "PostgreSQL takes connections and answers nothing",
        ("DatabaseFiguresMissing",),
        (Probe.PAGE, Probe.GUEST),
        (Probe.SIGN_IN,),
        "as refused, after a time-out",
        "by itself; statements that had begun are rolled back or done, never half",
    ),
    Drill(
        "database-read-only",
        faults.database_read_only,
        "PostgreSQL reads and stores nothing, as when its disk is full or a replica stands in",
        ("DatabaseReadOnly",),
        (Probe.PAGE, Probe.STORES, Probe.GUEST, Probe.SOCKETS, Probe.ADDRESS, Probe.ROADS),
        (Probe.REGISTER,),
        "menus, places and trackers are read; whoever orders is told to try again",
        "by itself; nothing was half done",
    ),
    Drill(
        "database-blocked",
        faults.database_blocked,
        "a statement that does not end keeps the accounts' rows",
        ("DatabaseBlocked",),
        EVERYTHING,
        (),
        "who registers gets the mail once it has ended; all else goes on",
        "what was asked for is done then, each request once",
        asked=(Probe.REGISTER,),
    ),
    Drill(
        "disk-full",
        host_faults.disk_full,
        "not a byte is free where files are kept",
        ("DiskFull",),
        EVERYTHING,
        (),
        "orders go on; photos are refused, and invoices come later",
        "invoices are written when there is room again",
    ),
    Drill(
        "mail-refused",
        host_faults.mail_refused,
        "no provider of mails takes any; when only the first fails, the second stands in",
        ("NewsFailing",),
        EVERYTHING,
        (),
        "no mails; the app, the tracker and SMS of what is urgent tell the same",
        "what waits goes out, each mail once, what has become too old not at all",
    ),
    Drill(
        "mail-hangs",
        frozen(MAIL),
        "the mail server takes connections and answers nothing",
        ("CircuitOpen(provider:mail)",),
        EVERYTHING,
        (),
        "mails come some seconds later, by the second provider; nothing else waits for them",
        "it is asked again each half minute",
        asked=(Probe.REGISTER,),
    ),
    Drill(
        "geocoder-hangs",
        frozen(GEOCODER),
        "the first provider of addresses answers nothing",
        ("CircuitOpen(geocoder:nominatim)",),
        EVERYTHING,
        (),
        "addresses are found by the next provider, our own map at last; at first two seconds later",
        "it is asked again each half minute",
        asked=(Probe.ADDRESS,),
    ),
    Drill(
        "roads-hang",
        frozen(ROADS),
        "the road engine answers nothing",
        ("CircuitOpen(roads)",),
        EVERYTHING,
        (),
        "times of arrival are estimated from the distance; at first two seconds later",
        "it is asked again each half minute",
        asked=(Probe.ROADS,),
    ),
    Drill(
        "clock-ahead",
        host_faults.clock_ahead,
        "one machine's clock is 20 seconds ahead",
        ("ClockWrong",),
        EVERYTHING,
        (),
        "nothing: tokens bear half a minute, and deadlines of calls are told as seconds that are left",
        "nothing has to be done",
    ),
    Drill(
        "certificate-ends",
        host_faults.certificate_ends,
        "the gateway's certificate ends in three days",
        ("CertificateEnds",),
        EVERYTHING,
        (),
        "nothing, until it has ended; then nobody reaches the platform",
        "with a new certificate",
    ),
    Drill(
        "gateway-frozen",
        frozen("gateway"),
        "Envoy hangs",
        ("GatewayMissing",),
        (Probe.SOCKETS, Probe.WORK),
        WEB,
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
