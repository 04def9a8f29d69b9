"""Schema changes of a database in use."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from django.db import OperationalError
from psycopg import errors
from psycopg.sql import SQL, Identifier

from dominos.kernel.postgres import PUBLIC
from dominos.kernel.postgres.sessions import Timeouts
from dominos.kernel.resilience.backoff import Backoff

PAUSES = Backoff(timedelta(seconds=1), timedelta(seconds=30), jitter=0)


def apply_timeouts(connection: Any, timeouts: Timeouts) -> None:
    """Sets these time-outs for the session, whatever its defaults."""
    with connection.cursor() as cursor:
        for name, seconds in timeouts.limits():
            cursor.execute("SELECT set_config(%s, %s, false)", [name, str(round(seconds * 1000))])


def with_lock_retries(
    change: Callable[[], object],
    *,
    attempts: int,
    say: Callable[[str], object],
    pause: Callable[[float], object],
) -> None:
    """Runs a change that locks tables; without a lock in time, it lets others by and tries again.

    A statement that waits for a lock blocks everybody behind it, so it may wait for `lock_timeout` only. Raises the
    last attempt's OperationalError. `pause` is called with seconds: 1, 2, 4 ... 30.
    """
    for attempt in range(1, attempts + 1):
        try:
            change()
        except OperationalError as error:
            if not isinstance(error.__cause__, errors.LockNotAvailable) or attempt == attempts:
                raise
            seconds = PAUSES.after(attempt).total_seconds()
            say(f"a table is in use: trying again in {seconds:.0f} s ({attempt} of {attempts})")
            pause(seconds)
        else:
            return


def remember_search_path(connection: Any, schemas: Iterable[str]) -> None:
    """Sets the database's default search path, for connections that cannot set it (`DATABASE_POOLED`).

    Only the owner may; for another login it stays unchanged.
    """
    path = SQL(", ").join(Identifier(schema) for schema in (PUBLIC, *schemas))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT datname, pg_has_role(datdba, 'USAGE') FROM pg_database WHERE datname = current_database()"
        )
        name, is_ours = cursor.fetchone()
        if is_ours:
            cursor.execute(SQL("ALTER DATABASE {} SET search_path = {}").format(Identifier(name), path))
