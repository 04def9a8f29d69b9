"""Free TCP ports on the loopback interface, remembered between runs."""

import socket

from dominos.development.state import State
from dominos.port_claims import is_free as is_free_at
from dominos.port_claims import mark

HOST = "127.0.0.1"
_holds: dict[int, tuple[str, str]] = {}


def is_free(port: int) -> bool:
    """Whether a server could listen on the port now."""
    return is_free_at(HOST, port)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def choose(state: State, name: str, *, preferred: int | None = None, hold: bool = False) -> int:
    """The remembered port of `name`, else the preferred, else any; another one when that is taken.

    `hold` keeps it for this process until that ends, whoever else chooses before somebody listens there.
    """
    port = remembered(state, name) or preferred or free_port()
    while not (is_free(port) and (not hold or _held(state, name, port))):
        port = free_port()
    remember(state, name, port)
    return port


def _held(state: State, name: str, port: int) -> bool:
    use = str(state.folder), name
    if port not in _holds and (taken := mark(f"dominos holds {HOST}:{port}")):
        taken.detach()
        _holds[port] = use
    return _holds.get(port) == use


def remembered(state: State, name: str) -> int | None:
    """The port `name` used last."""
    port = state.read("ports").get(name)
    return int(port) if port else None


def remember(state: State, name: str, port: int) -> None:
    """Keep the port of `name` for the next run."""
    state.write("ports", state.read("ports") | {name: port})
