"""What only one transaction does at a time, where there is no row yet that rivals would wait at."""

from django.db import connection


def one_at_a_time(what: str) -> None:
    """Waits until no other transaction of this database does it; until the end of the caller's transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [what])
