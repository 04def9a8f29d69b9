"""Test databases: dropped even while a thread of a test still holds a connection."""

from django.db.backends.postgresql.creation import DatabaseCreation


class Creation(DatabaseCreation):
    """Channels' test communicators leave the connections of their threads open."""

    def _destroy_test_db(self, test_database_name: str, verbosity: int) -> None:
        with self._nodb_cursor() as cursor:
            name = self.connection.ops.quote_name(test_database_name)
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
