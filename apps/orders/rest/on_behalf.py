"""Endpoints for orders that staff take for a customer, by telephone or at the counter."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.menu.contract import limits
from apps.menu.contract.types import LineRequest
from apps.orders.contract.errors import (
    DealExhausted,
    QuoteChanged,
    QuoteExpired,
    QuoteUsed,
    TooManyOpenOrders,
)
from apps.orders.contract.quotes import QuoteRequest
from apps.orders.contract.refusals import NOT_SOLD
from apps.orders.contract.types import OrderChannel
from apps.orders.domain.actors import ORDER_TAKERS
from apps.orders.domain.codes import Unreadable, read_line
from apps.orders.queries.callers import CallerAnswer, find_caller
from apps.orders.queries.orders import PlacedOrderAnswer, placed_answer
from apps.orders.queries.quotes import QuoteAnswer
from apps.orders.quotes.on_behalf import Caller, Taken, take_order
from apps.orders.quotes.price import quote_for
from apps.orders.rest.baskets import AddressSerializer
from apps.orders.rest.requests import ORDERABLE
from apps.payments.contract.errors import CashLimitExceeded
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.audit import looked_at
from dominos.kernel.edge.access import only
from dominos.kernel.edge.contact_fields import EmailField, NameField, PhoneField, WordsField
from dominos.kernel.edge.fields import InstantField, ListField
from dominos.kernel.edge.idempotency import HEADER
from dominos.kernel.edge.languages import language_asked_for
from dominos.kernel.edge.serializers import StrictSerializer
from dominos.kernel.edge.store_views import OrderTakerView
from dominos.kernel.errors import FieldError, Invalid

TAKERS = only(*ORDER_TAKERS, scope="store")
MAX_LINE = 400


class CallerQuery(StrictSerializer):
    """The caller's telephone number."""

    phone = PhoneField()


class TypedBasketSerializer(StrictSerializer):
    """A basket in the staff notation: "2 14HT half P 2X half M # well done"."""

    service = serializers.ChoiceField(ORDERABLE)
    lines = ListField(
        child=WordsField(min_length=1, max_length=MAX_LINE), min_length=1, max_length=limits.MAX_LINES
    )
    deals = ListField(
        child=serializers.CharField(max_length=limits.MAX_CODE_LENGTH),
        max_length=limits.MAX_DEALS,
        default=list,
    )
    address = AddressSerializer(required=False)
    when = InstantField(required=False, help_text="The start of a slot, for an order ahead.")
    in_cash = serializers.BooleanField(default=False)


class CallerSerializer(StrictSerializer):
    """For whom it is; optional at the counter."""

    name = NameField(required=False)
    phone = PhoneField(required=False)
    email = EmailField(required=False)


class TakenOrderSerializer(StrictSerializer):
    """A quote to place for a customer; `like` is an earlier order of theirs."""

    quote_id = serializers.UUIDField()
    channel = serializers.ChoiceField([OrderChannel.PHONE.value, OrderChannel.COUNTER.value])
    payment = serializers.ChoiceField(["cash", "link"])
    contact = CallerSerializer(default=dict)
    like = serializers.UUIDField(required=False)
    instructions = WordsField(max_length=500, default="", allow_blank=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["channel"] == OrderChannel.PHONE and not {"name", "phone"} <= attrs["contact"].keys():
            raise serializers.ValidationError({"contact": ["Whom may the courier call?"]}, "required")
        return attrs


class CallersView(OrderTakerView):
    """Caller identification."""

    access = {"GET": TAKERS}

    @extend_schema(
        operation_id="find_caller", tags=["orders"], parameters=[CallerQuery], responses=CallerAnswer
    )
    def get(self, request: Request, store_id: UUID) -> Response:
        """The name, addresses and last orders of a telephone number, the orders in staff notation."""
        answer, found = find_caller(self.principal, self.validated_query(CallerQuery)["phone"])
        rows = [order.id for order in found]
        looked_at("order_searched", by=self.principal.id, app="orders", ways=["phone"], rows=rows)
        return self.answer(answer)


class TypedQuotesView(OrderTakerView):
    """Quotes for baskets in staff notation."""

    access = {"POST": TAKERS}
    costs_by = "lines"
    problems = {"POST": [*NOT_SOLD, CashLimitExceeded]}

    @extend_schema(
        operation_id="price_typed_order",
        tags=["orders"],
        request=TypedBasketSerializer,
        responses={201: QuoteAnswer},
    )
    def post(self, request: Request, store_id: UUID) -> Response:
        """Prices a basket at this store; place it within ten minutes."""
        data = self.validated(TypedBasketSerializer)
        wanted = QuoteRequest(
            service=ServiceMethod(data["service"]),
            lines=_read(data["lines"]),
            store_id=store_id,
            address=data.get("address"),
            deals=tuple(dict.fromkeys(data["deals"])),
            when=data.get("when"),
            in_cash=data["in_cash"],
            language=language_asked_for(request),
        )
        return self.answer(quote_for(wanted, self.principal), 201)


def _read(texts: list[str]) -> list[LineRequest]:
    """What was typed. Invalid, with every line that is not understood."""
    lines, errors = [], []
    for number, text in enumerate(texts):
        try:
            lines.append(read_line(text))
        except Unreadable as problem:
            errors.append(FieldError(f"lines.{number}", str(problem), "unreadable"))
    if errors:
        raise Invalid(errors=errors)
    return lines


class TakenOrdersView(OrderTakerView):
    """Orders taken for somebody."""

    access = {"POST": TAKERS}
    problems = {"POST": [*NOT_SOLD, QuoteExpired, QuoteUsed, QuoteChanged, DealExhausted, TooManyOpenOrders]}
    key_required = True

    @extend_schema(
        operation_id="take_order",
        tags=["orders"],
        request=TakenOrderSerializer,
        responses={201: PlacedOrderAnswer},
    )
    def post(self, request: Request, store_id: UUID) -> Response:
        """Places a quote for a customer: paid in cash it is at the store at once, otherwise a payment link is sent."""
        data = self.validated(TakenOrderSerializer)
        caller = Caller(**data["contact"], instructions=data["instructions"], like=data.get("like"))
        taken = Taken(
            channel=OrderChannel(data["channel"]),
            is_paid_later=data["payment"] == "link",
            key=request.headers[HEADER],
            language=language_asked_for(request),
        )
        order, paid = take_order(store_id, data["quote_id"], caller, taken, self.principal)
        return self.answer(placed_answer(order, paid), 201)
