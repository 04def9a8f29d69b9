"""What the database really has of a row."""

from typing import Any

from django.db import connection


def raw(table: str, column: str, key: Any) -> Any:
    """The column of the row with this key, as it lies there."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT "{column}" FROM "{table}" WHERE id = %s', [key])
        return cursor.fetchone()[0]
