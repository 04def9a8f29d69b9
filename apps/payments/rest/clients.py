"""Who is behind a request that tries a card."""

from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from apps.payments.processing.declines import Payer, mark_of
from dominos.kernel.auth import Principal


def payer_of(request: Request, principal: Principal) -> Payer:
    """The caller, behind the mark of their network address."""
    return Payer(customer_id=principal.user_id, client=client_mark(request))


def client_mark(request: Request) -> str:
    """The mark of the network address behind a request."""
    return mark_of(BaseThrottle().get_ident(request) or "")
