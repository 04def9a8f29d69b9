"""Cash owed to customers over REST."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.payments.cash.owed import give_back, list_owed
from apps.payments.models import OwedCash
from apps.payments.queries.payments import STAFF
from apps.payments.rest.listing import OpenQuery, PageSerializer, of_store, paged
from dominos.kernel.auth import Role
from dominos.kernel.edge.access import only
from dominos.kernel.edge.serializers import StrictSerializer
from dominos.kernel.edge.views import ApiView


class ReturnSerializer(StrictSerializer):
    """How the customer got the cash back, where there is something to say."""

    note = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)


class OwedCashSerializer(serializers.Serializer[Any]):
    """Cash taken for an order that was called off while it was being handed over; null: not given back yet."""

    order_id = serializers.UUIDField()
    order_number = serializers.CharField()
    store_id = serializers.UUIDField()
    courier_id = serializers.UUIDField()
    amount = serializers.IntegerField()
    currency = serializers.CharField()
    taken_at = serializers.DateTimeField()
    returned_at = serializers.DateTimeField(allow_null=True)
    returned_by = serializers.UUIDField(allow_null=True)
    note = serializers.CharField()


class OwedCashPageSerializer(PageSerializer):
    """A page of cash owed to customers."""

    results = OwedCashSerializer(many=True)


def owed_data(owed: OwedCash) -> dict[str, Any]:
    """The owed cash as JSON values."""
    return {
        "order_id": str(owed.order_id),
        "order_number": owed.payment.order_number,
        "store_id": str(owed.store_id),
        "courier_id": str(owed.courier_id),
        "amount": owed.amount,
        "currency": owed.currency,
        "taken_at": owed.taken_at.isoformat(),
        "returned_at": owed.returned_at.isoformat() if owed.returned_at else None,
        "returned_by": str(owed.returned_by) if owed.returned_by else None,
        "note": owed.note,
    }


class OwedCashView(ApiView):
    """Cash owed to customers."""

    access = {"GET": only(*STAFF, scope="store")}

    @extend_schema(
        operation_id="payments_owed_cash",
        tags=["payments"],
        parameters=[OpenQuery],
        responses=OwedCashPageSerializer,
    )
    def get(self, request: Request) -> Response:
        """What couriers took for orders called off, at the stores one works for; newest first."""
        wanted = self.validated_query(OpenQuery)
        owed = list_owed(self.principal).filter(**of_store(wanted))
        if wanted["open"]:
            owed = owed.filter(returned_at=None)
        return paged(self, owed, owed_data)


class ReturnCashView(ApiView):
    """Cash given back."""

    access = {"POST": only(Role.STORE_MANAGER, Role.SUPPORT, Role.ADMIN, scope="store")}

    @extend_schema(
        operation_id="payments_return_cash",
        tags=["payments"],
        request=ReturnSerializer,
        responses=OwedCashSerializer,
    )
    def post(self, request: Request, order_id: UUID) -> Response:
        """The customer has the cash back, from the till."""
        note = self.validated(ReturnSerializer)["note"]
        return Response(owed_data(give_back(order_id, self.principal, note)))
