"""Locks on things that are no row, held until the transaction ends."""

from django.db import connection


def hold(name: str, *, shared: bool = False) -> None:
    """Waits for the name; sharers keep out only who wants it alone."""
    function = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(hashtextextended(%s, 0))", [f"payments.{name}"])
