"""Ensures one server per port: with SO_REUSEPORT, two servers would share it, and each would get some of the calls.

Uses Linux' abstract socket names, which exist while their process lives and belong to one process only.
"""

import errno
import socket


class PortTaken(Exception):
    """The port is in use, or claimed."""


def is_free(host: str, port: int) -> bool:
    """Whether nothing listens on the port of this address, shared or not."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            return False
    return True


def mark(name: str) -> socket.socket | None:
    """Claims a name for this process and its forks, until the socket is closed; None if it is taken."""
    held = socket.socket(socket.AF_UNIX)
    try:
        held.bind("\0" + name)
    except OSError:
        held.close()
        return None
    return held


def claim(host: str, port: int) -> socket.socket:
    """Claims the port for this process's lifetime. PortTaken."""
    held = mark(f"dominos listens on {host}:{port}")
    if held is not None and is_free(host, port):
        return held
    if held is not None:
        held.close()
    raise PortTaken(f"port {port} of {host} is taken by another server")
