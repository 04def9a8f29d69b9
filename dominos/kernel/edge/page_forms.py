"""Django's CSRF protection and messages for pages; neither needs users."""

from django.contrib.messages.middleware import MessageMiddleware
from django.middleware.csrf import CsrfViewMiddleware

from dominos.kernel.edge.besides_api import BesidesApi


class Csrf(BesidesApi, CsrfViewMiddleware):
    """CSRF protection."""


class Messages(BesidesApi, MessageMiddleware):
    """Messages for the next page."""
