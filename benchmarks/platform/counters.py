"""What the machine and the database count: processors and memory by role, statements, transactions, messages."""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

import psycopg

from dominos.development import State
from dominos.development.processes import ProcessRecord

TICKS = os.sysconf("SC_CLK_TCK")
SUPERVISOR = "supervisor"
FLUSH_SECONDS = 11.0
"""PostgreSQL adds what a session counted once the session has been idle for ten seconds."""
BOUNDARY = r"^\s*(begin|start|commit|rollback|savepoint|release|set |reset|show|select set_config)"
STATEMENTS = """
    SELECT coalesce(sum(calls), 0)::bigint,
        coalesce(sum(calls) FILTER (WHERE query ~* %(boundary)s), 0)::bigint
    FROM pg_stat_statements AS statements JOIN pg_database ON pg_database.oid = statements.dbid
    WHERE datname = %(database)s"""
SESSIONS = "SELECT xact_commit + xact_rollback, sessions FROM pg_stat_database WHERE datname = %s"
POSITION = "SELECT (pg_current_wal_insert_lsn() - '0/0')::bigint, pg_database_size(%s)"
BUS_TABLES = "SELECT schemaname, tablename FROM pg_tables WHERE tablename LIKE %s"


@dataclass(frozen=True, slots=True)
class Counts:
    """Sums since the server started; as a difference, what happened meanwhile. `wal` and `size` in bytes."""

    statements: float = 0
    boundaries: float = 0
    """BEGIN, COMMIT, savepoints and what sets the session up."""
    transactions: float = 0
    connections: float = 0
    messages: float = 0
    deliveries: float = 0
    wal: float = 0
    size: float = 0

    def __sub__(self, other: Self) -> Self:
        return self._each(lambda name: getattr(self, name) - getattr(other, name))

    def __truediv__(self, number: float) -> Self:
        return self._each(lambda name: getattr(self, name) / number)

    def without(self, idle: Self, share: float) -> Self:
        """What is left when what idling costs in that time is taken off."""
        return self._each(lambda name: getattr(self, name) - share * getattr(idle, name))

    def _each(self, value: object) -> Self:
        return type(self)(**{each.name: value(each.name) for each in fields(self)})  # type: ignore[operator]

    def as_dict(self) -> dict[str, float]:
        """By name."""
        return asdict(self)


class Database:
    """One database of a cluster, watched from another one so that watching does not count."""

    def __init__(self, url: str) -> None:
        self.url = url
        parts = urlsplit(url)
        self.name = parts.path.removeprefix("/")
        self.watching_url = parts._replace(path="/postgres").geturl()

    def create_if_missing(self) -> None:
        """Makes the database."""
        with self._watching() as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [self.name]).fetchone()
            if known is None:
                connection.execute(f'CREATE DATABASE "{self.name}"')

    def track(self) -> None:
        """Has statements counted in sessions that begin from now on."""
        with self._watching() as connection:
            connection.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
            connection.execute(f'ALTER DATABASE "{self.name}" SET pg_stat_statements.track = top')

    def is_counting(self) -> bool:
        """Whether the server has loaded what counts statements."""
        with self._watching() as connection:
            loaded = connection.execute("SHOW shared_preload_libraries").fetchone()
            return bool(loaded) and "pg_stat_statements" in loaded[0]

    def counts(self) -> Counts:
        """The sums so far."""
        messages, deliveries = self._rows("%outboxmessage"), self._rows("%outboxdelivery")
        with self._watching() as connection:
            names = {"boundary": BOUNDARY, "database": self.name}
            calls, boundaries = connection.execute(STATEMENTS, names).fetchone() or (0, 0)
            transactions, sessions = connection.execute(SESSIONS, [self.name]).fetchone() or (0, 0)
            wal, size = connection.execute(POSITION, [self.name]).fetchone() or (0, 0)
        return Counts(calls - boundaries, boundaries, transactions, sessions, messages, deliveries, wal, size)

    def backlog(self) -> int:
        """Deliveries that nobody has acknowledged and nobody has given up."""
        return self._rows("%outboxdelivery", "done_at IS NULL AND dead_at IS NULL")

    def statements(self, most: int = 40) -> list[tuple[int, float, str]]:
        """The statements run most often: how often, milliseconds altogether, text."""
        with self._watching() as connection:
            return connection.execute(
                "SELECT calls, total_exec_time, query FROM pg_stat_statements AS s JOIN pg_database AS d"
                " ON d.oid = s.dbid WHERE datname = %s ORDER BY calls DESC LIMIT %s",
                [self.name, most],
            ).fetchall()

    def postmaster(self) -> int:
        """The process all sessions are below, on this machine."""
        with self._watching() as connection:
            stat = _stat(connection.info.backend_pid)
        assert stat is not None, "PostgreSQL runs elsewhere"
        return int(stat[1])

    def rows(self, statement: str, *values: object) -> list[tuple]:
        """What a statement finds in the database itself; it counts as a statement of the database."""
        return self._inside.execute(statement, values).fetchall()  # type: ignore[arg-type]

    def _rows(self, like: str, condition: str = "true") -> int:
        counted = [
            f'(SELECT count(*) FROM "{schema}"."{table}" WHERE {condition})'  # noqa: S608 - names of the catalogue
            for schema, table in self.rows(BUS_TABLES, like)
        ]
        return int(self.rows(f"SELECT {' + '.join(counted)}")[0][0]) if counted else 0

    def close(self) -> None:
        """Ends the session in which questions are asked; another question begins another one."""
        if (session := self.__dict__.pop("_inside", None)) is not None:
            session.close()

    @cached_property
    def _inside(self) -> psycopg.Connection:
        """One for all questions: each session that is opened here would count as one that an order opens."""
        return psycopg.connect(self.url, autocommit=True)

    def _watching(self) -> psycopg.Connection:
        return psycopg.connect(self.watching_url, autocommit=True)


def tree(pid: int) -> list[int]:
    """The process and all below it."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        if (stat := _stat(int(entry.name))) is not None:
            children.setdefault(int(stat[1]), []).append(int(entry.name))
    found, todo = [], [pid]
    while todo:
        found.append(todo.pop())
        todo += children.get(found[-1], [])
    return found


def processor_seconds(pids: Mapping[str, list[int]]) -> dict[str, float]:
    """User and system time by role, of processes that ended meanwhile, too: who waited for them counts it."""
    return {role: sum(map(_seconds, members)) for role, members in pids.items()}


def memory(pids: Mapping[str, list[int]]) -> dict[str, float]:
    """Memory by role in MB, each shared page split among those who share it (PSS)."""
    return {role: sum(map(_pss, members)) for role, members in pids.items()}


def roles(state: State) -> dict[str, list[int]]:
    """The processes of a platform by what the supervisor calls them, the supervisor and its own among them."""
    named = dict(_programs(state))
    below = {name: tree(pid) for name, pid in named.items()}
    taken = {pid for name, pids in below.items() if name != SUPERVISOR for pid in pids}
    below[SUPERVISOR] = [pid for pid in below.get(SUPERVISOR, []) if pid not in taken]
    return below


def _programs(state: State) -> Iterator[tuple[str, int]]:
    for file in sorted(state.subfolder("run").glob("*.json")):
        record = ProcessRecord.load(state, file.stem)
        if record is not None and record.is_running():
            yield file.stem, record.pid


def _stat(pid: int) -> list[str] | None:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None


def _seconds(pid: int) -> float:
    stat = _stat(pid)
    return sum(map(int, stat[11:15])) / TICKS if stat else 0.0


def _pss(pid: int) -> float:
    try:
        found = re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
    except OSError:
        return 0.0
    return int(found[1]) / 1024 if found else 0.0
