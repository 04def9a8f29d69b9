"""Django's sessions and authentication for pages, in processes with users."""

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.sessions.middleware import SessionMiddleware

from dominos.kernel.edge.page_middleware import SkipsApi


class Sessions(SkipsApi, SessionMiddleware):
    """Sessions."""


class Authentication(SkipsApi, AuthenticationMiddleware):
    """The signed-in user."""
