"""Searches everything a deployment stores for words about a person, to prove that nothing remains after an erasure.

Searches tables of all schemas, keys of Redis, and files with their names. Reports locations only, never the content.
"""

import base64
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection
from psycopg.sql import SQL, Composed, Identifier

from dominos.kernel.redis_client import client

_POINT = re.compile(r"(-?\d+\.\d+),\s*(-?\d+\.\d+)")
_ESCAPED = str.maketrans({"\\": r"\\", "%": r"\%", "_": r"\_"})
_BODY = re.compile(rb'"body": ?"([A-Za-z0-9+/=]+)"')
CHUNK = 1 << 20
SHOWN = 5
"""The number of rows reported per table; the others are counted."""


@dataclass(frozen=True, slots=True)
class Word:
    """Parts that occur together in a row, key or file: one text, or the two numbers of a point."""

    parts: tuple[str, ...]

    @classmethod
    def of(cls, line: str) -> "Word":
        """Parses a line: `60.17,24.94` is a point, anything else a text. ValueError if it is too unspecific."""
        if point := _POINT.fullmatch(line.strip()):
            return cls(tuple(repr(float(number)) for number in point.groups()))
        text = line.strip().lower()
        if len(text) < 4:
            raise ValueError(f"{line!r} is too short to be looked for")
        return cls((text,))

    def is_in(self, content: bytes) -> bool:
        """Whether the lower-case bytes contain it, as text or as JSON with escaped characters."""
        return all(
            part.encode() in content or json.dumps(part)[1:-1].lower().encode() in content
            for part in self.parts
        )


def find(words: Iterable[str], folders: Iterable[Path] = ()) -> Iterator[str]:
    """The locations that contain any of the words."""
    looked_for = [Word.of(word) for word in words if word.strip()]
    with connection.cursor() as cursor:
        yield from find_in_tables(cursor, looked_for)
    yield from _in_redis(looked_for)
    for folder in (Path(settings.MEDIA_ROOT), *folders):
        yield from _in_files(looked_for, folder)


def find_in_tables(cursor: Any, words: list[Word]) -> Iterator[str]:
    """The locations in the tables of the cursor's database."""
    passed = {model._meta.db_table for model in apps.get_models() if _is_passed(model)}
    cursor.execute(
        "SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE c.relkind = 'r' AND n.nspname !~ '^(pg_|information_schema)' ORDER BY 1, 2"
    )
    for schema, table in cursor.fetchall():
        if table not in passed:
            yield from _in_table(cursor, schema, table, words)


def _is_passed(model: Any) -> bool:
    """Tables that are not searched: public maps, and documents that the law requires to keep as issued."""
    return getattr(model, "is_public_map", False) or getattr(
        getattr(model, "personal", None), "kept_by_law", False
    )


def _in_table(cursor: Any, schema: str, table: str, words: list[Word]) -> Iterator[str]:
    name = SQL("{}.{}").format(Identifier(schema), Identifier(table))
    cursor.execute(*_condition(SQL("SELECT to_jsonb(t) FROM {} t WHERE ").format(name), words))
    rows = [row[0] for row in cursor.fetchall()]
    rows = [json.loads(row) if isinstance(row, str) else row for row in rows]
    for row in rows[:SHOWN]:
        key = row.get("id") or row.get("key") or next(iter(row.values()), "")
        columns = [each for each, value in row.items() if _holds(value, words)]
        yield f"table {schema}.{table} {key}: {', '.join(columns) or 'several columns'}"
    if len(rows) > SHOWN:
        yield f"table {schema}.{table}: {len(rows) - SHOWN} more rows"


def _condition(select: Composed, words: list[Word]) -> tuple[Composed, list[str]]:
    one = [
        SQL("({})").format(SQL(" AND ").join([SQL("t::text ILIKE %s")] * len(word.parts))) for word in words
    ]
    values = [f"%{part.translate(_ESCAPED)}%" for word in words for part in word.parts]
    return select + SQL(" OR ").join(one), values


def _holds(value: Any, words: list[Word]) -> bool:
    content = json.dumps(value, ensure_ascii=False).lower().encode()
    return any(any(part.encode() in content for part in word.parts) for word in words)


def _in_redis(words: list[Word]) -> Iterator[str]:
    for url in {settings.REDIS_URL, *([settings.BROKER_URL] if settings.BROKER_IS_REDIS else [])}:
        store = client(url)
        for key in store.scan_iter(count=1000):
            if any(word.is_in(content) for word in words for content in _contents(store, key)):
                yield f"redis {key.decode(errors='replace')[:60]}"


def _contents(store: Any, key: bytes) -> Iterator[bytes]:
    """The content of a Redis key, and the decoded body of a task message."""
    read: Callable[[], Iterable[Any]] = {
        b"string": lambda: [store.get(key)],
        b"list": lambda: store.lrange(key, 0, -1),
        b"set": lambda: store.smembers(key),
        b"zset": lambda: store.zrange(key, 0, -1),
        b"hash": lambda: [each for pair in store.hgetall(key).items() for each in pair],
    }.get(store.type(key), list)
    for value in (key, *filter(None, read())):
        yield value.lower()
        for body in _BODY.findall(value):
            yield base64.b64decode(body, validate=False).lower()


def _in_files(words: list[Word], folder: Path) -> Iterator[str]:
    for file in sorted(folder.rglob("*")) if folder.is_dir() else [folder] if folder.is_file() else []:
        if file.is_file() and any(_is_in_file(word, file) for word in words):
            yield f"file {file}"


def _is_in_file(word: Word, file: Path) -> bool:
    if word.is_in(str(file).lower().encode()):
        return True
    before = b""
    with file.open("rb") as content:
        while chunk := content.read(CHUNK):
            if word.is_in(before + chunk.lower()):
                return True
            before = chunk.lower()[-1000:]
    return False
