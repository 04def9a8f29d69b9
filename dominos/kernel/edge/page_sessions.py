"""Django's sessions and signed-in people, for pages, where the users are."""

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.sessions.middleware import SessionMiddleware

from dominos.kernel.edge.besides_api import BesidesApi


class Sessions(BesidesApi, SessionMiddleware):
    """Who comes again."""


class Authentication(BesidesApi, AuthenticationMiddleware):
    """Who signed in."""
