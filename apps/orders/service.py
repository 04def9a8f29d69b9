"""The implementation of the orders service."""

from datetime import datetime
from uuid import UUID

from apps.orders.contract.errors import IllegalTransition, QuoteUsed
from apps.orders.contract.people import OrdersOfPerson
from apps.orders.contract.quotes import GuestContact, QuoteRequest, QuoteSummary, RequestProblem
from apps.orders.contract.service import OrdersService
from apps.orders.contract.types import OrderChannel, OrderStatus, OrderSummary, StartedOrder
from apps.orders.domain.states import OrderAction
from apps.orders.lifecycle.actions import act_as_customer
from apps.orders.lifecycle.guards import Decision
from apps.orders.queries.bought_together import bought_together
from apps.orders.queries.kitchen import started_orders
from apps.orders.queries.people import orders_of_person
from apps.orders.queries.summaries import get_summary, list_summaries, quote_summary
from apps.orders.queries.tracker import tracked_order
from apps.orders.quotes.check import check
from apps.orders.quotes.place import place
from apps.orders.quotes.placement import Placement
from apps.orders.quotes.price import kept_price
from dominos.kernel.auth import NOBODY, Principal, Role
from dominos.kernel.errors import NotFound
from dominos.kernel.personal_export import TablesOfPeople
from dominos.kernel.unit_of_work import outside_request


class LocalOrdersService(TablesOfPeople, OrdersService):
    """Answers from the database."""

    def get_order(self, *, order_id: UUID) -> OrderSummary:
        return get_summary(order_id)

    def get_tracked_order(self, *, token: str) -> OrderSummary:
        return get_summary(tracked_order(token).id)

    def get_orders(self, *, order_ids: list[UUID]) -> list[OrderSummary]:
        return list_summaries(order_ids)

    def get_started_orders(
        self, *, store_ids: list[UUID], since: datetime, until: datetime
    ) -> list[StartedOrder]:
        return started_orders(store_ids, since, until)

    def get_bought_together(self, *, store_id: UUID) -> list[list[str]]:
        return bought_together(store_id)

    def get_orders_of_person(self, *, user_id: UUID, email: str) -> OrdersOfPerson:
        return orders_of_person(user_id, email)

    def check_request(self, *, request: QuoteRequest) -> list[RequestProblem]:
        return check(request, NOBODY).request_problems()

    def quote_for_guest(self, *, customer_id: UUID, request: QuoteRequest) -> QuoteSummary:
        with outside_request():
            return quote_summary(kept_price(request, _guest(customer_id)))

    def place_for_guest(self, *, quote_id: UUID, customer_id: UUID, contact: GuestContact) -> OrderSummary:
        placement = Placement(
            customer_id=customer_id,
            contact_name=contact.name,
            contact_phone=contact.phone,
            contact_email=contact.email,
            client=contact.client,
            instructions=contact.instructions,
            locale=contact.locale,
            is_guest=True,
            channel=OrderChannel.PARTNER,
        )
        with outside_request():
            try:
                return get_summary(place(quote_id, placement, _guest(customer_id)).id)
            except QuoteUsed as used:
                return _own_order(UUID(used.members["order_id"]), customer_id)

    def cancel_for_guest(self, *, order_id: UUID, customer_id: UUID, reason: str) -> OrderSummary:
        _own_order(order_id, customer_id)
        try:
            with outside_request():
                act_as_customer(order_id, OrderAction.CANCEL, Decision(reason=reason), lambda order: None)
        except IllegalTransition:
            if (order := get_summary(order_id)).status is OrderStatus.CANCELLED:
                return order
            raise
        return get_summary(order_id)


def _guest(customer_id: UUID) -> Principal:
    return Principal(customer_id, frozenset({Role.GUEST}))


def _own_order(order_id: UUID, customer_id: UUID) -> OrderSummary:
    order = get_summary(order_id)
    if order.customer_id != customer_id:
        raise NotFound("There is no such order.")
    return order
