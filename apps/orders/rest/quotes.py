"""From a basket to an order: validate, price, place; and the same again."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.orders.contract.errors import DealExhausted
from apps.orders.domain.actors import ORDERING_ROLES, STAFF_ROLES, SUPPORT_ROLES
from apps.orders.domain.states import Actor
from apps.orders.models import Quote
from apps.orders.queries.orders import (
    amounts,
    deals,
    details,
    get_own_order,
    line_groups,
    list_orders,
    overview,
)
from apps.orders.quotes.check import check
from apps.orders.quotes.place import offer_again, place
from apps.orders.quotes.placement import Placement
from apps.orders.quotes.price import keep_quote, price
from apps.orders.quotes.reorder import reorder
from apps.orders.rest import answers, quote_answers
from apps.orders.rest.requests import (
    OrderFilterSerializer,
    PlacementSerializer,
    ReorderSerializer,
    WishSerializer,
    wish_of,
)
from dominos.kernel.auth import Role
from dominos.kernel.edge.access import ANYONE, only
from dominos.kernel.edge.pagination import Pages
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


def quote_answer(quote: Quote) -> dict[str, Any]:
    """A quote as JSON."""
    return {
        "id": str(quote.id),
        "expires_at": quote.expires_at.isoformat(),
        "store_id": str(quote.store_id),
        "store_name": quote.terms["store_name"],
        "service": quote.service,
        "currency": quote.currency,
        "menu_version": quote.menu_version,
        "basket_hash": quote.basket_hash,
        "lines": quote.lines,
        "groups": line_groups(quote),
        "amounts": amounts(quote),
        "deals": deals(quote),
        "unused_deals": quote.unused_deals,
        "scheduled_for": quote.scheduled_for.isoformat() if quote.scheduled_for else None,
        "address": quote.address,
        "promised_from": quote.promised_from.isoformat(),
        "promised_to": quote.promised_to.isoformat(),
        "fallbacks": quote.fallbacks,
    }


class ValidateView(ApiView):
    """Baskets: can they be ordered?"""

    access = {"POST": ANYONE}

    @extend_schema(
        operation_id="validate_order",
        tags=["orders"],
        request=WishSerializer,
        responses=quote_answers.CheckAnswer,
    )
    def post(self, request: Request) -> Response:
        """Says of every line what is wrong and what puts it right, and gives the corrected basket. No prices."""
        return Response(check(wish_of(self.validated(WishSerializer)), self.principal).document())


class PriceView(ApiView):
    """Quotes: what a basket costs, for ten minutes."""

    access = {"POST": ANYONE}

    @extend_schema(
        operation_id="price_order",
        tags=["orders"],
        request=WishSerializer,
        responses={201: answers.QuoteAnswer},
    )
    def post(self, request: Request) -> Response:
        """Prices a basket and promises a window; place it within ten minutes."""
        quote = price(wish_of(self.validated(WishSerializer)), self.principal)
        return Response(quote_answer(keep_quote(quote)), 201)


class OrdersView(ApiView):
    """Orders."""

    access = {
        "GET": only(*ORDERING_ROLES, *STAFF_ROLES, *SUPPORT_ROLES, scope="own"),
        "POST": only(*ORDERING_ROLES, scope="own"),
    }
    key_required = True

    @extend_schema(
        operation_id="list_orders",
        tags=["orders"],
        parameters=[OrderFilterSerializer],
        responses=answers.OrderPageAnswer,
    )
    def get(self, request: Request) -> Response:
        """The caller's orders, newest first: a customer's own, those of the stores one works for."""
        wanted = self.validated_query(OrderFilterSerializer)
        columns = {_COLUMNS[name]: value for name, value in wanted.items() if name in _COLUMNS}
        pages = Pages()
        page = pages.paginate_queryset(list_orders(self.principal, **columns), request, self) or []
        return pages.get_paginated_response([overview(order) for order in page])

    @extend_schema(
        operation_id="place_order",
        tags=["orders"],
        request=PlacementSerializer,
        responses={201: answers.OrderAnswer, 409: quote_answers.ChangedAnswer},
    )
    def post(self, request: Request) -> Response:
        """Makes a quote an order, which waits ten minutes for its payment.

        A quote that does not hold any more is a 409 with what changed and a fresh quote to accept.
        """
        order = place(*self._placement(), self.principal)
        return Response(details(order, frozenset({Actor.CUSTOMER})), 201)

    def handle_exception(self, exc: Exception) -> Response:
        """Who lost the race for a deal is offered the order without it; the refused request is undone by now."""
        if isinstance(exc, DealExhausted):
            try:
                offer_again(*self._placement(), self.principal)
            except DomainError as offer:
                exc = offer
        return super().handle_exception(exc)

    def _placement(self) -> tuple[UUID, Placement]:
        data = self.validated(PlacementSerializer)
        contact = data["contact"]
        is_guest = not self.principal.is_any(Role.CUSTOMER)
        if is_guest and not contact.get("email"):
            raise Invalid(errors=[FieldError("contact.email", "This field is required.", "required")])
        return data["quote_id"], Placement(
            customer_id=self.principal.user_id,
            contact_name=contact["name"],
            contact_phone=contact["phone"],
            contact_email=contact.get("email", ""),
            is_guest=is_guest,
            instructions=data["instructions"],
            contactless=data["contactless"],
        )


class ReorderView(ApiView):
    """The same again."""

    access = {"POST": only(*ORDERING_ROLES, scope="own")}

    @extend_schema(
        operation_id="reorder",
        tags=["orders"],
        request=ReorderSerializer,
        responses={201: quote_answers.ReorderAnswer},
    )
    def post(self, request: Request, order_id: UUID) -> Response:
        """Quotes an earlier order against today's menu and lists what is gone, dropped or costs something else."""
        data = self.validated(ReorderSerializer)
        order = get_own_order(order_id, self.principal)
        again = reorder(order, self.principal, when=data.get("when"), tip=data["tip"])
        quote = keep_quote(again.quote)
        return Response({"quote": quote_answer(quote), "changes": again.changes}, 201)
