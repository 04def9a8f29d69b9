"""Empties the database after a test that committed: only what the test wrote, which is a fiftieth of `flush`.

And puts back what it held once, which is a tenth of making that again.
"""

from typing import Any

from django.db import connection, transaction

from dominos.kernel.ttl_cache import clear_all

KEPT = ("django_migrations", "django_content_type", "auth_permission")
"""What migrating writes, and no test changes."""
SMALL_BYTES = 262_144
"""Above this a table is truncated, which costs the same for any size; below, deleting its rows is quicker."""

type Rows = dict[str, bytes]
"""Of each table that has some, as PostgreSQL copies them."""

# Triggers that forbid to delete, as those of a ledger, do not fire for a replica; it takes a superuser to be one.
FILLED = """
SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname !~ '^(pg_|information_schema)'
  AND c.relname <> ALL(%s) AND pg_relation_size(c.oid) > 0
"""
EMPTY = """
RESET ALL;
SELECT pg_advisory_unlock_all();
DISCARD TEMP;
DO $$
DECLARE written regclass;
BEGIN
    SET LOCAL session_replication_role = replica;
    FOR written IN
        SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind = 'r' AND n.nspname !~ '^(pg_|information_schema)'
          AND c.relname <> ALL(ARRAY[{kept}]) AND pg_relation_size(c.oid) > 0
    LOOP
        IF pg_relation_size(written) > {small} THEN
            EXECUTE format('TRUNCATE %s CASCADE', written);
        ELSE
            EXECUTE format('DELETE FROM %s', written);
        END IF;
    END LOOP;
END $$
"""


def empty_database(*_: Any) -> None:
    """Deletes every row that is not migrations', and what this process and its session remember.

    Of the session only its plans are kept. The role of tests is a superuser.
    """
    clear_all()
    kept = ", ".join(f"'{name}'" for name in KEPT)
    with connection.cursor() as cursor:
        cursor.execute(EMPTY.format(kept=kept, small=SMALL_BYTES))
    connection.ensure_timezone()


def all_rows() -> Rows:
    """What `put_back` needs to make the database what it is now."""
    with connection.cursor() as cursor:
        cursor.execute(FILLED, [list(KEPT)])
        return {table: _copied(cursor, table) for (table,) in cursor.fetchall()}


def put_back(rows: Rows) -> None:
    """Fills a database that was emptied; what triggers would have written is among the rows."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table, content in rows.items():
            with cursor.copy(f"COPY {table} FROM STDIN (FORMAT binary)") as copy:
                copy.write(content)
        cursor.execute("SET LOCAL session_replication_role = origin")  # a test's transaction may go on


def _copied(cursor: Any, table: str) -> bytes:
    with cursor.copy(f"COPY {table} TO STDOUT (FORMAT binary)") as copy:
        return b"".join(map(bytes, copy))
