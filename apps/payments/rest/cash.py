"""Couriers' close-outs of cash over REST."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.payments import cash, owed_cash
from apps.payments.models import CashCount, OwedCash
from apps.payments.queries import STAFF
from apps.payments.rest.listing import PageQuery, PageSerializer, paged
from dominos.kernel.auth import Role
from dominos.kernel.edge.access import only
from dominos.kernel.edge.serializers import StrictSerializer
from dominos.kernel.edge.views import ApiView


class CountSerializer(StrictSerializer):
    """What is in the bag, in minor units."""

    counted = serializers.IntegerField(min_value=0, max_value=10_000_000)
    note = serializers.CharField(max_length=200, required=False, default="")


class ExplanationSerializer(StrictSerializer):
    """Why counted and expected cash differ."""

    reason = serializers.CharField(min_length=3, max_length=200)


class CashCountSerializer(serializers.Serializer[Any]):
    """A close-out. `difference` is counted minus expected; unsettled, it blocks the end of the shift."""

    id = serializers.UUIDField()
    courier_id = serializers.UUIDField()
    store_id = serializers.UUIDField()
    currency = serializers.CharField()
    expected = serializers.IntegerField()
    counted = serializers.IntegerField()
    difference = serializers.IntegerField()
    is_settled = serializers.BooleanField()
    note = serializers.CharField()
    explanation = serializers.CharField()
    explained_by = serializers.UUIDField(allow_null=True)
    counted_at = serializers.DateTimeField()


class CashCountPageSerializer(PageSerializer):
    """A page of close-outs."""

    results = CashCountSerializer(many=True)


class CashBalanceSerializer(serializers.Serializer[Any]):
    """What a courier carries; `counted` is null before a count."""

    courier_id = serializers.UUIDField()
    currency = serializers.CharField(allow_blank=True)
    expected = serializers.IntegerField()
    counted = serializers.IntegerField(allow_null=True)
    difference = serializers.IntegerField()
    is_settled = serializers.BooleanField()


def count_data(count: CashCount) -> dict[str, Any]:
    """The close-out as JSON values."""
    return {
        "id": str(count.id),
        "courier_id": str(count.courier_id),
        "store_id": str(count.store_id),
        "currency": count.currency,
        "expected": count.expected,
        "counted": count.counted,
        "difference": count.difference,
        "is_settled": count.settled_at is not None,
        "note": count.note,
        "explanation": count.explanation,
        "explained_by": str(count.explained_by) if count.explained_by else None,
        "counted_at": count.counted_at.isoformat(),
    }


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


class OpenSerializer(PageQuery):
    """Which ones to list."""

    open = serializers.BooleanField(required=False, default=False, help_text="Only what is still to be done")


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


class CashCountsView(ApiView):
    """Close-outs."""

    access = {"GET": only(Role.COURIER, *STAFF, scope="own"), "POST": only(Role.COURIER, scope="own")}

    @extend_schema(
        operation_id="payments_cash_counts",
        tags=["payments"],
        parameters=[OpenSerializer],
        responses=CashCountPageSerializer,
    )
    def get(self, request: Request) -> Response:
        """A courier's own close-outs, or those of the stores one works for; newest first."""
        counts = cash.list_counts(self.principal)
        if self.validated_query(OpenSerializer)["open"]:
            counts = counts.filter(settled_at=None)
        return paged(self, counts, count_data)

    @extend_schema(
        operation_id="payments_count_cash",
        tags=["payments"],
        request=CountSerializer,
        responses={201: CashCountSerializer},
    )
    def post(self, request: Request) -> Response:
        """Counts the cash in one's bag. An equal count is settled; another one waits for a manager."""
        data = self.validated(CountSerializer)
        count = cash.count_cash(self.principal.user_id, data["counted"], data["note"])
        return Response(count_data(count), 201)


class CashBalanceView(ApiView):
    """One's bag."""

    access = {"GET": only(Role.COURIER, scope="own")}

    @extend_schema(operation_id="payments_cash_balance", tags=["payments"], responses=CashBalanceSerializer)
    def get(self, request: Request) -> Response:
        """What should be in one's bag."""
        balance = cash.get_balance(self.principal.user_id, [])
        return Response(
            {
                "courier_id": str(balance.courier_id),
                "currency": balance.currency,
                "expected": balance.expected,
                "counted": balance.counted,
                "difference": balance.difference,
                "is_settled": balance.is_settled,
            }
        )


class ExplainCountView(ApiView):
    """A difference answered for."""

    access = {"POST": only(Role.STORE_MANAGER, Role.SUPPORT, Role.ADMIN, scope="store")}

    @extend_schema(
        operation_id="payments_explain_cash_count",
        tags=["payments"],
        request=ExplanationSerializer,
        responses=CashCountSerializer,
    )
    def post(self, request: Request, count_id: UUID) -> Response:
        """Says why cash is missing or too much, and settles the close-out."""
        count = cash.get_explainable(count_id, self.principal)
        reason = self.validated(ExplanationSerializer)["reason"]
        return Response(count_data(cash.explain(count.id, self.principal.user_id, reason)))


class OwedCashView(ApiView):
    """Cash owed to customers."""

    access = {"GET": only(*STAFF, scope="store")}

    @extend_schema(
        operation_id="payments_owed_cash",
        tags=["payments"],
        parameters=[OpenSerializer],
        responses=OwedCashPageSerializer,
    )
    def get(self, request: Request) -> Response:
        """What couriers took for orders called off, at the stores one works for; newest first."""
        owed = owed_cash.list_owed(self.principal)
        if self.validated_query(OpenSerializer)["open"]:
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
        return Response(owed_data(owed_cash.give_back(order_id, self.principal, note)))
