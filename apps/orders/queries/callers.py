"""Caller identification: name, addresses and orders of a telephone number."""

from datetime import datetime
from uuid import UUID

from apps.orders.domain.codes import write_line
from apps.orders.domain.sold_lines import line_request
from apps.orders.models import Order
from apps.orders.queries.contacts import of_telephone
from apps.orders.queries.orders import visible_orders
from apps.orders.queries.sale_answers import OrderAddressAnswer, address_answer
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.auth import Principal, Role
from dominos.kernel.contact import phone_key
from dominos.kernel.edge.answers import Answer

LOOKS_AT = 10
"""The number of recent orders shown."""
LOOKS_THROUGH = 100
"""The number of recent orders that are searched for other spellings of the number."""
SPELLINGS = 3
"""The maximal number of other spellings that are searched."""


class CallersOrderAnswer(Answer):
    """An earlier order; `lines` in the notation in which staff type them."""

    id: UUID
    number: str
    service: ServiceMethod
    placed_at: datetime
    total: int
    currency: str
    lines: list[str]


class CallerAnswer(Answer):
    """Who ordered with this telephone number before, newest first; empty for an unknown one."""

    name: str
    email: str
    addresses: list[OrderAddressAnswer]
    orders: list[CallersOrderAnswer]


def other_spellings(phone: str, store_id: UUID) -> tuple[str, ...]:
    """Keys under which orders of the store have this number, too: with its area code or without."""
    rows = Order.objects.filter(of_telephone(phone), store_id=store_id).only("contact_phone")
    known = {phone_key(order.contact_phone) for order in rows.order_by("-id")[:LOOKS_THROUGH]}
    return tuple(sorted(known - {phone_key(phone)})[:SPELLINGS])


def find_caller(caller: Principal, phone: str) -> tuple[CallerAnswer, list[Order]]:
    """The orders with a telephone number that the caller may see (agents: all), and their customers."""
    seen = Order.objects.all() if caller.is_any(Role.AGENT) else visible_orders(caller)
    rows = seen.filter(of_telephone(phone))
    found: list[Order] = [*rows.order_by("-id")[:LOOKS_AT]]
    addresses = [address_answer(order) for order in found]
    known = {address.model_dump_json(): address for address in addresses if address is not None}
    answer = CallerAnswer(
        name=found[0].contact_name if found else "",
        email=next((order.contact_email for order in found if order.contact_email), ""),
        addresses=list(known.values()),
        orders=[_told(order) for order in found],
    )
    return answer, found


def _told(order: Order) -> CallersOrderAnswer:
    return CallersOrderAnswer(
        id=order.id,
        number=order.number,
        service=order.method,
        placed_at=order.created_at,
        total=order.total,
        currency=order.currency,
        lines=[write_line(line_request(line)) for line in order.lines],
    )
