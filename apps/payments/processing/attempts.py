"""Payment attempts: at most one live payment per order, also with concurrent requests."""

from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import QuerySet

from apps.orders.contract.types import OrderSummary
from apps.payments.contract.errors import (
    AlreadyPaid,
    NotPayable,
    PaymentInProgress,
)
from apps.payments.contract.types import Collector, PaymentStatus
from apps.payments.domain.credit import CREDIT
from apps.payments.domain.payment import LIVE, PaymentMethod
from apps.payments.gateways import conf
from apps.payments.models import Payment
from apps.payments.processing.declines import (
    ENDED_BY_US,
    SUPERSEDED,
    insert_counted,
    refuse_too_many,
)
from apps.payments.processing.gateway_checks import CHECK_AFTER
from apps.payments.processing.operation_requests import abandon
from apps.payments.queries.credit_codes import spendable
from dominos.kernel.clock import now
from dominos.kernel.dataclass_dicts import plain
from dominos.kernel.prepared_reads import Prepared
from dominos.kernel.prepared_writes import insert_new, new

PROMISED = frozenset({PaymentMethod.CASH, PaymentMethod.PARTNER})
"""Methods without a gateway: somebody else has the money until it is collected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRequest:
    """A customer's request to pay an order.

    `key` is the request's idempotency key, `client` a digest of the network address, `card` one of the
    token's card.
    """

    order_id: UUID
    customer_id: UUID
    method: PaymentMethod
    key: str
    client: str = ""
    card: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    gateway_customer: str = ""
    credit_id: UUID | None = None
    collector: Collector | None = None
    part_count: int = 0


def attempts_of(request: PaymentRequest) -> QuerySet[Payment]:
    """Attempts begun by the same request."""
    return Payment.objects.filter(
        order_id=request.order_id, customer_id=request.customer_id, request_key=request.key
    ).order_by("id")


def begin(order: OrderSummary, request: PaymentRequest) -> Payment:
    """A new attempt, or the one begun by the same request. Concurrent requests share one live payment of an order."""
    attempt = _attempt(order, request)
    while (declines := insert_counted(attempt)) is None:
        made = attempts_of(request).exclude(failure_code__in=ENDED_BY_US)
        if (begun := made.select_for_update().last()) is not None:
            begun.submissions += 1
            begun.save(update_fields=["submissions"])
            return begun
        if (live := _live().filter(order_id=order.order_id).first()) is not None:
            _supersede(live)
    if attempt.gateway:
        refuse_too_many(declines)
    return attempt


def _supersede(live: Payment) -> None:
    """Gives up a payment that waits for its payer. NotPayable, PaymentInProgress, AlreadyPaid for any other one."""
    if live.status == PaymentStatus.VOIDED:
        raise NotPayable
    if live.status == PaymentStatus.CREATED:
        raise PaymentInProgress
    if live.status != PaymentStatus.REQUIRES_ACTION or live.release_reason:
        raise AlreadyPaid
    abandon(live, SUPERSEDED)


def _live() -> QuerySet[Payment]:
    """The live payments, one of an order, to be locked."""
    return Payment.objects.select_for_update().filter(status__in=LIVE)


_LIVE_OF_ORDER = Prepared(_live, by="order_id")


def find_or_insert(attempt: Payment) -> Payment:
    """The one live payment of the order, locked: this attempt if there is none; waits for a concurrent one."""
    while (found := _LIVE_OF_ORDER.get(attempt.order_id)) is None:
        insert_new(attempt)
    return found


def _attempt(order: OrderSummary, request: PaymentRequest) -> Payment:
    is_card = request.method not in PROMISED
    collector = request.collector
    credit = spendable(order, request.credit_id) if request.credit_id else 0
    is_credit = request.credit_id is not None and credit == order.amounts.total
    return new(
        Payment,
        order_id=order.order_id,
        order_number=order.number,
        customer_id=order.customer_id,
        store_id=order.store_id,
        method=PaymentMethod.CREDIT if is_credit else request.method,
        credit=credit,
        credit_id=request.credit_id,
        part_count=request.part_count,
        partner_id=collector.partner_id if collector else None,
        commission=collector.commission if collector else 0,
        gateway=CREDIT if is_credit else conf.gateway_name() if is_card else "",
        check_at=now() + CHECK_AFTER[PaymentStatus.CREATED] if is_card else None,
        currency=order.currency,
        amount=order.amounts.total,
        business_date=order.business_date,
        service=order.service.value,
        order_amounts=plain(order.amounts),
        token=request.token,
        gateway_customer=request.gateway_customer,
        request_key=request.key,
        client=request.client,
        card=request.card,
    )
