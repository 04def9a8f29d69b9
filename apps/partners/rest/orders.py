"""Endpoints of orders that a partner was paid for, and its account."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.orders.contract.errors import IllegalTransition, QuoteChanged, QuoteExpired
from apps.orders.contract.refusals import NOT_SOLD
from apps.partners.contract.errors import OtherOrder, TotalDiffers
from apps.partners.domain.orders import SentOrder
from apps.partners.domain.scopes import PartnerScope
from apps.partners.queries import orders as queries
from apps.partners.queries.orders import PartnerOrderAnswer
from apps.partners.queries.statements import PartnerStatementAnswer, list_statements
from apps.partners.rest.serializers import CancelSerializer, SentOrderSerializer
from apps.partners.rest.webhooks import ReplayedAnswer
from apps.partners.use_cases import orders, webhook_events
from dominos.kernel.auth import Role
from dominos.kernel.edge.access import only
from dominos.kernel.edge.views import ApiView
from dominos.kernel.errors import NotFound

SELLERS = only(Role.PARTNER, scope="own", needs=PartnerScope.ORDERS_PLACE.value)
PUSHING = 10
"""How many calls it counts as: whole menus are written for each webhook of a partner."""
READERS = only(Role.PARTNER, scope="own", needs=PartnerScope.STORES_READ.value)


class PartnerOrdersView(ApiView):
    costs_by = "lines"
    access = {"POST": SELLERS}
    problems = {"POST": [*NOT_SOLD, OtherOrder, TotalDiffers, QuoteExpired, QuoteChanged]}

    @extend_schema(
        operation_id="send_partner_order",
        tags=["partners"],
        request=SentOrderSerializer,
        responses={200: PartnerOrderAnswer},
    )
    def post(self, request: Request) -> Response:
        """Takes an order that the partner was paid for; sending it again under its `external_id` has no
        second effect.
        """
        return self.answer(
            orders.place(self.principal.user_id, SentOrder(**self.validated(SentOrderSerializer)))
        )


class PartnerOrderView(ApiView):
    access = {"GET": SELLERS}
    problems = {"GET": [NotFound]}

    @extend_schema(operation_id="get_partner_order", tags=["partners"], responses={200: PartnerOrderAnswer})
    def get(self, request: Request, external_id: str) -> Response:
        """The current state of an order that the partner sent."""
        return self.answer(queries.get_order(self.principal.user_id, external_id))


class PartnerOrderCancelView(ApiView):
    access = {"POST": SELLERS}
    problems = {"POST": [NotFound, IllegalTransition]}

    @extend_schema(
        operation_id="cancel_partner_order",
        tags=["partners"],
        request=CancelSerializer,
        responses={200: PartnerOrderAnswer},
    )
    def post(self, request: Request, external_id: str) -> Response:
        """Cancels it, until its store begins to make it; idempotent."""
        reason = self.validated(CancelSerializer)["reason"]
        return self.answer(orders.cancel(self.principal.user_id, external_id, reason))


class StorePushView(ApiView):
    costs = PUSHING
    access = {"POST": READERS}
    problems = {"POST": [NotFound]}

    @extend_schema(
        operation_id="push_store_to_partner", tags=["partners"], request=None, responses={202: ReplayedAnswer}
    )
    def post(self, request: Request, store_id: UUID) -> Response:
        """Sends the store's current menu and state to the partner's webhooks that subscribe to them."""
        return self.answer(ReplayedAnswer(count=webhook_events.push(self.principal.user_id, store_id)), 202)


class PartnerStatementView(ApiView):
    access = {"GET": SELLERS}
    problems = {"GET": [NotFound]}

    @extend_schema(
        operation_id="get_partner_statement",
        tags=["partners"],
        responses={200: list[PartnerStatementAnswer]},
    )
    def get(self, request: Request) -> Response:
        """What the partner collected for us, keeps, has paid out and owes, by currency, according to our books."""
        return self.answer(list_statements(self.principal.user_id))
