"""The signed link with which whoever holds it may follow one order, and nothing else."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import timedelta
from uuid import UUID

from django.core.signing import BadSignature, Signer

from dominos.kernel.errors import NotFound

LINK_LIFETIME = timedelta(days=7)
_SALT = "orders.track"


def _signer() -> Signer:
    return Signer(sep=".", salt=_SALT)


def tracking_token(order_id: UUID) -> str:
    """The token of an order's link; it names the order and cannot be made without our key."""
    return _signer().sign(urlsafe_b64encode(order_id.bytes).rstrip(b"=").decode())


def order_of(token: str) -> UUID:
    """The order a token stands for. NotFound for a forged or broken one."""
    try:
        return UUID(bytes=urlsafe_b64decode(_signer().unsign(token) + "=="))
    except (BadSignature, ValueError):
        raise NotFound("There is no such link.") from None
