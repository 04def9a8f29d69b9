"""Django's sessions and authentication for pages, in processes with users."""

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.sessions.middleware import SessionMiddleware

from dominos.kernel.edge.besides_api import BesidesApi


class Sessions(BesidesApi, SessionMiddleware):
    """Sessions."""


class Authentication(BesidesApi, AuthenticationMiddleware):
    """The signed-in user."""
