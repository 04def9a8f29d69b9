"""Endpoints from a basket to an order: validate, price, place, reorder."""

from dataclasses import replace
from typing import Any, ClassVar
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.orders.contract.errors import (
    DealExhausted,
    QuoteChanged,
    QuoteExpired,
    QuoteUsed,
    SlotFull,
    TooManyOpenOrders,
)
from apps.orders.contract.refusals import NOT_SOLD, NOWHERE_TO_ASK
from apps.orders.domain.actors import ORDERING_ROLES, STAFF_ROLES, SUPPORT_ROLES
from apps.orders.queries.orders import OrderOverviewAnswer, PlacedOrderAnswer, list_orders, placed_answer
from apps.orders.queries.quotes import QuoteAnswer
from apps.orders.quotes.changes import QuoteChangeAnswer
from apps.orders.quotes.check import CheckAnswer, check
from apps.orders.quotes.pay_at_once import Payer, place_and_pay, refuse_unproved
from apps.orders.quotes.place import place
from apps.orders.quotes.placement import Placement
from apps.orders.quotes.price import quote_for
from apps.orders.quotes.reorder import ReorderAnswer, reorder
from apps.orders.quotes.requote import requote_after_race
from apps.orders.rest.baskets import QuoteRequestSerializer, ReorderSerializer, quote_request
from apps.orders.rest.requests import OrderFilterSerializer, PlacementSerializer
from apps.payments.contract.card_numbers import refuse_card_numbers
from apps.payments.contract.errors import CashLimitExceeded, PhoneNotProved
from dominos.kernel.auth import Role
from dominos.kernel.edge.access import ANYONE, only
from dominos.kernel.edge.answers import Page
from dominos.kernel.edge.clients import client_mark
from dominos.kernel.edge.idempotency import HEADER
from dominos.kernel.edge.languages import language_asked_for, menu_language_asked_for
from dominos.kernel.edge.problem_schema import CONTENT_TYPE
from dominos.kernel.edge.views import ApiView
from dominos.kernel.errors import DomainError, FieldError, Invalid

_COLUMNS = {
    "status": "status",
    "service": "service",
    "store": "store_id",
    "date": "business_date",
    "since": "business_date__gte",
    "until": "business_date__lte",
}


class ValidateView(ApiView):
    """Validation of baskets."""

    access = {"POST": ANYONE}
    costs_by = "lines"
    problems = {"POST": NOWHERE_TO_ASK}

    @extend_schema(
        operation_id="validate_order",
        tags=["orders"],
        request=QuoteRequestSerializer,
        responses=CheckAnswer,
    )
    def post(self, request: Request) -> Response:
        """Reports each line's problems and corrections, and returns the corrected basket. No prices."""
        wanted = quote_request(self.validated(QuoteRequestSerializer), menu_language_asked_for(request))
        return self.answer(check(wanted, self.principal).answer())


class PriceView(ApiView):
    """Quotes: the price of a basket, valid for ten minutes."""

    access = {"POST": ANYONE}
    costs_by = "lines"
    problems = {"POST": [*NOT_SOLD, CashLimitExceeded]}

    @extend_schema(
        operation_id="price_order",
        tags=["orders"],
        request=QuoteRequestSerializer,
        responses={201: QuoteAnswer},
    )
    def post(self, request: Request) -> Response:
        """Prices a basket and promises a window; place it within ten minutes."""
        wanted = quote_request(self.validated(QuoteRequestSerializer), menu_language_asked_for(request))
        return self.answer(quote_for(wanted, self.principal), 201)


class Placing(ApiView):
    """Shared by all versions of placing an order."""

    placing_problems = (
        *NOT_SOLD,
        QuoteExpired,
        QuoteUsed,
        QuoteChanged,
        DealExhausted,
        TooManyOpenOrders,
        PhoneNotProved,
    )
    key_required = True
    takes: ClassVar[type[PlacementSerializer]] = PlacementSerializer

    def placed(self, request: Request) -> PlacedOrderAnswer:
        """Places the quote of the body, and pays the order if the body says how."""
        if isinstance(request.data, dict):
            refuse_card_numbers({"payment": request.data.get("payment")})
        data = self.validated(self.takes)
        quote_id, placement = self._placement(data)
        if (choice := data.get("payment")) is None:
            return placed_answer(place(quote_id, placement, self.principal))
        refuse_unproved(quote_id, placement, choice)
        key = request.headers[HEADER]
        payer = Payer(customer_id=placement.customer_id, choice=choice, client=placement.client, key=key)
        now_stored = replace(placement, request_key=key)
        return placed_answer(
            *place_and_pay(quote_id, payer, lambda: place(quote_id, now_stored, self.principal))
        )

    def handle_exception(self, exc: Exception) -> Response:
        """Who lost the race for a deal or a seat is offered what remains; the refused request is undone by now."""
        if isinstance(exc, DealExhausted | SlotFull):
            try:
                sent = self._placement(self.validated(self.takes))
                requote_after_race(*sent, self.principal, is_seat_lost=isinstance(exc, SlotFull))
            except DomainError as offer:
                exc = offer
        return super().handle_exception(exc)

    def _placement(self, data: dict[str, Any]) -> tuple[UUID, Placement]:
        contact = data["contact"]
        is_guest = not self.principal.is_any(Role.CUSTOMER)
        if is_guest and not contact.get("email"):
            raise Invalid(errors=[FieldError("contact.email", "This field is required.", "required")])
        return data["quote_id"], Placement(
            customer_id=self.principal.user_id,
            contact_name=contact["name"],
            contact_phone=contact["phone"],
            contact_email=contact.get("email", ""),
            client=client_mark(self.request),
            locale=language_asked_for(self.request),
            is_guest=is_guest,
            instructions=data["instructions"],
            contactless=data["contactless"],
        )


class OrdersView(Placing):
    """Orders."""

    access = {
        "GET": only(*ORDERING_ROLES, *STAFF_ROLES, *SUPPORT_ROLES, scope="own"),
        "POST": only(*ORDERING_ROLES, scope="own"),
    }
    problems = {"POST": Placing.placing_problems}

    @extend_schema(
        operation_id="list_orders",
        tags=["orders"],
        parameters=[OrderFilterSerializer],
        responses=Page[OrderOverviewAnswer],
    )
    def get(self, request: Request) -> Response:
        """The caller's orders, newest first: a customer's own, or those of the stores one works for."""
        wanted = self.validated_query(OrderFilterSerializer)
        columns = {_COLUMNS[name]: value for name, value in wanted.items() if name in _COLUMNS}
        return self.page(list_orders(self.principal, **columns))

    @extend_schema(
        operation_id="place_order",
        tags=["orders"],
        request=PlacementSerializer,
        responses={201: PlacedOrderAnswer, (409, CONTENT_TYPE): QuoteChangeAnswer},
    )
    def post(self, request: Request) -> Response:
        """Places a quote as an order, which waits ten minutes for its payment, or is paid at once by `payment`.

        Whatever the outcome of the payment, the order exists and can be paid by `POST /payments`. If the
        quote is no longer valid, a 409 has the differences and a new quote to accept. A guest who pays in
        cash needs a verified telephone (`POST /auth/phone-code`); without it the response is 403, and nothing
        is placed.
        """
        return self.answer(self.placed(request), 201)


class ReorderView(ApiView):
    """Reordering an earlier order."""

    access = {"POST": only(*ORDERING_ROLES, scope="own")}
    problems = {"POST": NOT_SOLD}

    @extend_schema(
        operation_id="reorder",
        tags=["orders"],
        request=ReorderSerializer,
        responses={201: ReorderAnswer},
    )
    def post(self, request: Request, order_id: UUID) -> Response:
        """Quotes an earlier order from today's menu and lists what is unavailable, dropped or priced differently."""
        data = self.validated(ReorderSerializer)
        language = menu_language_asked_for(request)
        found = reorder(order_id, self.principal, when=data.get("when"), tip=data["tip"], language=language)
        return self.answer(found, 201)
