"""Shared by the endpoints of users."""

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
CONFIRMED = Access(frozenset(), "own", is_confirmed=True)


class AcceptedAnswer(Answer):
    """What happens next."""

    detail: str

    @field_serializer("detail")
    def _in_the_readers_language(self, detail: str) -> str:
        return said(detail)


MAIL_IF_KNOWN = AcceptedAnswer(detail="If there is an account with this address, a mail is on its way.")


KNOWN_SECONDS = 0.15
"""Longer than it takes to queue a mail, or to record a wrong code."""


class DiscreetView(ApiView):
    """Responds equally, and equally fast, for known and unknown addresses."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Responses that reveal nothing about the address, such as 429, are sent at once."""
        until = monotonic() + KNOWN_SECONDS
        answer = super().dispatch(request, *args, **kwargs)
        if answer.status_code in (202, 401):
            sleep(max(0.0, until - monotonic()))
        return answer


def device_of(request: Request) -> str:
    """The caller's `User-Agent`."""
    return request.headers.get("User-Agent", "")
