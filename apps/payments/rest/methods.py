"""The caller's saved cards over REST."""

from typing import Any
from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.payments.domain.gateway import DeclineCode, Declined, SetupStatus
from apps.payments.models import PaymentMethod
from apps.payments.processing import wallet
from apps.payments.rest.card_numbers import refuse_card_numbers
from apps.payments.rest.serializers import NextActionSerializer
from dominos.kernel.auth import Role
from dominos.kernel.edge import problems
from dominos.kernel.edge.access import only
from dominos.kernel.edge.idempotency import HEADER
from dominos.kernel.edge.serializers import StrictSerializer
from dominos.kernel.edge.views import ApiView

OWN = only(Role.CUSTOMER, scope="own")


class AddCardSerializer(StrictSerializer):
    """The token the gateway gave the card form; card numbers are refused."""

    token = serializers.RegexField(r"^[A-Za-z0-9_]+\Z", max_length=100)


class SavedCardSerializer(serializers.Serializer[Any]):
    """A saved card; pay with `{"type": "card", "saved": <id>}`."""

    id = serializers.UUIDField()
    status = serializers.ChoiceField(choices=[status.value for status in SetupStatus])
    brand = serializers.CharField()
    last4 = serializers.CharField()
    expires = serializers.CharField(help_text="YYYY-MM")
    next_action = NextActionSerializer(allow_null=True)
    created_at = serializers.DateTimeField()


def method_data(method: PaymentMethod) -> dict[str, Any]:
    """The card as JSON values, without its token."""
    return {
        "id": str(method.id),
        "status": str(method.status),
        "brand": method.brand,
        "last4": method.last4,
        "expires": method.expires,
        "next_action": method.next_action,
        "created_at": method.created_at.isoformat(),
    }


def _answer(method: PaymentMethod, status: int) -> Response:
    if method.status == SetupStatus.FAILED:
        return problems.response(Declined(DeclineCode.AUTHENTICATION_FAILED))
    return Response(method_data(method), 202 if method.status == SetupStatus.REQUIRES_ACTION else status)


class MethodsView(ApiView):
    """One's saved cards."""

    access = {"GET": OWN, "POST": OWN}
    key_required = True

    @extend_schema(
        operation_id="payments_methods", tags=["payments"], responses=SavedCardSerializer(many=True)
    )
    def get(self, request: Request) -> Response:
        """The cards one keeps, newest first."""
        return Response([method_data(method) for method in wallet.list_methods(self.principal.user_id)])

    @extend_schema(
        operation_id="payments_add_method",
        tags=["payments"],
        request=AddCardSerializer,
        responses={
            201: SavedCardSerializer,
            202: OpenApiResponse(SavedCardSerializer, "Visit `next_action.url`, then confirm."),
            402: OpenApiResponse(OpenApiTypes.OBJECT, "The card was declined; see `decline_code`."),
        },
    )
    def post(self, request: Request) -> Response:
        """Keeps a card for later orders. Needs an Idempotency-Key."""
        refuse_card_numbers(request.data)
        token = self.validated(AddCardSerializer)["token"]
        return _answer(wallet.add_card(self.principal.user_id, token, key=request.headers[HEADER]), 201)


class MethodView(ApiView):
    """One saved card."""

    access = {"DELETE": OWN}

    @extend_schema(operation_id="payments_remove_method", tags=["payments"], responses={204: None})
    def delete(self, request: Request, method_id: UUID) -> Response:
        """Keeps the card no longer."""
        wallet.remove_card(method_id, self.principal.user_id)
        return Response(status=204)


class ConfirmMethodView(ApiView):
    """Going on after the bank asked the owner."""

    access = {"POST": OWN}

    @extend_schema(
        operation_id="payments_confirm_method",
        tags=["payments"],
        request=None,
        responses={200: SavedCardSerializer, 202: SavedCardSerializer, 402: OpenApiTypes.OBJECT},
    )
    def post(self, request: Request, method_id: UUID) -> Response:
        """Asks the gateway how the owner's action ended."""
        return _answer(wallet.confirm_card(method_id, self.principal.user_id), 200)
