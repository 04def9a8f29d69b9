"""Payments stored by the embedded gateway."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import replace

from django.conf import settings

from apps.payments.domain.gateway import (
    SUMS,
    AuthorizationRequest,
    DeclineCode,
    Declined,
    Dispute,
    GatewayPayment,
    GatewayRefusal,
    GatewayStatus,
    NextAction,
    SetupStatus,
)
from apps.payments.gateways.embedded.tokens import TEST_TOKENS, Behavior
from apps.payments.models.embedded import (
    EmbeddedCard,
    EmbeddedEvent,
    EmbeddedPayment,
    EmbeddedRefund,
    new_reference,
)
from dominos.kernel.after_commit import start_after_commit
from dominos.kernel.clock import now
from dominos.kernel.money import Money
from dominos.kernel.prepared_reads import Prepared
from dominos.kernel.prepared_writes import insert, new, update

_OPEN, _CLOSE = '{"events": [', "]}"
SHOWN = ("reference", "status", "currency", *SUMS, "decline_code")
"""The fields of a payment that an event contains."""
ACTION_PATH = "/gateway/embedded/three-d-secure/"


def behavior_of(token: str, customer: str = "") -> Behavior | None:
    """What the gateway does with a published token, or with a customer's saved card; None for any other."""
    if token in TEST_TOKENS:
        return TEST_TOKENS[token]
    ready = EmbeddedCard.objects.filter(token=token, forgotten_at=None, status=SetupStatus.READY)
    kept = ready.filter(customer=customer).first()
    return replace(TEST_TOKENS[kept.behaves_like], needs_action=False) if kept else None


def authorized(request: AuthorizationRequest) -> tuple[EmbeddedPayment, GatewayPayment | Declined]:
    """A new payment, authorized, declined or waiting for 3-D Secure, depending on the token; and the answer."""
    behavior = behavior_of(request.token, request.customer)
    if behavior is None:
        raise GatewayRefusal("This gateway takes published test tokens only.")
    if request.amount <= 0:
        raise GatewayRefusal("The amount has to be positive.")
    payment = new(
        EmbeddedPayment,
        reference=new_reference("epay"),
        payment_id=request.payment_id,
        order_id=request.order_id,
        token=request.token,
        currency=request.currency,
        amount=request.amount,
        status=GatewayStatus.AUTHORIZED.value,
        authorized=request.amount,
        decline_code="",
    )
    if behavior.decline:
        payment.status, payment.authorized = GatewayStatus.FAILED.value, 0
        payment.decline_code = behavior.decline.value
    elif behavior.needs_action:
        payment.status, payment.authorized = GatewayStatus.REQUIRES_ACTION.value, 0
        payment.action_token = secrets.token_urlsafe(32)
    if behavior.decline:
        return payment, Declined(payment.decline_code, payment.reference)
    return payment, shown(payment)


def _kept_behavior(payment: EmbeddedPayment) -> Behavior:
    """What its card does, forgotten meanwhile or not."""
    if payment.token in TEST_TOKENS:
        return TEST_TOKENS[payment.token]
    return TEST_TOKENS[EmbeddedCard.objects.get(token=payment.token).behaves_like]


def increment(reference: str, more: Money) -> GatewayPayment:
    """Raises the authorization."""
    payment = locked(reference, GatewayStatus.AUTHORIZED)
    amount = _of_currency(payment, more)
    if amount <= payment.authorized:
        raise GatewayRefusal("The new amount has to be above what is authorized.")
    if _kept_behavior(payment).declines_increment:
        raise Declined(DeclineCode.INSUFFICIENT_FUNDS, reference)
    payment.authorized = payment.amount = amount
    return changed(payment, "payment.authorized")


def capture(reference: str, taken: Money) -> GatewayPayment:
    """Captures the authorization or less; some tokens are disputed at once."""
    payment = locked(reference, GatewayStatus.AUTHORIZED)
    amount = _of_currency(payment, taken)
    if not 0 < amount <= payment.authorized:
        raise GatewayRefusal("The amount has to be positive and at most what is authorized.")
    payment.status, payment.captured = GatewayStatus.CAPTURED.value, amount
    if not _kept_behavior(payment).is_disputed:
        return changed(payment, "payment.captured")
    payment.dispute, payment.disputed = Dispute.OPEN.value, amount
    return changed(payment, "dispute.opened")


def void(reference: str) -> GatewayPayment:
    """Releases the authorization."""
    payment = locked(reference, GatewayStatus.AUTHORIZED, GatewayStatus.REQUIRES_ACTION, GatewayStatus.FAILED)
    payment.status, payment.authorized = GatewayStatus.VOIDED.value, 0
    return changed(payment, "payment.voided")


def refund(reference: str, returned: Money) -> GatewayPayment:
    """Refunds at most what was captured and not refunded."""
    payment = locked(reference, GatewayStatus.CAPTURED)
    amount = _of_currency(payment, returned)
    if payment.dispute in (Dispute.OPEN, Dispute.LOST):
        raise GatewayRefusal("The payment was charged back.")
    if not 0 < amount <= payment.captured - payment.refunded:
        raise GatewayRefusal("The amount is above what was captured and not refunded.")
    payment.refunded += amount
    EmbeddedRefund.objects.create(reference=new_reference("eref"), payment=payment, amount=amount)
    return changed(payment, "payment.refunded")


def _of_currency(payment: EmbeddedPayment, money: Money) -> int:
    """The amount in minor units. `GatewayRefusal` for another currency than the payment's."""
    if money.currency != payment.currency:
        raise GatewayRefusal(f"The payment is in {payment.currency}.")
    return money.amount


_LOCKED = Prepared(lambda: EmbeddedPayment.objects.select_for_update(), by="reference")


def locked(reference: str, *allowed: GatewayStatus) -> EmbeddedPayment:
    """The payment, locked, in one of the allowed states. `GatewayRefusal`."""
    payment = _LOCKED.get(reference)
    if payment is None:
        raise GatewayRefusal("There is no such payment.")
    if payment.status not in allowed:
        raise GatewayRefusal(f"The payment is {payment.status}.")
    return payment


def changed(payment: EmbeddedPayment, event: str) -> GatewayPayment:
    """Saves the payment and queues the event."""
    update(payment)
    publish_webhook(payment, event)
    return shown(payment)


def shown(payment: EmbeddedPayment) -> GatewayPayment:
    """The payment as the port shows it."""
    action = None
    if payment.status == GatewayStatus.REQUIRES_ACTION:
        url = f"{settings.PUBLIC_URL}{ACTION_PATH}{payment.action_token}/"
        action = NextAction(type="redirect", url=url)
    return GatewayPayment(
        reference=payment.reference,
        payment_id=payment.payment_id,
        status=GatewayStatus(payment.status),
        currency=payment.currency,
        authorized=payment.authorized,
        captured=payment.captured,
        refunded=payment.refunded,
        refund_failed=payment.refund_failed,
        disputed=payment.disputed,
        dispute_won=payment.dispute_won,
        dispute_lost=payment.dispute_lost,
        is_test=True,
        next_action=action,
        decline_code=payment.decline_code,
    )


def publish_webhook(payment: EmbeddedPayment, type: str) -> EmbeddedEvent:
    """Queues a webhook. The caller gets the answer directly, so the timer may deliver it."""
    event = webhook_of(payment, type)
    insert(event, awaited=False)
    return event


def webhook_of(payment: EmbeddedPayment, type: str) -> EmbeddedEvent:
    """The webhook of the payment's latest change, with the payment's state at that time."""
    event_id = new_reference("eevt")
    body = json.dumps(
        {
            "id": event_id,
            "type": type,
            "created": int(now().timestamp()),
            "livemode": False,
            "notice": "test, no money moved",
            "data": {name: getattr(payment, name) for name in SHOWN}
            | {"payment_id": str(payment.payment_id)},
        }
    )
    return EmbeddedEvent(id=event_id, type=type, body=webhook_body([f"{_OPEN}{body}{_CLOSE}"]))


def webhook_body(bodies: Sequence[str]) -> str:
    """One webhook with the events of all."""
    return _OPEN + ", ".join(body.removeprefix(_OPEN).removesuffix(_CLOSE) for body in bodies) + _CLOSE


def wake_delivery() -> None:
    """Delivers webhooks right after the commit: for changes by a customer or a bank, where no caller got an answer."""
    if settings.DISPATCH != "inline":  # it calls this platform over HTTP, which this process may be serving
        start_after_commit("payments.deliver_embedded_webhooks")
