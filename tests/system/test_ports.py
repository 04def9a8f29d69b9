"""A port has one server, although granian would share it with whoever else asks for that."""

import os
import socket
import subprocess
import sys

import pytest

from dominos.development import ports
from dominos.development.state import State
from dominos.port_claims import PortTaken, claim, mark


def sharing(port):
    server = socket.socket()
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    server.bind((ports.HOST, port))
    server.listen()
    return server


def started(role, port, health_port):
    variables = {"PORT": str(port), "HEALTH_PORT": str(health_port)}
    return subprocess.run(
        [sys.executable, "-m", "dominos.serve", role],
        env=os.environ | variables,
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize("role", ["web", "realtime", "internal"])
def test_a_second_server_says_so_and_stops(role):
    port = ports.free_port()
    with claim(ports.HOST, port):  # one that has started, and does not listen yet
        second = started(role, port, ports.free_port())
    assert (second.returncode, second.stderr) == (
        1,
        f"{role}: port {port} of 127.0.0.1 is taken by another server\n",
    )


def test_a_server_without_its_health_port_says_so_and_stops():
    with socket.create_server((ports.HOST, 0)) as other:
        taken = other.getsockname()[1]
        second = started("web", ports.free_port(), taken)
    assert second.returncode == 1
    assert second.stderr.startswith(f"web: nothing can listen on port {taken} of 127.0.0.1 (HEALTH_PORT)")


def test_who_shares_a_port_is_no_reason_to_share_it():
    port = ports.free_port()
    with sharing(port), pytest.raises(PortTaken):
        claim(ports.HOST, port)
    claim(ports.HOST, port).close()
    claim(ports.HOST, port).close()


def test_two_platforms_that_start_at_once_choose_different_ports(tmp_path):
    port = ports.free_port()
    with mark(f"dominos holds {ports.HOST}:{port}"):  # the other one, which has not begun to listen
        mine = State(tmp_path / "mine")
        chosen = ports.choose(mine, "web", preferred=port, hold=True)
        assert chosen != port
        assert ports.choose(mine, "web", preferred=port, hold=True) == chosen
        ports.remember(State(tmp_path / "theirs"), "web", chosen)
        assert ports.choose(State(tmp_path / "theirs"), "web", hold=True) != chosen
