"""Telling clients apart that nobody has signed in on."""

from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle


def client_of(request: Request) -> str:
    """The address and the program: whoever calls from elsewhere, or with another program, is somebody else."""
    return f"{BaseThrottle().get_ident(request)} {request.headers.get('User-Agent', '')}"
