"""Debian's RabbitMQ as a server of a test: on ports of its own, its files in a folder, ended with the block."""

import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from dominos.development.ports import free_port
from tests.system.processes import wait_until

PROGRAM = "/usr/lib/rabbitmq/bin/rabbitmq-server"


def is_installed() -> bool:
    """Whether the package `rabbitmq-server` is there."""
    return Path(PROGRAM).exists() and shutil.which("erl") is not None


@contextmanager
def rabbitmq(folder: Path) -> Iterator[str]:
    """Its URL, once it answers."""
    port, between, names = free_port(), free_port(), free_port()
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "RABBITMQ_NODENAME": f"test{port}@localhost",
        "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
        "RABBITMQ_NODE_PORT": str(port),
        "RABBITMQ_DIST_PORT": str(between),
        "ERL_EPMD_PORT": str(names),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        **{f"RABBITMQ_{name}_BASE": str(folder / name.lower()) for name in ("MNESIA", "LOG")},
        "RABBITMQ_PID_FILE": str(folder / "pid"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"),
        "RABBITMQ_CONFIG_FILE": str(folder / "none"),
        "RABBITMQ_CONF_ENV_FILE": str(folder / "none"),
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "+S 1:1",
    }
    (folder / "plugins").write_text("[].")
    with (folder / "output").open("wb") as output:
        server = subprocess.Popen(
            [PROGRAM], env=environment, stdout=output, stderr=output, start_new_session=True
        )
    try:
        wait_until(lambda: _answers(port), 90)
        yield f"amqp://guest:guest@127.0.0.1:{port}//"
    finally:
        for process in _session_of(server.pid):
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        server.wait()
        _end_names(names)


def _answers(port: int) -> bool:
    """Whether it greets in AMQP: it listens a little before."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
            connection.sendall(b"AMQP\x00\x00\x09\x01")
            return bool(connection.recv(8))
    except OSError:
        return False


def _session_of(leader: int) -> list[int]:
    found = subprocess.run(
        ["ps", "-o", "pid=", "-s", str(leader)], capture_output=True, text=True, check=False
    )
    return [int(pid) for pid in found.stdout.split()]


def _end_names(port: int) -> None:
    """Ends the daemon by which nodes of Erlang find each other, once it has noticed that the node is gone."""

    def is_gone() -> bool:
        told = subprocess.run(
            ["epmd", "-port", str(port), "-kill"], capture_output=True, text=True, check=False
        )
        return "Killed" in told.stdout + told.stderr or "Cannot connect" in told.stdout + told.stderr

    wait_until(is_gone, 10)
