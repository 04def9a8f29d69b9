"""Django's CSRF tokens and messages, for pages; neither needs to know who is there."""

from django.contrib.messages.middleware import MessageMiddleware
from django.middleware.csrf import CsrfViewMiddleware

from dominos.kernel.edge.besides_api import BesidesApi


class Csrf(BesidesApi, CsrfViewMiddleware):
    """That a form is ours."""


class Messages(BesidesApi, MessageMiddleware):
    """What the next page shall say."""
