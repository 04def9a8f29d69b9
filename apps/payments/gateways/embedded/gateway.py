"""The embedded gateway behind the port."""

import hashlib
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings

from apps.payments.domain.gateway import (
    Authorization,
    DeclineCode,
    Declined,
    Dispute,
    GatewayEvent,
    GatewayPayment,
    GatewayRefusal,
    GatewayStatus,
    NextAction,
    SavedCard,
    SetupStatus,
)
from apps.payments.gateways import conf
from apps.payments.gateways.after_commit import wake
from apps.payments.gateways.embedded import cards
from apps.payments.gateways.embedded.tokens import TEST_TOKENS, Behaviour
from apps.payments.gateways.signatures import verify
from apps.payments.models.embedded import (
    EmbeddedCall,
    EmbeddedCard,
    EmbeddedEvent,
    EmbeddedPayment,
    EmbeddedRefund,
    new_reference,
)
from dominos.kernel.clock import now
from dominos.kernel.errors import Invalid
from dominos.kernel.ids import new_id
from dominos.kernel.prepared import Prepared
from dominos.kernel.unit_of_work import unit_of_work

SIGNATURE_HEADER = "Gateway-Signature"
ACTION_PATH = "/gateway/embedded/three-d-secure/"


_PAYMENT = Prepared(lambda: EmbeddedPayment.objects.all())


class EmbeddedGateway:
    """Keeps payments in tables of its own and moves no money. Accepts published test tokens only."""

    name = conf.EMBEDDED

    def authorize(self, wish: Authorization, *, key: str) -> GatewayPayment:
        """Reserves, declines or asks for 3-D Secure, as the token says."""
        return _once(key, ["authorize", asdict(wish)], partial(_authorize, wish))

    def confirm(self, reference: str, *, key: str) -> GatewayPayment:
        """The outcome of 3-D Secure, as the customer left it on the gateway's page."""
        seen = self.retrieve(reference)
        if seen.status is GatewayStatus.FAILED:
            raise Declined(seen.decline_code, reference)
        return seen

    def increment(self, reference: str, *, amount: int, key: str) -> GatewayPayment:
        """Raises the reservation."""
        return _once(key, ["increment", reference, amount], partial(_increment, reference, amount))

    def capture(self, reference: str, *, amount: int, key: str) -> GatewayPayment:
        """Takes what was reserved, or less; a dispute follows at once where the token says so."""
        return _once(key, ["capture", reference, amount], partial(_capture, reference, amount))

    def void(self, reference: str, *, key: str) -> GatewayPayment:
        """Releases the reservation."""
        return _once(key, ["void", reference], partial(_void, reference))

    def refund(self, reference: str, *, amount: int, key: str) -> GatewayPayment:
        """Gives back at most what was captured and not refunded."""
        return _once(key, ["refund", reference, amount], partial(_refund, reference, amount))

    def retrieve(self, reference: str) -> GatewayPayment:
        """The payment as the books show it."""
        payment = _PAYMENT.get(reference)
        if payment is None:
            raise GatewayRefusal("There is no such payment.")
        return _shown(payment)

    def create_customer(self, user_id: UUID, *, key: str) -> str:
        """A reference, the same for the same key."""
        return f"ecus_{hashlib.sha256(key.encode()).hexdigest()[:32]}"

    def save_card(self, customer: str, token: str, *, key: str) -> SavedCard:
        """Keeps the card, declines, or asks for 3-D Secure, as the token says."""
        return cards.save(customer, token, key=key)

    def retrieve_card(self, reference: str) -> SavedCard:
        """How keeping a card ended."""
        return cards.retrieve(reference)

    def list_cards(self, customer: str) -> tuple[SavedCard, ...]:
        """The cards kept for the customer."""
        return cards.list_of(customer)

    def forget_card(self, token: str, *, key: str) -> None:
        """Keeps the card no longer."""
        cards.forget(token)

    def parse_webhook(self, body: bytes, headers: Mapping[str, str]) -> GatewayEvent:
        """An event this gateway sent."""
        verify(body, headers.get(SIGNATURE_HEADER, ""), conf.webhook_secret())
        try:
            event = json.loads(body)
            return GatewayEvent(
                id=str(event["id"]),
                type=str(event["type"]),
                reference=str(event["data"]["reference"]),
                occurred_at=datetime.fromtimestamp(event["created"], UTC),
            )
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise Invalid("This is no event of the gateway.") from error


def resolve_action(action_token: str, *, is_approved: bool) -> GatewayPayment:
    """What the customer chose on the 3-D Secure page; the second choice changes nothing."""
    with unit_of_work("payments", interim=True):
        payment = EmbeddedPayment.objects.select_for_update().filter(action_token=action_token).first()
        if payment is None:
            raise GatewayRefusal("There is no such action.")
        if payment.status == GatewayStatus.REQUIRES_ACTION:
            if is_approved:
                payment.status, payment.authorized = GatewayStatus.AUTHORIZED.value, payment.amount
                _tell(payment, "payment.authorized")
            else:
                payment.status, payment.decline_code = GatewayStatus.FAILED.value, "authentication_failed"
                _tell(payment, "payment.failed")
            payment.save()
        return _shown(payment)


def behaviour_of(token: str, customer: str = "") -> Behaviour | None:
    """What the gateway does with a published token, or with a card kept for the customer; None for any other."""
    if token in TEST_TOKENS:
        return TEST_TOKENS[token]
    ready = EmbeddedCard.objects.filter(token=token, forgotten_at=None, status=SetupStatus.READY)
    kept = ready.filter(customer=customer).first()
    return replace(TEST_TOKENS[kept.behaves_like], needs_action=False) if kept else None


def close_dispute(reference: str, *, is_won: bool) -> GatewayPayment:
    """What the customer's bank decided; the second decision changes nothing. `GatewayRefusal` without a dispute."""
    with unit_of_work("payments", interim=True):
        payment = _locked(reference, GatewayStatus.CAPTURED)
        if not payment.dispute:
            raise GatewayRefusal("The payment is not disputed.")
        if payment.dispute == Dispute.OPEN:
            payment.dispute = (Dispute.WON if is_won else Dispute.LOST).value
            return _changed(payment, f"dispute.{payment.dispute.lower()}")
        return _shown(payment)


def fail_refund(reference: str) -> GatewayPayment:
    """The customer's bank sends the newest refund back. `GatewayRefusal` where none is left."""
    with unit_of_work("payments", interim=True):
        payment = _locked(reference, GatewayStatus.CAPTURED)
        standing = EmbeddedRefund.objects.filter(payment=payment, failed_at=None)
        refund = standing.order_by("-created_at", "-reference").first()
        if refund is None:
            raise GatewayRefusal("No refund of the payment stands.")
        refund.failed_at = now()
        refund.save(update_fields=["failed_at"])
        payment.refunded -= refund.amount
        payment.refund_failed += refund.amount
        return _changed(payment, "refund.failed")


def _once(key: str, call: list[Any], effect: Callable[[], GatewayPayment]) -> GatewayPayment:
    """Performs the call unless its key has an answer, a decline included. A rival waits for the first one."""
    fingerprint = hashlib.sha256(json.dumps(call, default=str).encode()).hexdigest()
    call_id = new_id()
    with unit_of_work("payments", interim=True):
        EmbeddedCall.objects.bulk_create(
            [EmbeddedCall(key=key, call_id=call_id, fingerprint=fingerprint)], ignore_conflicts=True
        )
        kept = EmbeddedCall.objects.get(key=key)
        if kept.fingerprint != fingerprint:
            raise GatewayRefusal("The idempotency key was used for another call.")
        if kept.call_id == call_id:
            kept.answer = _answer(effect)
            kept.save(update_fields=["answer"])
    return _loaded(kept.answer)


def _answer(effect: Callable[[], GatewayPayment]) -> dict[str, Any]:
    try:
        return {"payment": json.loads(json.dumps(asdict(effect()), default=str))}
    except Declined as error:
        return {"declined": error.decline_code, "reference": error.reference}


def _loaded(answer: Any) -> GatewayPayment:
    if "declined" in answer:
        raise Declined(answer["declined"], answer["reference"])
    values = dict(answer["payment"])
    action = values.pop("next_action")
    return GatewayPayment(
        **values
        | {
            "payment_id": UUID(values["payment_id"]),
            "status": GatewayStatus(values["status"]),
            "dispute": Dispute(values["dispute"]),
            "next_action": NextAction(**action) if action else None,
        }
    )


def _authorize(wish: Authorization) -> GatewayPayment:
    behaviour = behaviour_of(wish.token, wish.customer)
    if behaviour is None:
        raise GatewayRefusal("This gateway takes published test tokens only.")
    if wish.amount <= 0:
        raise GatewayRefusal("The amount has to be positive.")
    payment = EmbeddedPayment(
        reference=new_reference("epay"),
        payment_id=wish.payment_id,
        order_id=wish.order_id,
        token=wish.token,
        currency=wish.currency,
        amount=wish.amount,
        status=GatewayStatus.AUTHORIZED.value,
        authorized=wish.amount,
    )
    if behaviour.decline:
        payment.status, payment.authorized = GatewayStatus.FAILED.value, 0
        payment.decline_code = behaviour.decline.value
    elif behaviour.needs_action:
        payment.status, payment.authorized = GatewayStatus.REQUIRES_ACTION.value, 0
        payment.action_token = secrets.token_urlsafe(32)
    payment.save(force_insert=True)
    _tell(payment, f"payment.{payment.status.lower()}")
    if behaviour.decline:
        raise Declined(payment.decline_code, payment.reference)
    return _shown(payment)


def _kept_behaviour(payment: EmbeddedPayment) -> Behaviour:
    """What its card does, forgotten meanwhile or not."""
    if payment.token in TEST_TOKENS:
        return TEST_TOKENS[payment.token]
    return TEST_TOKENS[EmbeddedCard.objects.get(token=payment.token).behaves_like]


def _increment(reference: str, amount: int) -> GatewayPayment:
    payment = _locked(reference, GatewayStatus.AUTHORIZED)
    if amount <= payment.authorized:
        raise GatewayRefusal("The new amount has to be above what is authorised.")
    if _kept_behaviour(payment).never_more:
        raise Declined(DeclineCode.INSUFFICIENT_FUNDS, reference)
    payment.authorized = payment.amount = amount
    return _changed(payment, "payment.authorized")


def _capture(reference: str, amount: int) -> GatewayPayment:
    payment = _locked(reference, GatewayStatus.AUTHORIZED)
    if not 0 < amount <= payment.authorized:
        raise GatewayRefusal("The amount has to be positive and at most what is authorised.")
    payment.status, payment.captured = GatewayStatus.CAPTURED.value, amount
    if not _kept_behaviour(payment).is_disputed:
        return _changed(payment, "payment.captured")
    payment.dispute, payment.disputed = Dispute.OPEN.value, amount
    return _changed(payment, "dispute.opened")


def _void(reference: str) -> GatewayPayment:
    payment = _locked(
        reference, GatewayStatus.AUTHORIZED, GatewayStatus.REQUIRES_ACTION, GatewayStatus.FAILED
    )
    payment.status, payment.authorized = GatewayStatus.VOIDED.value, 0
    return _changed(payment, "payment.voided")


def _refund(reference: str, amount: int) -> GatewayPayment:
    payment = _locked(reference, GatewayStatus.CAPTURED)
    if payment.dispute in (Dispute.OPEN, Dispute.LOST):
        raise GatewayRefusal("The payment was charged back.")
    if not 0 < amount <= payment.captured - payment.refunded:
        raise GatewayRefusal("The amount is above what was captured and not refunded.")
    payment.refunded += amount
    EmbeddedRefund.objects.create(reference=new_reference("eref"), payment=payment, amount=amount)
    return _changed(payment, "payment.refunded")


def _locked(reference: str, *allowed: GatewayStatus) -> EmbeddedPayment:
    payment = EmbeddedPayment.objects.select_for_update().filter(reference=reference).first()
    if payment is None:
        raise GatewayRefusal("There is no such payment.")
    if payment.status not in allowed:
        raise GatewayRefusal(f"The payment is {payment.status}.")
    return payment


def _changed(payment: EmbeddedPayment, event: str) -> GatewayPayment:
    payment.save()
    _tell(payment, event)
    return _shown(payment)


def _shown(payment: EmbeddedPayment) -> GatewayPayment:
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
        dispute=Dispute(payment.dispute),
        disputed=payment.disputed,
        is_test=True,
        next_action=action,
        decline_code=payment.decline_code,
    )


def _tell(payment: EmbeddedPayment, type: str) -> None:
    """Makes a webhook due; a worker delivers it after the commit."""
    event_id = new_reference("eevt")
    body = json.dumps(
        {
            "id": event_id,
            "type": type,
            "created": int(now().timestamp()),
            "livemode": False,
            "notice": "test, no money moved",
            "data": {"reference": payment.reference, "payment_id": str(payment.payment_id)},
        }
    )
    EmbeddedEvent.objects.create(id=event_id, type=type, body=body)
    wake("payments.deliver_embedded_webhooks")
