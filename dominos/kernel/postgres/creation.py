"""Test databases, dropped even while a test's thread still holds a connection."""

from typing import Any

from django.db.backends.postgresql.creation import DatabaseCreation


class Creation(DatabaseCreation):
    """Channels' test communicators leave the connections of their threads open."""

    def _destroy_test_db(self, test_database_name: str, verbosity: int) -> None:
        wrapper: Any = self.connection
        with wrapper._nodb_cursor() as cursor:
            name = wrapper.ops.quote_name(test_database_name)
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
