"""Faults of our own programs and of the servers they stand on."""

import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from urllib.parse import urlsplit

import psycopg
from psycopg.sql import SQL, Identifier

from dominos.development.environment import database_processes, redis_processes
from dominos.development.platform import Platform
from dominos.development.processes import ProcessRecord

type Fault = Callable[[Platform], AbstractContextManager[None]]
KILLED_EVERY = 0.5


def frozen(program: str) -> Fault:
    """A program that hangs with all its processes: nothing of it answers, and nothing has ended."""
    return lambda platform: stopped(platform.process(program).session())


def killed(program: str) -> Fault:
    """A program that is killed with all its processes, and again whenever it is back: its last seconds are lost."""

    @contextmanager
    def fault(platform: Platform) -> Iterator[None]:
        ended = threading.Event()

        def kill() -> None:
            while not ended.wait(KILLED_EVERY):
                for process in platform.process(program).session():
                    process.send(signal.SIGKILL)

        thread = threading.Thread(target=kill, daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()

    return fault


@contextmanager
def stopped(processes: Iterable[ProcessRecord]) -> Iterator[None]:
    """These processes hang: what they listen on takes connections, and nothing is answered."""
    processes = list(processes)
    for process in processes:
        process.send(signal.SIGSTOP)
    try:
        yield
    finally:
        for process in processes:
            process.send(signal.SIGCONT)


def redis_frozen(platform: Platform) -> AbstractContextManager[None]:
    """Connections open, and nothing is answered."""
    return stopped(redis_processes(platform.state))


def database_frozen(platform: Platform) -> AbstractContextManager[None]:
    """As a disk that hangs: PostgreSQL takes connections and answers nothing."""
    return stopped(database_processes(platform.state))


@contextmanager
def database_refused(platform: Platform) -> Iterator[None]:
    """PostgreSQL runs and lets nobody in, as when its connections are used up."""
    allow = SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
    with _beside(platform) as (connection, name):
        connection.execute(allow.format(Identifier(name), SQL("false")))
        try:
            _end_sessions(connection, name)
            yield
        finally:
            connection.execute(allow.format(Identifier(name), SQL("true")))


@contextmanager
def database_read_only(platform: Platform) -> Iterator[None]:
    """PostgreSQL answers and stores nothing, as a managed one does whose disk is full, or a replica."""
    option = SQL("ALTER DATABASE {} {} default_transaction_read_only")
    with _beside(platform) as (connection, name):
        connection.execute(option.format(Identifier(name), SQL("SET")) + SQL(" = on"))
        try:
            _end_sessions(connection, name)
            yield
        finally:
            connection.execute(option.format(Identifier(name), SQL("RESET")))
            _end_sessions(connection, name)


@contextmanager
def database_blocked(platform: Platform) -> Iterator[None]:
    """A statement that does not end keeps what all accounts are written into."""
    with psycopg.connect(platform.variables["DATABASE_URL"]) as connection:
        connection.execute("LOCK TABLE users.users_user IN EXCLUSIVE MODE")
        yield
        connection.rollback()


@contextmanager
def _beside(platform: Platform) -> Iterator[tuple[psycopg.Connection, str]]:
    """A session in another database of the server, and the name of the platform's."""
    url = urlsplit(platform.variables["DATABASE_URL"])
    with psycopg.connect(url._replace(path="/template1").geturl(), autocommit=True) as connection:
        yield connection, url.path.strip("/")


def _end_sessions(connection: psycopg.Connection, name: str) -> None:
    connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
