"""Checks for pending work of many kinds at once."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet


def found_among(work: Mapping[str, Iterable[QuerySet[Any]]]) -> set[str]:
    """The names whose queries have any row; one statement for all."""
    names, parts, values = [], [], []
    for name, queries in work.items():
        for sql, parameters in filter(None, map(_exists, queries)):
            names.append(name)
            parts.append(f"EXISTS ({sql})")
            values += parameters
    if not parts:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        answers = cursor.fetchone()
    return {name for name, is_there in zip(names, answers, strict=True) if is_there}


def _exists(rows: QuerySet[Any]) -> tuple[str, list[Any]] | None:
    """The query reduced to whether it has a row; None where it cannot have any."""
    try:
        sql, parameters = rows.order_by().query.exists().get_compiler(connection=connection).as_sql()
    except EmptyResultSet:
        return None
    return sql, list(parameters)
