"""Endpoints for orders that nobody moved in time."""

from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.orders.contract.errors import ActionForbidden, ReasonRequired
from apps.orders.domain.actors import STORE_ROLES, SUPPORT_ROLES
from apps.orders.lifecycle.attention import SETTLEMENTS, settle
from apps.orders.queries.attention import AttentionItemAnswer, list_attention
from apps.orders.queries.orders import OrderAnswer, get_order
from dominos.kernel.edge.access import only
from dominos.kernel.edge.answers import Page
from dominos.kernel.edge.contact_fields import WordsField
from dominos.kernel.edge.serializers import PageQuery, StrictSerializer
from dominos.kernel.edge.views import ApiView
from dominos.kernel.errors import NotFound
from dominos.kernel.reasons import MAX_REASON


class AttentionQuery(PageQuery):
    """For one store, or all that the caller works for."""

    store = serializers.UUIDField(required=False)


class SettlementSerializer(StrictSerializer):
    """The reason."""

    reason = WordsField(max_length=MAX_REASON, default="", allow_blank=True)


class AttentionView(ApiView):
    """What waits for a person."""

    access = {"GET": only(*STORE_ROLES, scope="store")}
    problems = {"GET": [NotFound]}

    @extend_schema(
        operation_id="list_attention",
        tags=["orders"],
        parameters=[AttentionQuery],
        responses=Page[AttentionItemAnswer],
    )
    def get(self, request: Request) -> Response:
        """The orders that nobody moved in time, newest first: what is wrong, who was notified, and what helps."""
        store_id = self.validated_query(AttentionQuery).get("store")
        if store_id is not None and not self.principal.works_for(store_id):
            raise NotFound("There is no such store.")
        return self.page(list_attention(self.principal, store_id))


class SettlementView(ApiView):
    """The payment of an order that is over while the gateway's is not."""

    access = {"POST": only(*SUPPORT_ROLES)}
    problems = {"POST": [ActionForbidden, ReasonRequired]}

    @extend_schema(
        operation_id="settle_order",
        tags=["orders"],
        parameters=[OpenApiParameter("action", str, "path", enum=list(SETTLEMENTS))],
        request=SettlementSerializer,
        responses=OrderAnswer,
    )
    def post(self, request: Request, order_id: UUID, action: str) -> Response:
        """`ask-again` asks the gateway once more; `write-off` writes off what the chain does not get."""
        if action not in SETTLEMENTS:
            raise NotFound("There is no such action.")
        settle(order_id, action, self.principal, self.validated(SettlementSerializer)["reason"])
        return self.answer(get_order(order_id, self.principal))
