"""The signed link whose holder may follow one order, and nothing else."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta
from uuid import UUID

from django.core.signing import BadSignature, Signer

from dominos.kernel.errors import NotFound

LINK_LIFETIME = timedelta(days=7)
"""Counted from the order's promise; see `link_ends_at`."""
_SALT = "orders.track"


def _signer() -> Signer:
    return Signer(sep=".", salt=_SALT)


def tracking_token(order_id: UUID) -> str:
    """The token of an order's link; unforgeable without our key."""
    return _signer().sign(urlsafe_b64encode(order_id.bytes).rstrip(b"=").decode())


def link_ends_at(created_at: datetime, promised_to: datetime) -> datetime:
    """When a link expires: some days after the promise, however long before it was ordered."""
    return max(created_at, promised_to) + LINK_LIFETIME


def order_of(token: str) -> UUID:
    """The order of a token. NotFound for a forged or broken one."""
    try:
        return UUID(bytes=urlsafe_b64decode(_signer().unsign(token) + "=="))
    except (BadSignature, ValueError):
        raise NotFound("There is no such link.") from None
