"""One server a port: some share a port with whoever else asks for that, and calls would go to one or the other.

Linux keeps a name of a socket without a file for as long as its process lives, and gives it to one only.
"""

import errno
import socket


class PortTaken(Exception):
    """Somebody listens there, or is about to."""


def is_free(host: str, port: int) -> bool:
    """Whether nobody listens on the port of this address, sharing or not."""
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
    """Takes a name for this process and those it forks, until the socket is closed; None where another one has it."""
    held = socket.socket(socket.AF_UNIX)
    try:
        held.bind("\0" + name)
    except OSError:
        held.close()
        return None
    return held


def claim(host: str, port: int) -> socket.socket:
    """What keeps a second server from the port while this process lives. PortTaken."""
    held = mark(f"dominos listens on {host}:{port}")
    if held is not None and is_free(host, port):
        return held
    if held is not None:
        held.close()
    raise PortTaken(f"port {port} of {host} is taken by another server")
