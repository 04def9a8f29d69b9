"""Finds orders by what a caller on the telephone knows; every criterion is indexed."""

from typing import Any

from django.db.models import QuerySet

from apps.orders.models import Order
from apps.orders.queries.contacts import of_mailbox, of_name, of_telephone
from apps.orders.queries.orders import (
    OrderContactAnswer,
    OrderOverviewAnswer,
    contact_answer,
    overviews,
    visible_orders,
)
from dominos.kernel.auth import Principal
from dominos.kernel.edge.answers import Listing


class FoundOrderAnswer(OrderOverviewAnswer):
    """An order that was searched for."""

    contact: OrderContactAnswer


def search(caller: Principal, wanted: dict[str, Any]) -> Listing[FoundOrderAnswer]:
    """The orders the caller may see that match all criteria, newest first."""
    return Listing(_matching(caller, wanted), _found)


def _found(orders: list[Order]) -> list[FoundOrderAnswer]:
    pairs = zip(overviews(orders), orders, strict=True)
    return [FoundOrderAnswer(**dict(overview), contact=contact_answer(order)) for overview, order in pairs]


def _matching(caller: Principal, wanted: dict[str, Any]) -> QuerySet[Order]:
    """The orders the caller may see that fit all of what is known: number, phone, email, name, store, date."""
    found = visible_orders(caller)
    if "store" in wanted:
        found = found.filter(store_id=wanted["store"])
    if "date" in wanted:
        found = found.filter(business_date=wanted["date"])
    if "number" in wanted:
        found = found.filter(number=_number(wanted))
    if "phone" in wanted:
        found = found.filter(of_telephone(wanted["phone"]))
    if "email" in wanted:
        found = found.filter(of_mailbox(wanted["email"]))
    if "name" in wanted:
        found = found.filter(of_name(wanted["name"]))
    return found


def _number(wanted: dict[str, Any]) -> str:
    """The whole number; a short one is completed with the date asked for."""
    number: str = wanted["number"].lstrip("#")
    return f"{wanted['date']}#{number}" if number.isdigit() and "date" in wanted else number
