"""Advisory locks by name, held until the transaction ends."""

from dominos.kernel.postgres.cursors import prepared_cursor


def hold(name: str, *, shared: bool = False) -> None:
    """Locks the name; shared locks exclude only exclusive ones."""
    function = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
    with prepared_cursor() as cursor:
        cursor.execute(f"SELECT {function}(hashtextextended(%s, 0))", [f"payments.{name}"])
