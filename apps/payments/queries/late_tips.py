"""Reads: tips after the hand-over."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet, Sum

from apps.orders.contract.service import OrdersService
from apps.orders.contract.tips import largest_tip
from apps.payments.domain.charges import ChargeStatus
from apps.payments.domain.tips import TIPPED_WITHIN, NoTip, suggested, why_not
from apps.payments.models import LateTip, OrderFacts
from apps.payments.queries.answers import NextActionAnswer
from dominos.kernel.clock import now
from dominos.kernel.edge.answers import Answer
from dominos.kernel.errors import NotFound
from dominos.kernel.services import service


class LateTipAnswer(Answer):
    """A tip after the hand-over, in minor units."""

    id: UUID
    status: ChargeStatus
    amount: int
    currency: str
    failure_code: str
    next_action: NextActionAnswer | None
    created_at: datetime


class TipOfferAnswer(Answer):
    """What may be given to who brought the order, in minor units: up to `most`; 0 where no tip is taken, or no more."""

    currency: str
    amounts: list[int]
    """Suggestions."""
    most: int
    given: int
    """With the order, and afterwards."""
    until: datetime | None
    tips: list[LateTipAnswer]
    """Those that were paid afterwards or wait for their bank, the latest first."""


def facts_of(order_id: UUID) -> OrderFacts:
    """What is known of the order, which may be nothing yet."""
    return OrderFacts.objects.filter(order_id=order_id).first() or OrderFacts(order_id=order_id)


def tip_refusal(facts: OrderFacts) -> NoTip | None:
    """Why no tip is taken for the order; None if one is."""
    is_ours = facts.courier_id is not None and facts.store_id is not None and not facts.provider
    return why_not(completed_at=facts.completed_at, is_ours=is_ours, now=now())


def given_of(tips: QuerySet[LateTip], order_id: UUID) -> int:
    """The sum of the order's late tips that did not fail."""
    counted = tips.filter(order_id=order_id).exclude(status=ChargeStatus.FAILED)
    return int(counted.aggregate(sum=Sum("amount"))["sum"] or 0)


def offer_of(order_id: UUID, customer_id: UUID) -> TipOfferAnswer:
    """What may be given. NotFound for an order of somebody else's."""
    order = service(OrdersService).get_order(order_id=order_id)
    if order.customer_id != customer_id:
        raise NotFound
    facts = facts_of(order_id)
    tips = LateTip.objects.filter(order_id=order_id).exclude(status=ChargeStatus.FAILED)
    given = order.amounts.tip + given_of(tips, order_id)
    most = 0 if tip_refusal(facts) else max(largest_tip(order.amounts.food) - given, 0)
    return TipOfferAnswer(
        currency=order.currency,
        amounts=list(suggested(order.amounts.total - order.amounts.tip, order.currency, most)),
        most=most,
        given=given,
        until=facts.completed_at + TIPPED_WITHIN if facts.completed_at else None,
        tips=[LateTipAnswer.of(tip) for tip in tips.order_by("-id")[:20]],
    )
