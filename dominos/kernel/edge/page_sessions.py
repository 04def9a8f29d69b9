"""Django's sessions, CSRF tokens, signed-in people and messages, for pages."""

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.middleware.csrf import CsrfViewMiddleware

from dominos.kernel.edge.besides_api import BesidesApi


class Sessions(BesidesApi, SessionMiddleware):
    """Who comes again."""


class Csrf(BesidesApi, CsrfViewMiddleware):
    """That a form is ours."""


class Authentication(BesidesApi, AuthenticationMiddleware):
    """Who signed in."""


class Messages(BesidesApi, MessageMiddleware):
    """What the next page shall say."""
