"""Expired waits of the saga."""

from datetime import timedelta
from uuid import UUID

import structlog
from django.db.models import QuerySet

from apps.orders.domain.saga import MAX_ATTEMPTS, SagaState
from apps.orders.lifecycle.payment_events import on_authorized, on_deadline
from apps.orders.models import OrderSaga
from apps.orders.queries.sagas import locked
from apps.payments.contract.events import PaymentAuthorized
from apps.payments.contract.service import PaymentsService
from apps.payments.contract.types import PaymentStatus, PaymentSummary
from dominos.kernel.clock import now
from dominos.kernel.errors import Unavailable
from dominos.kernel.leases import claim
from dominos.kernel.messaging.inbox import work_on_each
from dominos.kernel.services import service
from dominos.kernel.unit_of_work import unit_of_work

log = structlog.get_logger(__name__)

BATCH = 200
SECOND_CHANCE = timedelta(minutes=1)
HELD = frozenset({PaymentStatus.AUTHORIZED, PaymentStatus.CAPTURED})


def sweep() -> None:
    """Ends the expired waits, each in a transaction of its own; several workers can share them.

    Orders that wait for their store are handled by `unanswered_orders`.
    """
    claimed = claim(
        due().exclude(state=SagaState.AWAITING_STORE),
        SECOND_CHANCE,
        batch=BATCH,
        due="deadline_at",
        attempts=None,
    )
    work_on_each(claimed, _sweep)


def _sweep(claimed: OrderSaga) -> None:
    try:
        _sweep_one(claimed)
    except Unavailable:
        log.warning("deadline waits for payments", order=str(claimed.order_id))
    except Exception:
        log.exception("deadline not handled", order=str(claimed.order_id))


def due() -> QuerySet[OrderSaga]:
    """The expired waits, except those of orders ahead, longest overdue first."""
    waits = OrderSaga.objects.exclude(state=SagaState.AWAITING_TIME)
    return waits.filter(deadline_at__lte=now()).order_by("deadline_at", "order_id")


def _sweep_one(claimed: OrderSaga) -> None:
    """Ends the wait unless something else did meanwhile: then its deadline is no longer that of the claim.

    Before an order expires unpaid, or its change, payments are asked: news of its payment may wait in a queue.
    """
    is_to_be_paid = claimed.state == SagaState.AWAITING_PAYMENT or claimed.pays_revision
    payment = _ask(claimed.order_id) if is_to_be_paid else None
    with unit_of_work("orders"):
        saga = locked(claimed.order_id)
        if (saga.state, saga.deadline_at) == (claimed.state, claimed.deadline_at):
            _end(saga, payment)


def _ask(order_id: UUID) -> PaymentSummary | None:
    return service(PaymentsService).get_payment(order_id=order_id)


def _end(saga: OrderSaga, payment: PaymentSummary | None) -> None:
    """What is paid goes on; what the gateway has not answered yet waits a little longer; the rest is over."""
    if payment is not None and payment.status in HELD:
        before = saga.state
        on_authorized(saga, _as_news(payment))
        if saga.state != before:
            return
    is_open = payment is not None and payment.status is PaymentStatus.CREATED
    if is_open and saga.attempts < MAX_ATTEMPTS:
        saga.attempts += 1
        saga.deadline_at = now() + SECOND_CHANCE
        saga.save(update_fields=["attempts", "deadline_at"])
        return
    on_deadline(saga)


def _as_news(payment: PaymentSummary) -> PaymentAuthorized:
    return PaymentAuthorized(
        order_id=payment.order_id,
        payment_id=payment.payment_id,
        amount=payment.authorized,
        currency=payment.currency,
        method=payment.method,
        credit=payment.credit,
    )
