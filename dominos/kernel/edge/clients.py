"""Distinguishes anonymous clients."""

from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from dominos.kernel.config.secret_keys import digest
from dominos.kernel.networks import one_client

MARK_LENGTH = 32


def client_of(request: Request) -> str:
    """The network address and the program of the caller."""
    return f"{BaseThrottle().get_ident(request)} {request.META.get('HTTP_USER_AGENT', '')}"


def client_mark(request: Request) -> str:
    """A keyed hash of the network client; empty if unknown."""
    address = one_client(BaseThrottle().get_ident(request) or "")
    if not address:
        return ""
    return digest(f"client:{address}".encode())[:MARK_LENGTH]
