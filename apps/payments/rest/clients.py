"""The identity behind a request that tries a card."""

from rest_framework.request import Request

from apps.payments.processing.declines import Payer
from dominos.kernel.auth import Principal
from dominos.kernel.edge.clients import client_mark


def payer_of(request: Request, principal: Principal) -> Payer:
    """The caller, with a digest of their network address."""
    return Payer(customer_id=principal.user_id, client=client_mark(request))
