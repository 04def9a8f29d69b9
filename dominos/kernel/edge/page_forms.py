"""Django's CSRF protection and messages for pages; neither needs users."""

from django.contrib.messages.middleware import MessageMiddleware
from django.middleware.csrf import CsrfViewMiddleware

from dominos.kernel.edge.page_middleware import SkipsApi


class Csrf(SkipsApi, CsrfViewMiddleware):
    """CSRF protection."""


class Messages(SkipsApi, MessageMiddleware):
    """Messages for the next page."""
