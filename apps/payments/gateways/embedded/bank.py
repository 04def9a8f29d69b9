"""Simulates customers and banks at the embedded gateway: 3-D Secure, disputes, returned refunds."""

from uuid import UUID

from apps.payments.domain.gateway import (
    Dispute,
    GatewayPayment,
    GatewayRefusal,
    GatewayStatus,
)
from apps.payments.gateways.embedded.payments import changed, locked, publish_webhook, shown, wake_delivery
from apps.payments.models.embedded import EmbeddedPayment, EmbeddedRefund
from dominos.kernel.clock import now
from dominos.kernel.money import Money
from dominos.kernel.unit_of_work import unit_of_work


def amount_to_approve(action_token: str) -> Money | None:
    """The amount shown on the 3-D Secure page of the token; None for an unknown token."""
    payment = EmbeddedPayment.objects.filter(action_token=action_token).first()
    return Money(payment.amount, payment.currency) if payment else None


def find_disputed(order_id: UUID) -> str | None:
    """The reference of the order's disputed payment."""
    disputed = EmbeddedPayment.objects.filter(order_id=order_id).exclude(dispute="")
    return disputed.values_list("reference", flat=True).first()


def find_refunded(order_id: UUID) -> str | None:
    """The reference of the order's refunded payment."""
    refunded = EmbeddedPayment.objects.filter(order_id=order_id, refunded__gt=0)
    return refunded.values_list("reference", flat=True).first()


def resolve_action(action_token: str, *, is_approved: bool) -> GatewayPayment:
    """Applies the customer's choice on the 3-D Secure page; a second choice changes nothing."""
    with unit_of_work("payments", interim=True):
        payment = EmbeddedPayment.objects.select_for_update().filter(action_token=action_token).first()
        if payment is None:
            raise GatewayRefusal("There is no such action.")
        if payment.status == GatewayStatus.REQUIRES_ACTION:
            if is_approved:
                payment.status, payment.authorized = GatewayStatus.AUTHORIZED.value, payment.amount
                publish_webhook(payment, "payment.authorized")
            else:
                payment.status, payment.decline_code = GatewayStatus.FAILED.value, "authentication_failed"
                publish_webhook(payment, "payment.failed")
            payment.save()
            wake_delivery()
        return shown(payment)


def open_dispute(reference: str, amount: int = 0) -> GatewayPayment:
    """The customer's bank takes back the amount (0: everything), refunded before or not; one dispute at a time."""
    with unit_of_work("payments", interim=True):
        payment = locked(reference, GatewayStatus.CAPTURED)
        if payment.dispute == Dispute.OPEN:
            raise GatewayRefusal("The payment is disputed already.")
        payment.dispute = Dispute.OPEN.value
        payment.disputed += amount or payment.captured
        wake_delivery()
        return changed(payment, "dispute.opened")


def close_dispute(reference: str, *, is_won: bool) -> GatewayPayment:
    """Applies the bank's decision; a second decision changes nothing. `GatewayRefusal` without a dispute."""
    with unit_of_work("payments", interim=True):
        payment = locked(reference, GatewayStatus.CAPTURED)
        if not payment.dispute:
            raise GatewayRefusal("The payment is not disputed.")
        if payment.dispute == Dispute.OPEN:
            ended = payment.disputed - payment.dispute_won - payment.dispute_lost
            payment.dispute = (Dispute.WON if is_won else Dispute.LOST).value
            if is_won:
                payment.dispute_won += ended
            else:
                payment.dispute_lost += ended
            wake_delivery()
            return changed(payment, f"dispute.{payment.dispute.lower()}")
        return shown(payment)


def fail_refund(reference: str) -> GatewayPayment:
    """The customer's bank returns the newest refund. `GatewayRefusal` if none is left."""
    with unit_of_work("payments", interim=True):
        payment = locked(reference, GatewayStatus.CAPTURED)
        standing = EmbeddedRefund.objects.filter(payment=payment, failed_at=None)
        refund = standing.order_by("-created_at", "-reference").first()
        if refund is None:
            raise GatewayRefusal("No refund of the payment stands.")
        refund.failed_at = now()
        refund.save(update_fields=["failed_at"])
        payment.refunded -= refund.amount
        payment.refund_failed += refund.amount
        wake_delivery()
        return changed(payment, "refund.failed")
