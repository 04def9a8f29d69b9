"""Payments' answers to refunds."""

from uuid import UUID

from apps.orders.contract.refund_matrix import Fault
from apps.orders.lifecycle.refunds.commands import PREFIX, refunded_quantities
from apps.orders.models import OrderRefundStatus, Refund
from apps.orders.reservations import points
from apps.orders.reservations.deal_uses import restore_deals
from dominos.kernel.clock import now


def on_refunded(key: str) -> None:
    """The refund was performed. With the last piece of an order the store spoilt, its deals are restored."""
    row = _decide(key, OrderRefundStatus.DONE)
    if row is None:
        return
    points.refunded(row.order)
    if row.fault != Fault.STORE:
        return
    done = [other for other in row.order.refunds.all() if other.status == OrderRefundStatus.DONE]
    gone = refunded_quantities(done)
    if row.lines and all(gone.get(line["number"]) == line["quantity"] for line in row.order.lines):
        restore_deals(row.order)


def on_refused(key: str, code: str) -> None:
    """Payments refused the refund."""
    _decide(key, OrderRefundStatus.REFUSED, code)


def _decide(key: str, status: str, code: str = "") -> Refund | None:
    """The refund with its answer; None where it is none of ours or was answered before."""
    prefix, _, refund_id = key.partition(":")
    if prefix != PREFIX:
        return None
    asked = Refund.objects.filter(pk=UUID(refund_id), status=OrderRefundStatus.ASKED)
    if not asked.update(status=status, code=code, decided_at=now()):
        return None
    return Refund.objects.select_related("order").get(pk=refund_id)
