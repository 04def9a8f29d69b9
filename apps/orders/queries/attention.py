"""Orders that wait for a person, and what each caller may do about them."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from apps.orders.contract.types import AttentionLevel, OrderStatus, Wrong
from apps.orders.domain.actors import STAFF_ROLES, SUPPORT_ROLES, actors_of
from apps.orders.domain.attention import Desk, Solution, Watch, watch_of
from apps.orders.domain.states import Actor
from apps.orders.models import Order, OrderSaga
from apps.orders.queries.allowed_actions import allowed_to
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.auth import Principal
from dominos.kernel.edge.answers import Answer, Listing

_DECIDERS = {Desk.DELIVERY: frozenset({Actor.MANAGER, Actor.SUPPORT}), Desk.MONEY: frozenset({Actor.SUPPORT})}


class SolutionAnswer(Answer):
    """Something the caller may do: an action of the order, an intervention in its delivery, or about its money."""

    desk: Desk
    action: str


class AttentionAnswer(Answer):
    """Why an order needs attention."""

    wrong: Wrong
    level: AttentionLevel
    """The highest that was notified."""
    since: datetime
    solutions: list[SolutionAnswer]
    """Those that the caller may do."""


class SettlementAnswer(Answer):
    """Support's decision about a payment that no gateway would end, and why."""

    action: str
    reason: str
    at: datetime


class AttentionItemAnswer(AttentionAnswer):
    """An order that waits for a person."""

    order_id: UUID
    number: str
    store_id: UUID
    store_name: str
    service: ServiceMethod
    status: OrderStatus
    promised_to: datetime


def attention_answer(
    order: Order, actors: Collection[Actor], caller_id: UUID | None
) -> AttentionAnswer | None:
    """Why the order needs attention, for those who can do something about it; None if it does not."""
    if not set(actors) - {Actor.CUSTOMER}:
        return None
    return _why(order, actors, caller_id)


def settlement_answers(order: Order, actors: Collection[Actor]) -> list[SettlementAnswer]:
    """Support's decisions about the order's money, oldest first; empty for its customer."""
    if not order.saga.settled or not set(actors) - {Actor.CUSTOMER}:
        return []
    return SettlementAnswer.of_all(order.settlements.all())


def _why(order: Order, actors: Collection[Actor], caller_id: UUID | None) -> AttentionAnswer | None:
    saga = order.saga
    watched = watch_of(order.state, order.method, saga.saga_state)
    if saga.attention_since is None or watched is None:
        return None
    return AttentionAnswer(
        wrong=watched.wrong,
        level=AttentionLevel(saga.attention_level),
        since=saga.attention_since,
        solutions=[
            SolutionAnswer(desk=way.desk, action=way.action)
            for way in _open_to(order, watched, actors, caller_id)
        ],
    )


def _open_to(
    order: Order, watched: Watch, actors: Collection[Actor], caller_id: UUID | None
) -> list[Solution]:
    allowed = {str(action) for action in allowed_to(order, actors, caller_id)}
    return [
        way
        for way in watched.solutions
        if (way.action in allowed if way.desk is Desk.ORDER else not _DECIDERS[way.desk].isdisjoint(actors))
    ]


def list_attention(caller: Principal, store_id: UUID | None) -> Listing[AttentionItemAnswer]:
    """What waits for a person, at one or all of the caller's stores, newest first; for support, in the whole chain."""
    open_ones = Order.objects.filter(saga__attention_since__isnull=False).select_related("saga")
    if store_id is not None:
        open_ones = open_ones.filter(store_id=store_id)
    if not caller.is_any(*SUPPORT_ROLES):
        mine = caller.store_ids if caller.is_any(*STAFF_ROLES) else ()
        open_ones = open_ones.filter(store_id__in=mine)
    return Listing(open_ones, lambda orders: [_item(order, caller) for order in orders])


def _item(order: Order, caller: Principal) -> AttentionItemAnswer:
    actors = actors_of(caller, customer_id=order.customer_id, store_id=order.store_id)
    found = _why(order, actors, caller.id)
    assert found is not None
    return AttentionItemAnswer(
        **found.model_dump(),
        order_id=order.id,
        number=order.number,
        store_id=order.store_id,
        store_name=order.terms["store_name"],
        service=order.method,
        status=order.state,
        promised_to=order.promised_to,
    )


class AttentionCollector(Collector):
    """A metric of orders that wait for a person, by the last notified level."""

    def collect(self) -> list[GaugeMetricFamily]:
        family = GaugeMetricFamily(
            "orders_needing_attention", "orders that nobody moved in time", labels=["level"]
        )
        told = list(
            OrderSaga.objects.filter(attention_since__isnull=False).values_list("attention_level", flat=True)
        )
        for level in AttentionLevel:
            family.add_metric([level], told.count(level))
        return [family]
