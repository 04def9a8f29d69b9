"""Who is behind a request that tries a card."""

import hashlib
import hmac

from django.conf import settings
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from apps.payments.processing.declines import Payer
from dominos.kernel.auth import Principal


def payer_of(request: Request, principal: Principal) -> Payer:
    """The caller, behind the mark of their network address."""
    return Payer(customer_id=principal.user_id, client=client_mark(request))


def client_mark(request: Request) -> str:
    """A mark of the network address behind a request: a keyed hash, told from others and read by nobody."""
    address = BaseThrottle().get_ident(request) or ""
    mark = hmac.new(settings.SECRET_KEY.encode(), f"client:{address}".encode(), hashlib.sha256).hexdigest()
    return mark if address else ""
