"""A PostgreSQL backend that gives each app a schema of its own.

Models keep plain table names. `CREATE TABLE` is qualified with the schema of the model's app, and a constant
`search_path` over all schemas finds every table afterwards; indexes, sequences and constraints follow their table.
"""

from collections.abc import Iterable

PUBLIC = "public"


def search_path(schemas: Iterable[str]) -> str:
    """The libpq option that makes the tables of all `schemas` visible."""
    return "-c search_path=" + ",".join([PUBLIC, *schemas])
