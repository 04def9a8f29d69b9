"""What the endpoints of users share."""

from time import monotonic, sleep
from typing import Any

from django.http import HttpRequest
from pydantic import field_serializer
from rest_framework.request import Request

from dominos.kernel.edge.access import Access
from dominos.kernel.edge.answers import Answer
from dominos.kernel.edge.views import ApiView
from dominos.kernel.texts.problems import said

OWN = Access(frozenset(), "own")
FRESH = Access(frozenset(), "own", is_fresh=True)


class AcceptedAnswer(Answer):
    """What happens next."""

    detail: str

    @field_serializer("detail")
    def _in_the_readers_language(self, detail: str) -> str:
        return said(detail)


MAIL_IF_KNOWN = AcceptedAnswer(detail="If there is an account with this address, a mail is on its way.")


KNOWN_SECONDS = 0.1
"""Longer than it takes to write down that somebody gets a mail."""


class MailView(ApiView):
    """Mails something to an address, or nothing: says the same and takes as long, and nobody learns who is known."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """What is refused is told at once: that is no secret of the address."""
        until = monotonic() + KNOWN_SECONDS
        answer = super().dispatch(request, *args, **kwargs)
        if answer.status_code == 202:
            sleep(max(0.0, until - monotonic()))
        return answer


def device_of(request: Request) -> str:
    """What the caller's program says of itself."""
    return request.headers.get("User-Agent", "")
