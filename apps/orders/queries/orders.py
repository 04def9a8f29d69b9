"""Orders for their customers, stores and support."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from apps.orders.contract.types import OrderStatus
from apps.orders.domain.actors import ORDERING_ROLES, STAFF_ROLES, SUPPORT_ROLES, actors_of
from apps.orders.domain.states import COLLECTED, FINAL, Actor, OrderAction
from apps.orders.models import Order, OrderHistory
from apps.orders.queries.allowed_actions import allowed_to
from apps.orders.queries.attention import (
    AttentionAnswer,
    SettlementAnswer,
    attention_answer,
    settlement_answers,
)
from apps.orders.queries.cancellation import CancellationAnswer, cancellation_answer
from apps.orders.queries.disputes import OrderDisputeAnswer, dispute_answer
from apps.orders.queries.payment_outcomes import OrderPaymentAnswer
from apps.orders.queries.refunds import OrderRefundAnswer, list_refunds
from apps.orders.queries.sagas import with_saga
from apps.orders.queries.sale_answers import (
    AmountsAnswer,
    LineGroupAnswer,
    OrderAddressAnswer,
    OrderDealAnswer,
    SoldLineAnswer,
    address_answer,
    amounts_answer,
    deal_answers,
    line_groups,
    sold_lines,
    store_name,
)
from apps.orders.queries.shortages import ShortageAnswer, shortage_answer
from apps.orders.queries.summaries import pay_until
from apps.orders.queries.tracking_links import tracking_token
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.auth import Principal
from dominos.kernel.clock import now
from dominos.kernel.edge.answers import Answer, Listing
from dominos.kernel.errors import NotFound


class OrderOverviewAnswer(Answer):
    """An order in a list."""

    id: UUID
    number: str
    store_id: UUID
    service: ServiceMethod
    status: OrderStatus
    sequence: int
    currency: str
    total: int
    business_date: date
    scheduled_for: datetime | None
    promised_from: datetime
    promised_to: datetime
    is_delayed: bool
    created_at: datetime


_OVERVIEW_COLUMNS = (*(OrderOverviewAnswer.model_fields.keys() - {"is_delayed"}), "stage_times", "eta_to")
"""The columns of an overview, without lines, terms and plans, which make up most of a row."""


class OrderContactAnswer(Answer):
    """Whom to call."""

    name: str
    phone: str
    email: str


class CheckInAnswer(Answer):
    """A customer who waits at the store."""

    at: datetime
    parking_spot: str
    vehicle: str


class OrderAnswer(OrderOverviewAnswer):
    """An order. `collection_code` and `tracking_token` are shown to its customer only."""

    amounts: AmountsAnswer
    lines: list[SoldLineAnswer]
    groups: list[LineGroupAnswer]
    deals: list[OrderDealAnswer]
    address: OrderAddressAnswer | None
    contact: OrderContactAnswer
    instructions: str
    contactless: bool
    store_name: str
    stage_times: dict[OrderStatus, datetime]
    eta_from: datetime
    eta_to: datetime
    collection_code: str
    tracking_token: str
    allowed_actions: list[OrderAction]
    attempt: int
    """2 or more after a failed delivery."""
    check_in: CheckInAnswer | None
    refunds: list[OrderRefundAnswer]
    dispute: OrderDisputeAnswer | None
    """Shown to staff only."""
    cancellation: CancellationAnswer | None
    pay_until: datetime | None
    """Set if the order, or a revision of it, waits for its payment."""
    shortage: ShortageAnswer | None
    """Set if the store cannot make the order ahead as it is."""
    attention: AttentionAnswer | None
    """Set if the order was not moved in time. Shown to staff only."""
    settlements: list[SettlementAnswer]
    """Support's decisions about its money. Shown to staff only."""


class PlacedOrderAnswer(OrderAnswer):
    """An order just placed; `payment` is null unless it was to be paid at once."""

    payment: OrderPaymentAnswer | None


class OrderHistoryAnswer(Answer):
    """One transition of an order; the actor by position, not by name."""

    sequence: int
    action: str
    previous: str
    status: OrderStatus
    actor: Actor
    reason: str
    at: datetime


def get_visible_order(order_id: UUID, caller: Principal) -> tuple[Order, frozenset[Actor]]:
    """The order with its saga, and the caller's positions towards it. NotFound for a stranger."""
    order, actors = _order_and_actors(order_id, caller)
    if not actors:
        raise NotFound("There is no such order.")
    return order, actors


def _order_and_actors(order_id: UUID, caller: Principal) -> tuple[Order, frozenset[Actor]]:
    order = with_saga(order_id)
    return order, actors_of(caller, customer_id=order.customer_id, store_id=order.store_id)


def get_readable_order(order_id: UUID, caller: Principal) -> tuple[Order, frozenset[Actor]]:
    """As `get_visible_order`; the verified owner of a guest's mailbox may read it, without having a position."""
    order, actors = _order_and_actors(order_id, caller)
    is_reader = order.mail_owner_id == caller.id and caller.is_any(*ORDERING_ROLES)
    if not actors and not is_reader:
        raise NotFound("There is no such order.")
    return order, actors


def get_own_order(order_id: UUID, caller: Principal) -> Order:
    """The caller's own order. NotFound."""
    order = Order.objects.filter(pk=order_id, customer_id=caller.user_id).first()
    if order is None:
        raise NotFound("There is no such order.")
    return order


def visible_orders(caller: Principal, **wanted: Any) -> QuerySet[Order]:
    """The orders that the caller may see, with these columns: their own, those of their stores, for support all.

    Which of the columns they may see is decided by `order_answer`.
    """
    own = Q(customer_id=caller.id) | Q(mail_owner_id=caller.id)
    visible = own if caller.is_any(*ORDERING_ROLES) else Q(pk=None)
    if caller.is_any(*STAFF_ROLES):
        visible |= Q(store_id__in=caller.store_ids)
    if caller.is_any(*SUPPORT_ROLES):
        visible = Q()
    return Order.objects.filter(visible, **wanted)


def list_orders(caller: Principal, **wanted: Any) -> Listing[OrderOverviewAnswer]:
    """The orders with these columns that the caller may see, newest first."""
    return Listing(visible_orders(caller, **wanted).only(*_OVERVIEW_COLUMNS), overviews)


def get_history(order_id: UUID) -> list[OrderHistoryAnswer]:
    """The order's transitions in order."""
    return OrderHistoryAnswer.of_all(OrderHistory.objects.filter(order_id=order_id).order_by("sequence"))


def get_order(order_id: UUID, caller: Principal) -> OrderAnswer:
    """The order for the caller, and what they may do with it. NotFound."""
    order, actors = get_readable_order(order_id, caller)
    return order_answer(order, actors, caller.id)


def is_delayed(order: Order) -> bool:
    """Whether the order is, or was when it ended, later than promised. Collected orders do not count the
    customer's delay.
    """
    ended = order.began(order.state) if order.state in FINAL else None
    if order.method in COLLECTED:
        ended = order.began(OrderStatus.READY) or ended
    if ended is not None:
        return ended > order.promised_to
    return max(now(), order.eta_to) > order.promised_to


def _overview(order: Order) -> dict[str, Any]:
    names = OrderOverviewAnswer.model_fields.keys() - {"is_delayed"}
    return {name: getattr(order, name) for name in names} | {"is_delayed": is_delayed(order)}


def overviews(orders: list[Order]) -> list[OrderOverviewAnswer]:
    """Orders in a list."""
    return OrderOverviewAnswer.of_all(map(_overview, orders))


def contact_answer(order: Order) -> OrderContactAnswer:
    """Whom to call."""
    return OrderContactAnswer(name=order.contact_name, phone=order.contact_phone, email=order.contact_email)


def order_answer(order: Order, actors: Collection[Actor], caller_id: UUID | None = None) -> OrderAnswer:
    """An order for a caller who may see it; the collection code and the link are for the customer only.

    Callers without a position, who only own its mailbox, see neither the customer's name nor the address.
    """
    return OrderAnswer(**_details(order, actors, caller_id))


def placed_answer(order: Order, payment: OrderPaymentAnswer | None = None) -> PlacedOrderAnswer:
    """As `order_answer`, for the customer who has just placed it."""
    return PlacedOrderAnswer(**_details(order, frozenset({Actor.CUSTOMER})), payment=payment)


def _details(order: Order, actors: Collection[Actor], caller_id: UUID | None = None) -> dict[str, Any]:
    is_customers = Actor.CUSTOMER in actors
    return dict(
        _overview(order),
        amounts=amounts_answer(order),
        lines=sold_lines(order.lines),
        groups=line_groups(order),
        deals=deal_answers(order),
        address=address_answer(order) if actors else None,
        contact=contact_answer(order) if actors else OrderContactAnswer(name="", phone="", email=""),
        instructions=order.instructions if actors else "",
        contactless=order.contactless,
        store_name=store_name(order),
        stage_times=order.stage_times,
        eta_from=order.eta_from,
        eta_to=order.eta_to,
        collection_code=order.collection_code if is_customers else "",
        tracking_token=tracking_token(order.id) if is_customers else "",
        allowed_actions=allowed_to(order, actors, caller_id),
        attempt=order.attempt,
        check_in=check_in_of(order) if actors else None,
        refunds=list_refunds(order) if order.saga.captured else [],
        dispute=dispute_answer(order.saga, actors),
        cancellation=cancellation_answer(order, actors),
        pay_until=pay_until(order),
        shortage=shortage_answer(order) if actors else None,
        attention=attention_answer(order, actors, caller_id),
        settlements=settlement_answers(order, actors),
    )


def check_in_of(order: Order) -> CheckInAnswer | None:
    """Where the customer who collects waits, after checking in."""
    if order.checked_in_at is None:
        return None
    return CheckInAnswer(at=order.checked_in_at, parking_spot=order.parking_spot, vehicle=order.vehicle)
