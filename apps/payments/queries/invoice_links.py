"""The signed link whose holder may read one order's invoice and credit notes, for ten years."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import timedelta
from uuid import UUID

from django.core.signing import BadSignature, Signer

from apps.payments.models import CreditNote, Invoice
from dominos.kernel.clock import now
from dominos.kernel.errors import NotFound

LINK_LIFETIME = timedelta(days=3653)
"""Ten years from its issue, the longest retention that a tax law here requires (Finland and Sweden: six and
seven years after the financial year).
"""
_SALT = "payments.invoice"
_NONE = "There is no such link."


def _signer() -> Signer:
    # As Django's signing does, it also reads what an earlier key of SECRET_KEY_FALLBACKS signed.
    return Signer(sep=".", salt=_SALT)


def invoice_path(order_id: UUID) -> str:
    """The path at which the order's invoice is read without signing in; unforgeable without our key."""
    token = _signer().sign(urlsafe_b64encode(order_id.bytes).rstrip(b"=").decode())
    return f"/api/v1/payments/invoices/{token}.pdf"


def find_invoice_path(order_id: UUID) -> str:
    """As `invoice_path`; empty while the order has no invoice."""
    return invoice_path(order_id) if Invoice.objects.filter(order_id=order_id).exists() else ""


def linked_invoice(token: str) -> Invoice:
    """The invoice of a link. NotFound for a forged link and one older than `LINK_LIFETIME`."""
    try:
        order_id = UUID(bytes=urlsafe_b64decode(_signer().unsign(token) + "=="))
    except (BadSignature, ValueError):
        raise NotFound(_NONE) from None
    invoice = Invoice.objects.filter(order_id=order_id, issued_at__gt=now() - LINK_LIFETIME).first()
    if invoice is None:
        raise NotFound(_NONE)
    return invoice


def linked_credit_note(token: str, note_id: UUID) -> CreditNote:
    """A credit note of the link's invoice. NotFound."""
    note = linked_invoice(token).credit_notes.filter(id=note_id).first()
    if note is None:
        raise NotFound(_NONE)
    return note
