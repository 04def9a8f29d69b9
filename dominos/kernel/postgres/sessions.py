"""What a connection to PostgreSQL asks for: the search path, and how long a program waits for anything."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dominos.kernel.postgres import search_path

KEEPALIVE = {
    "keepalives_idle": 5,
    "keepalives_interval": 3,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
}
"""A server that vanished is noticed within 15 seconds (libpq's options: seconds, the last one milliseconds)."""
PREPARED_AT_ONCE = 0
"""A statement that may be kept prepared in its session (see `cursors`) is so from its first time on."""

PLANNED_ONCE = "-c plan_cache_mode=force_generic_plan"
"""A statement that is kept prepared is planned once, for any values. The server would plan some anew each time, because
of how frequent one value is, and that takes longer than it saves.
"""


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds a program waits for a connection, a statement and a lock, and may leave a transaction idle; 0: any."""

    connect: float
    statement: float
    lock: float
    idle_in_transaction: float

    def limits(self) -> Iterator[tuple[str, float]]:
        """The time-outs of PostgreSQL's own, by its names for them."""
        yield "statement_timeout", self.statement
        yield "lock_timeout", self.lock
        yield "idle_in_transaction_session_timeout", self.idle_in_transaction

    def as_options(self) -> str:
        """The libpq options that hold a session to them."""
        return " ".join(f"-c {name}={round(seconds * 1000)}" for name, seconds in self.limits())


# Somebody waits for web, realtime and internal; a worker's tasks may take longer; migrations and commands take what
# they need, but a migration queues for a lock only briefly, since everybody else queues behind it.
TIMEOUTS = {
    "web": Timeouts(connect=3, statement=15, lock=5, idle_in_transaction=30),
    "realtime": Timeouts(connect=3, statement=10, lock=5, idle_in_transaction=30),
    "internal": Timeouts(connect=3, statement=10, lock=5, idle_in_transaction=30),
    "worker": Timeouts(connect=5, statement=60, lock=10, idle_in_transaction=120),
    "beat": Timeouts(connect=5, statement=60, lock=10, idle_in_transaction=120),
    "migrate": Timeouts(connect=10, statement=0, lock=3, idle_in_transaction=0),
}
COMMAND = Timeouts(connect=10, statement=0, lock=60, idle_in_transaction=0)
"""Of everything else that an operator starts."""


POOLABLE = frozenset({"web", "realtime", "internal"})
"""The programs that keep nothing in a session, so that a pooler may give each transaction another one."""


def timeouts_of(role: str) -> Timeouts:
    """The time-outs of a program, by its role."""
    return TIMEOUTS.get(role, COMMAND)


def connection_options(
    given: Mapping[str, Any], *, role: str, schemas: Iterable[str], timeouts: Timeouts, is_pooled: bool
) -> dict[str, Any]:
    """The database's `OPTIONS` for the program of this role: ours, then what `DATABASE_URL` gives, which wins.

    A pooler that hands a server connection to another client after each transaction refuses start-up options
    (`is_pooled`): the search path is then the database's own, which `migrate` sets, and the time-outs the login's.
    """
    name = f"dominos {role or 'command'}"
    ours = {"connect_timeout": max(2, round(timeouts.connect)), "application_name": name, **KEEPALIVE}
    if is_pooled:
        return ours | dict(given)
    start_up = [search_path(schemas), timeouts.as_options(), PLANNED_ONCE, given.get("options", "")]
    kept = {"prepare_threshold": PREPARED_AT_ONCE}
    return ours | kept | dict(given) | {"options": " ".join(filter(None, start_up))}
