"""Holds every prepared statement of the tests to this: an id is compared and stored as an id, never as a text.

Ids go to PostgreSQL without hyphens and without a type (`postgres/adapters.py`). Beside a text or a value of a JSON
document they would silently equal nothing.
"""

from typing import Any
from uuid import UUID

import pytest
from psycopg.postgres import types
from psycopg.pq import ExecStatus

from dominos.kernel.postgres.adapters import WRITERS
from dominos.kernel.postgres.cursors import PreparedCursor

ID = types["uuid"].oid


class _Id(bytes):
    """An id as it is sent, which says that it is one."""


def refuse_ids_as_texts() -> None:
    """From now on such a statement raises AssertionError. The server is asked once for each text what it takes."""
    write: Any = WRITERS[UUID]
    prepare = PreparedCursor._prepared
    taken: dict[tuple[bytes, tuple[int, ...]], list[int]] = {}

    def prepared(cursor: Any, one: Any) -> bytes:
        name = prepare(cursor, one)
        ids = [number for number, value in enumerate(one.values) if type(value) is _Id]
        if ids and (one.text, one.types) not in taken:
            found = cursor._server.describe_prepared(name)
            if found.status != ExecStatus.COMMAND_OK:  # in a transaction that has failed
                return name
            taken[one.text, one.types] = list(map(found.param_type, range(found.nparams)))
        wrong = [f"${number + 1}" for number in ids if taken[one.text, one.types][number] != ID]
        assert not wrong, f"an id is taken as a text or a document ({wrong}): {one.text.decode()}"
        return name

    WRITERS[UUID] = lambda value: _Id(write(value))
    pytest.MonkeyPatch().setattr(PreparedCursor, "_prepared", prepared)
