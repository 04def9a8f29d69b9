"""Telling clients apart that nobody has signed in on."""

from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from dominos.kernel.config.secret_keys import digest
from dominos.kernel.networks import one_client

MARK_LENGTH = 32


def client_of(request: Request) -> str:
    """The address and the program: whoever calls from elsewhere, or with another program, is somebody else."""
    return f"{BaseThrottle().get_ident(request)} {request.META.get('HTTP_USER_AGENT', '')}"


def client_mark(request: Request) -> str:
    """A mark of the network client: a keyed hash, told from others and read by nobody; empty for none."""
    address = one_client(BaseThrottle().get_ident(request) or "")
    if not address:
        return ""
    return digest(f"client:{address}".encode())[:MARK_LENGTH]
