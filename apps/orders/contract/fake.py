"""In-memory orders for other apps' tests."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from apps.orders.contract.people import OrdersOfPerson
from apps.orders.contract.quotes import GuestContact, QuoteRequest, QuoteSummary, RequestProblem
from apps.orders.contract.service import OrdersService
from apps.orders.contract.types import Amounts, OrderLine, OrderStatus, OrderSummary, StartedOrder, TaxLine
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.errors import NotFound
from dominos.kernel.ids import new_id
from dominos.kernel.services.people import HoldsNobody

_LINE = OrderLine(
    number=1,
    product="S_PIZZA",
    name="Large hand-tossed pizza",
    description="pepperoni",
    quantity=2,
    unit_price=1588,
    total=3176,
)
_ORDER = OrderSummary(
    order_id=UUID(int=1),
    number="2026-11-22#1",
    store_id=UUID(int=2),
    customer_id=UUID(int=3),
    status=OrderStatus.PENDING_PAYMENT,
    service=ServiceMethod.DELIVERY,
    currency="EUR",
    amounts=Amounts(
        food=3176,
        discount=0,
        delivery_fee=390,
        tax=438,
        tax_added=0,
        tip=200,
        total=3766,
        tax_lines=(
            TaxLine(tax_class="food", percent="14", base=2786, tax=390),
            TaxLine(tax_class="delivery", percent="14", base=342, tax=48),
        ),
    ),
    lines=(_LINE,),
    tax_percent="14",
    legal_entity="Fake Pizza Oy",
    placed_at=datetime(2026, 11, 22, 17, 10, tzinfo=UTC),
    business_date=date(2026, 11, 22),
    is_payable=True,
)


def an_order(**changes: Any) -> OrderSummary:
    """An order that waits for its payment, with a new id and `changes`."""
    return replace(_ORDER, **{"order_id": new_id(), **changes})


@dataclass(slots=True)
class FakeOrdersService(HoldsNobody, OrdersService):
    """Answers with the orders it is given; `links` maps tracking tokens to orders.

    Every request of a guest is priced as `an_order`; `problems` are the errors of all requests, `quotes` the
    orders that quotes will become, `contacts` for whom they were placed, and `requests` what was requested.
    `begun` is what kitchens began, by time.
    """

    orders: dict[UUID, OrderSummary] = field(default_factory=dict)
    links: dict[str, UUID] = field(default_factory=dict)
    problems: list[RequestProblem] = field(default_factory=list)
    quotes: dict[UUID, OrderSummary] = field(default_factory=dict)
    contacts: list[GuestContact] = field(default_factory=list)
    requests: list[QuoteRequest] = field(default_factory=list)
    begun: dict[datetime, StartedOrder] = field(default_factory=dict)
    bought_together: dict[UUID, list[list[str]]] = field(default_factory=dict)

    def add(self, order: OrderSummary) -> OrderSummary:
        """Adds an order, replacing one with its id."""
        self.orders[order.order_id] = order
        return order

    def get_order(self, *, order_id: UUID) -> OrderSummary:
        if order_id not in self.orders:
            raise NotFound("There is no such order.")
        return self.orders[order_id]

    def get_tracked_order(self, *, token: str) -> OrderSummary:
        if token not in self.links:
            raise NotFound("There is no such link.")
        return self.get_order(order_id=self.links[token])

    def get_orders(self, *, order_ids: list[UUID]) -> list[OrderSummary]:
        return [self.orders[order_id] for order_id in order_ids if order_id in self.orders]

    def get_started_orders(
        self, *, store_ids: list[UUID], since: datetime, until: datetime
    ) -> list[StartedOrder]:
        return [
            order for at, order in self.begun.items() if since <= at < until and order.store_id in store_ids
        ]

    def get_bought_together(self, *, store_id: UUID) -> list[list[str]]:
        return self.bought_together.get(store_id, [])

    def get_orders_of_person(self, *, user_id: UUID, email: str) -> OrdersOfPerson:
        theirs = [order.order_id for order in self.orders.values() if order.customer_id == user_id]
        return OrdersOfPerson(person_ids=[user_id], order_ids=theirs)

    def check_request(self, *, request: QuoteRequest) -> list[RequestProblem]:
        return self.problems

    def quote_for_guest(self, *, customer_id: UUID, request: QuoteRequest) -> QuoteSummary:
        where = request.store_id or _ORDER.store_id
        order = an_order(customer_id=customer_id, service=request.service, store_id=where)
        quote_id = new_id()
        self.quotes[quote_id] = order
        self.requests.append(request)
        return QuoteSummary(
            quote_id=quote_id,
            expires_at=order.placed_at + timedelta(minutes=10),
            store_id=where,
            currency=order.currency,
            amounts=order.amounts,
            lines=order.lines,
            business_date=order.business_date,
            promised_from=order.placed_at + timedelta(minutes=20),
            promised_to=order.placed_at + timedelta(minutes=30),
        )

    def place_for_guest(self, *, quote_id: UUID, customer_id: UUID, contact: GuestContact) -> OrderSummary:
        order = self.quotes.get(quote_id)
        if order is None or order.customer_id != customer_id:
            raise NotFound("There is no such quote.")
        self.contacts.append(contact)
        return self.add(order)

    def cancel_for_guest(self, *, order_id: UUID, customer_id: UUID, reason: str) -> OrderSummary:
        order = self.get_order(order_id=order_id)
        if order.customer_id != customer_id:
            raise NotFound("There is no such order.")
        return self.add(replace(order, status=OrderStatus.CANCELLED))
