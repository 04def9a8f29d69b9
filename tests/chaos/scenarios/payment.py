"""One means of payment after the other, the page of 3-D Secure, and the bank behind it."""

from contextlib import suppress
from functools import partial
from uuid import UUID

from django.db import connection

from apps.payments.contract.errors import NotPayable
from apps.payments.domain.gateway import Dispute, GatewayRefusal
from apps.payments.domain.payment import PaymentMethod
from apps.payments.gateways.embedded.bank import close_dispute, resolve_action
from apps.payments.gateways.embedded.gateway import EmbeddedGateway
from apps.payments.models.embedded import EmbeddedPayment
from apps.payments.processing.attempts import PaymentRequest
from apps.payments.processing.pay import confirm, pay
from dominos.kernel.ids import new_id
from tests.chaos.people import signed_in
from tests.chaos.scenarios.journey import Journey, Steps, retrying
from tests.chaos.simulation import Scenario, Step

GOOD = "pm_card_visa"
CASH = ""
DISPUTED = "pm_card_createDispute"
SECURED = "pm_card_threeDSecure2Required"
PAYMENT_ATTEMPTS = {
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


def pay_until_taken(journey: Journey, attempts: tuple[str, ...]) -> Steps[None]:
    """One means after the other until one is taken."""
    for token in attempts:
        attempt = attempt_step(journey, token)
        if journey.chance(0.06):
            journey.begin(_second_tab(journey, token if journey.chance(0.5) else CASH), 4)
        outcome = yield from retrying(journey, attempt)
        if journey.chance(0.06):
            outcome = yield from retrying(journey, attempt)
        if _newest(journey)[1] == "REQUIRES_ACTION":
            yield from _three_d_secure(journey)
        if not outcome.is_done and isinstance(outcome.refusal, NotPayable):
            return
        if _newest(journey)[1] in ("AUTHORIZED", "VOIDED"):
            return
        yield journey.pause(8)


def _second_tab(journey: Journey, token: str) -> Scenario:
    """A second tab."""
    yield attempt_step(journey, token)


def attempt_step(journey: Journey, token: str) -> Step:
    key = str(new_id())
    if journey.world.happens("by_rest"):
        method = {"type": "card", "token": token} if token else {"type": "cash"}
        body = {"order_id": str(journey.order_id), "method": method}
        headers = {"Idempotency-Key": key}
        return lambda: signed_in(journey.customer).post("/api/v1/payments", body, headers=headers)
    request = PaymentRequest(
        order_id=journey.order_id,
        customer_id=journey.customer.user_id,
        method=PaymentMethod.CARD if token else PaymentMethod.CASH,
        token=token,
        key=key,
    )
    return partial(pay, request)


def _newest(journey: Journey) -> tuple[UUID | None, str]:
    """The last attempt to pay and its status."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, status FROM payments_payment WHERE order_id = %s ORDER BY id DESC", [journey.order_id]
        )
        return cursor.fetchone() or (None, "")


def _three_d_secure(journey: Journey) -> Steps[None]:
    """3-D Secure: approved, refused, or the page left alone; the way back to the shop may get lost."""
    payment_id, _ = _newest(journey)
    yield journey.pause(20)
    if journey.chance(0.15):
        return
    action = EmbeddedPayment.objects.filter(payment_id=payment_id).values_list("action_token", flat=True)
    if action and action[0]:
        approved, token = journey.chance(0.8), action[0]
        at_the_gateway(journey, lambda: resolve_action(token, is_approved=approved))
    if journey.chance(0.7):
        yield partial(confirm, payment_id, journey.customer.user_id)


def bank(journey: Journey) -> Scenario:
    """The customer's bank lets the reservation lapse, or decides about a dispute."""
    row = EmbeddedPayment.objects.filter(
        order_id=journey.order_id, status__in=("AUTHORIZED", "CAPTURED")
    ).first()
    if row is not None and row.status == "AUTHORIZED":
        at_the_gateway(journey, lambda: EmbeddedGateway().void(row.reference, key=f"lapsed:{row.reference}"))
    yield journey.pause(100)
    for row in EmbeddedPayment.objects.filter(order_id=journey.order_id, dispute=Dispute.OPEN):
        at_the_gateway(journey, lambda row=row: close_dispute(row.reference, is_won=journey.chance(0.5)))


def at_the_gateway(journey: Journey, step: Step) -> None:
    """Not one of our processes: it does not die."""
    with journey.world.simulation.crashes.no_crashes(), suppress(GatewayRefusal):
        step()
        journey.world.counts["the bank acted"] += 1
