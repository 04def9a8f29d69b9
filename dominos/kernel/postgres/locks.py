"""Advisory locks, for operations of one transaction at a time without a row to lock."""

from django.db import connection


def one_at_a_time(what: str) -> None:
    """Waits until no other transaction of this database holds the lock; released when the caller's transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [what])
