"""Free TCP ports on the loopback interface, remembered between runs."""

import socket

from dominos.development.state import State

HOST = "127.0.0.1"


def is_free(port: int) -> bool:
    """Whether a server could listen on the port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def choose(state: State, name: str, *, preferred: int | None = None) -> int:
    """The remembered port of `name`, else the preferred, else any; another one when that is taken."""
    wanted = remembered(state, name) or preferred
    port = wanted if wanted and is_free(wanted) else free_port()
    remember(state, name, port)
    return port


def remembered(state: State, name: str) -> int | None:
    """The port `name` used last."""
    port = state.read("ports").get(name)
    return int(port) if port else None


def remember(state: State, name: str, port: int) -> None:
    """Keep the port of `name` for the next run."""
    state.write("ports", state.read("ports") | {name: port})
