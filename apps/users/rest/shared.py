"""Shared by the endpoints of users."""

from pydantic import field_serializer
from rest_framework.request import Request

from dominos.kernel.edge.access import Access
from dominos.kernel.edge.answers import Answer
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


def device_of(request: Request) -> str:
    """The caller's `User-Agent`."""
    return request.headers.get("User-Agent", "")
