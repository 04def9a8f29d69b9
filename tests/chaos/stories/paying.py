"""One means of payment after the other, the page of 3-D Secure, and the bank behind it."""

from contextlib import suppress
from functools import partial
from uuid import UUID

from django.db import connection

from apps.payments.contract.errors import NotPayable
from apps.payments.domain.gateway import Dispute, GatewayRefusal
from apps.payments.gateways.embedded.gateway import EmbeddedGateway, close_dispute, resolve_action
from apps.payments.models import Method
from apps.payments.models.embedded import EmbeddedPayment
from apps.payments.processing.pay import PaymentRequest, confirm, pay
from dominos.kernel.ids import new_id
from tests.chaos.people import signed_in
from tests.chaos.simulation import Deed, Story
from tests.chaos.stories.life import Life, Part, insisting

GOOD = "pm_card_visa"
CASH = ""
DISPUTED = "pm_card_createDispute"
SECURED = "pm_card_threeDSecure2Required"
PURSES = {
    (GOOD,): 46,
    (CASH,): 16,
    (SECURED, GOOD): 10,
    ("pm_card_visa_chargeDeclined", GOOD): 6,
    ("pm_card_visa_chargeDeclinedInsufficientFunds", CASH): 4,
    ("pm_card_visa_chargeDeclined",) * 6: 2,
    ("pm_card_unpublished", GOOD): 2,
    (DISPUTED,): 4,
    (): 38,
}


def pay_somehow(life: Life, purse: tuple[str, ...]) -> Part[None]:
    """One means after the other until one is taken."""
    for token in purse:
        attempt = _attempt(life, token)
        if life.chance(0.06):
            life.begin(_once_more(life, token if life.chance(0.5) else CASH), 4)
        outcome = yield from insisting(life, attempt)
        if life.chance(0.06):
            outcome = yield from insisting(life, attempt)
        if _newest(life)[1] == "REQUIRES_ACTION":
            yield from _secure(life)
        if not outcome.is_done and isinstance(outcome.refusal, NotPayable):
            return
        if _newest(life)[1] in ("AUTHORIZED", "VOIDED"):
            return
        yield life.pause(8)


def _once_more(life: Life, token: str) -> Story:
    """A second tab."""
    yield _attempt(life, token)


def _attempt(life: Life, token: str) -> Deed:
    key = str(new_id())
    if life.world.happens("by_rest"):
        method = {"type": "card", "token": token} if token else {"type": "cash"}
        body = {"order_id": str(life.order_id), "method": method}
        headers = {"Idempotency-Key": key}
        return lambda: signed_in(life.customer).post("/api/v1/payments", body, headers=headers)
    request = PaymentRequest(
        order_id=life.order_id,
        customer_id=life.customer.user_id,
        method=Method.CARD if token else Method.CASH,
        token=token,
        key=key,
    )
    return partial(pay, request)


def _newest(life: Life) -> tuple[UUID | None, str]:
    """The last attempt to pay and its status."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, status FROM payments_payment WHERE order_id = %s ORDER BY id DESC", [life.order_id]
        )
        return cursor.fetchone() or (None, "")


def _secure(life: Life) -> Part[None]:
    """3-D Secure: approved, refused, or the page left alone; the way back to the shop may get lost."""
    payment_id, _ = _newest(life)
    yield life.pause(20)
    if life.chance(0.15):
        return
    action = EmbeddedPayment.objects.filter(payment_id=payment_id).values_list("action_token", flat=True)
    if action and action[0]:
        approved, token = life.chance(0.8), action[0]
        as_the_gateway(life, lambda: resolve_action(token, is_approved=approved))
    if life.chance(0.7):
        yield partial(confirm, payment_id, life.customer.user_id)


def bank(life: Life) -> Story:
    """The customer's bank lets the reservation lapse, or decides about a dispute."""
    row = EmbeddedPayment.objects.filter(
        order_id=life.order_id, status__in=("AUTHORIZED", "CAPTURED")
    ).first()
    if row is not None and row.status == "AUTHORIZED":
        as_the_gateway(life, lambda: EmbeddedGateway().void(row.reference, key=f"lapsed:{row.reference}"))
    yield life.pause(100)
    for row in EmbeddedPayment.objects.filter(order_id=life.order_id, dispute=Dispute.OPEN):
        as_the_gateway(life, lambda row=row: close_dispute(row.reference, is_won=life.chance(0.5)))


def as_the_gateway(life: Life, deed: Deed) -> None:
    """Not one of our processes: it does not die."""
    with life.world.simulation.crashes.nobody_dies(), suppress(GatewayRefusal):
        deed()
        life.world.counts["the bank acted"] += 1
