"""Options of PostgreSQL connections: the search path, and time-outs by program."""

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
"""Detects a vanished server within 15 seconds (libpq's options: seconds, the last one milliseconds)."""
PREPARED_AT_ONCE = 0
"""Statements are prepared (see `cursors`) on their first execution."""

PLANNED_ONCE = "-c plan_cache_mode=force_generic_plan"
"""Prepared statements are planned once, for any values.

Otherwise the server would plan some each time, by the frequency of a value, which takes longer than it saves.
"""


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds a program waits for a connection, a statement and a lock, and may leave a transaction idle; 0 is
    unlimited.
    """

    connect: float
    statement: float
    lock: float
    idle_in_transaction: float

    def limits(self) -> Iterator[tuple[str, float]]:
        """The time-outs under PostgreSQL's names."""
        yield "statement_timeout", self.statement
        yield "lock_timeout", self.lock
        yield "idle_in_transaction_session_timeout", self.idle_in_transaction

    def as_options(self) -> str:
        """The libpq options that set them."""
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
"""The time-outs of all other commands."""


POOLABLE = frozenset({"web", "realtime", "internal"})
"""Programs without session state, so that a pooler may assign another session to each transaction."""


def timeouts_of(role: str) -> Timeouts:
    """The time-outs of a program, by its role."""
    return TIMEOUTS.get(role, COMMAND)


def connection_options(
    given: Mapping[str, Any], *, role: str, schemas: Iterable[str], timeouts: Timeouts, is_pooled: bool
) -> dict[str, Any]:
    """The database's `OPTIONS` for the program of this role: our defaults, overridden by `DATABASE_URL`.

    A pooler in transaction mode refuses start-up options (`is_pooled`): the search path is then the database's default,
    which `migrate` sets, and the time-outs are those of the login.
    """
    name = f"dominos {role or 'command'}"
    ours = {"connect_timeout": max(2, round(timeouts.connect)), "application_name": name, **KEEPALIVE}
    if is_pooled:
        return ours | dict(given)
    start_up = [search_path(schemas), timeouts.as_options(), PLANNED_ONCE, given.get("options", "")]
    kept = {"prepare_threshold": PREPARED_AT_ONCE}
    return ours | kept | dict(given) | {"options": " ".join(filter(None, start_up))}
