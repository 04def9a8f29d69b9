"""The reads."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery

from apps.orders.contract.types import Amounts, OrderStatus
from apps.orders.domain.actors import ORDERING_ROLES, STAFF_ROLES, SUPPORT_ROLES, actors_of
from apps.orders.domain.refund_matrix import STAGES
from apps.orders.domain.states import COLLECTED, FINAL, Action, Actor
from apps.orders.models import KITCHEN_STATUSES, Order, OrderHistory, Quote, Refund, Sale, StoreFacts
from apps.orders.queries.allowed import allowed_to
from apps.orders.queries.cancellation import cancellation_terms
from apps.orders.queries.disputes import dispute_row
from apps.orders.queries.kitchen import kitchen_load, stations
from apps.orders.queries.tracking_links import tracking_token
from dominos.kernel.auth import Principal
from dominos.kernel.clock import now
from dominos.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class HeldQuote:
    """A quote, and what its menu and its store have told since."""

    quote: Quote
    menu_version: str | None
    availability_changed_at: datetime | None


def get_quote(quote_id: UUID, customer_id: UUID) -> HeldQuote:
    """The customer's quote, or one that nobody owns. NotFound."""
    facts = StoreFacts.objects.filter(store_id=OuterRef("store_id"))
    found = (
        Quote.objects.filter(Q(customer_id=customer_id) | Q(customer_id=None), pk=quote_id)
        .annotate(
            told_version=Subquery(facts.values("menu_version")),
            told_at=Subquery(facts.values("availability_changed_at")),
        )
        .first()
    )
    if found is None:
        raise NotFound("There is no such quote.")
    return HeldQuote(found, found.told_version, found.told_at)


def get_visible_order(order_id: UUID, caller: Principal) -> tuple[Order, frozenset[Actor]]:
    """The order with its saga, and the caller's positions towards it. NotFound for a stranger."""
    order = Order.objects.select_related("saga").filter(pk=order_id).first()
    actors = (
        actors_of(caller, customer_id=order.customer_id, store_id=order.store_id) if order else frozenset()
    )
    if order is None or not actors:
        raise NotFound("There is no such order.")
    return order, actors


def get_own_order(order_id: UUID, caller: Principal) -> Order:
    """The caller's own order. NotFound."""
    order = Order.objects.filter(pk=order_id, customer_id=caller.user_id).first()
    if order is None:
        raise NotFound("There is no such order.")
    return order


def list_orders(caller: Principal, **wanted: Any) -> QuerySet[Order]:
    """What the caller may see of the orders with these columns: their own, those of their stores, for support all."""
    visible = Q(customer_id=caller.id) if caller.is_any(*ORDERING_ROLES) else Q(pk=None)
    if caller.is_any(*STAFF_ROLES):
        visible |= Q(store_id__in=caller.store_ids)
    if caller.is_any(*SUPPORT_ROLES):
        visible = Q()
    return Order.objects.filter(visible, **wanted)


def get_history(order_id: UUID) -> list[dict[str, Any]]:
    """The order's transitions in order; who by position, not by name."""
    rows = OrderHistory.objects.filter(order_id=order_id).order_by("sequence")
    names = ("sequence", "action", "previous", "status", "actor", "reason", "at")
    return [{**row, "at": row["at"].isoformat()} for row in rows.values(*names)]


def get_make_line(store_id: UUID) -> list[Order]:
    """What the kitchen has to do, in promise order."""
    rows = Order.objects.filter(store_id=store_id, status__in=KITCHEN_STATUSES)
    return list(rows.order_by("promised_to", "id"))


def is_delayed(order: Order) -> bool:
    """Whether the order is, or was when it ended, later than promised. What is collected waits for its customer."""
    ended = order.began(order.state) if order.state in FINAL else None
    if order.method in COLLECTED:
        ended = order.began(OrderStatus.READY) or ended
    if ended is not None:
        return ended > order.promised_to
    return max(now(), order.eta_to) > order.promised_to


def overview(order: Order) -> dict[str, Any]:
    """An order in a list."""
    return {
        "id": str(order.id),
        "number": order.number,
        "store_id": str(order.store_id),
        "service": order.service,
        "status": order.status,
        "sequence": order.sequence,
        "currency": order.currency,
        "total": order.total,
        "business_date": order.business_date.isoformat(),
        "scheduled_for": order.scheduled_for.isoformat() if order.scheduled_for else None,
        "promised_from": order.promised_from.isoformat(),
        "promised_to": order.promised_to.isoformat(),
        "is_delayed": is_delayed(order),
        "created_at": order.created_at.isoformat(),
    }


def amounts(sale: Sale) -> dict[str, Any]:
    """The frozen amounts as JSON."""
    return {name: getattr(sale, name) for name in Amounts.__dataclass_fields__}


def contact(order: Order) -> dict[str, str]:
    """Whom to call."""
    return {"name": order.contact_name, "phone": order.contact_phone, "email": order.contact_email}


def line_groups(sale: Sale) -> list[dict[str, Any]]:
    """The lines with the same product, in order of appearance."""
    groups: dict[str, dict[str, Any]] = {}
    for line in sale.lines:
        group = groups.setdefault(
            line["product"], {"product": line["product"], "quantity": 0, "total": 0, "lines": []}
        )
        group["quantity"] += line["quantity"]
        group["total"] += line["total"]
        group["lines"].append(line["number"])
    return list(groups.values())


def deals(sale: Sale) -> list[dict[str, Any]]:
    """The applied deals as JSON; limits are the chain's business."""
    names = ("code", "name", "discount", "delivery", "uses", "lines")
    return [{name: deal[name] for name in names} for deal in sale.deals]


def details(order: Order, actors: frozenset[Actor], caller_id: UUID | None = None) -> dict[str, Any]:
    """An order as those may see it who may see it; the collection code and the link are the customer's."""
    is_customers = Actor.CUSTOMER in actors
    return {
        **overview(order),
        "amounts": amounts(order),
        "lines": order.lines,
        "groups": line_groups(order),
        "deals": deals(order),
        "address": order.address,
        "contact": contact(order),
        "instructions": order.instructions,
        "contactless": order.contactless,
        "store_name": order.terms["store_name"],
        "stage_times": order.stage_times,
        "eta_from": order.eta_from.isoformat(),
        "eta_to": order.eta_to.isoformat(),
        "collection_code": order.collection_code if is_customers else "",
        "tracking_token": tracking_token(order.id) if is_customers else "",
        "allowed_actions": allowed_to(order, actors, caller_id),
        "attempt": len(order.earlier_attempts) + 1,
        "here": here(order),
        "refunds": [refund_row(row) for row in order.refunds.all()] if order.saga.captured else [],
        "dispute": dispute_row(order.saga, actors),
        "cancellation": _cancellation(order, actors),
        "pay_until": _pay_until(order),
    }


def _cancellation(order: Order, actors: frozenset[Actor]) -> dict[str, Any] | None:
    """What follows if the caller calls the order off now; None if they cannot."""
    if Action.CANCEL not in allowed_to(order, actors):
        return None
    outcomes = cancellation_terms(order, actors, order.saga.payment_method)
    return {"stage": STAGES[order.state].value, "currency": order.currency, "outcomes": outcomes}


def refund_row(refund: Refund) -> dict[str, Any]:
    """A refund as JSON."""
    names = ("key", "reason", "fault", "amount", "components", "lines", "status", "code")
    return {
        "id": str(refund.id),
        **{name: getattr(refund, name) for name in names},
        "is_by_rule": refund.requested_by is None,
        "created_at": refund.created_at.isoformat(),
    }


def _pay_until(order: Order) -> str | None:
    deadline = order.saga.deadline_at
    return deadline.isoformat() if deadline and order.status == OrderStatus.PENDING_PAYMENT else None


def make_line(store_id: UUID, actors: frozenset[Actor], caller_id: UUID | None = None) -> dict[str, Any]:
    """The make line as JSON; `stations` is empty while nothing is in the kitchen."""
    orders = get_make_line(store_id)
    load = kitchen_load(store_id)
    newest = max(orders, key=lambda order: order.id, default=None)
    return {
        "store_id": str(store_id),
        "at": now().isoformat(),
        "load": {"to_make": load.to_make, "to_bake": load.to_bake},
        "stations": stations(orders, newest.kitchen, load.pace) if newest else [],
        "queue": [_queued(order, actors, caller_id) for order in orders],
    }


def _queued(order: Order, actors: frozenset[Actor], caller_id: UUID | None) -> dict[str, Any]:
    may = allowed_to(order, actors, caller_id)
    return {
        "id": str(order.id),
        "number": order.number,
        "service": order.service,
        "status": order.status,
        "sequence": order.sequence,
        "promised_to": order.promised_to.isoformat(),
        "is_delayed": is_delayed(order),
        "pizzas": order.pizzas,
        "lines": order.lines,
        "instructions": order.instructions,
        "stage_times": order.stage_times,
        "attempt": len(order.earlier_attempts) + 1,
        "here": here(order),
        "allowed_actions": may,
        "undo_until": order.undo_until.isoformat() if order.undo_until and Action.UNDO in may else None,
    }


def here(order: Order) -> dict[str, str] | None:
    """Where the customer who collects waits, once they said so."""
    if order.here_at is None:
        return None
    return {
        "at": order.here_at.isoformat(),
        "parking_spot": order.parking_spot,
        "vehicle": order.vehicle,
    }
