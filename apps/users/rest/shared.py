"""What the endpoints of users share."""

from rest_framework.request import Request

from dominos.kernel.edge.access import Access
from dominos.kernel.edge.answers import Answer

OWN = Access(frozenset(), "own")
FRESH = Access(frozenset(), "own", is_fresh=True)


class AcceptedAnswer(Answer):
    """What happens next."""

    detail: str


MAIL_IF_KNOWN = AcceptedAnswer(detail="If there is an account with this address, a mail is on its way.")


def device_of(request: Request) -> str:
    """What the caller's program says of itself."""
    return request.headers.get("User-Agent", "")
