"""Who is behind a request that tries a card."""

from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from apps.payments.processing.declines import Payer, mark_of
from dominos.kernel.auth import Principal


def payer_of(request: Request, principal: Principal) -> Payer:
    """The caller, behind a mark of their network address."""
    return Payer(customer_id=principal.user_id, client=mark_of(BaseThrottle().get_ident(request) or ""))
