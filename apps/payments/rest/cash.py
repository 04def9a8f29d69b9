"""Couriers' close-outs of cash over REST."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.payments.cash.counts import confirm, count_cash, explain, get_balance, get_explainable, list_counts
from apps.payments.market import rules
from apps.payments.models import CashCount
from apps.payments.queries.payments import STAFF
from apps.payments.rest.listing import OpenQuery, PageSerializer, of_store, paged
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
    confirmed_by = serializers.UUIDField(allow_null=True)
    needs_second_person = serializers.BooleanField(
        help_text="Somebody else than `explained_by` has to confirm"
    )
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
        "confirmed_by": str(count.confirmed_by) if count.confirmed_by else None,
        "needs_second_person": not rules().may_settle_alone(count.difference, count.currency),
        "counted_at": count.counted_at.isoformat(),
    }


class CashCountsView(ApiView):
    """Close-outs."""

    access = {"GET": only(Role.COURIER, *STAFF, scope="own"), "POST": only(Role.COURIER, scope="own")}

    @extend_schema(
        operation_id="payments_cash_counts",
        tags=["payments"],
        parameters=[OpenQuery],
        responses=CashCountPageSerializer,
    )
    def get(self, request: Request) -> Response:
        """A courier's own close-outs, or those of the stores one works for; newest first."""
        wanted = self.validated_query(OpenQuery)
        counts = list_counts(self.principal).filter(**of_store(wanted))
        if wanted["open"]:
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
        count = count_cash(self.principal.user_id, data["counted"], data["note"])
        return Response(count_data(count), 201)


class CashBalanceView(ApiView):
    """One's bag."""

    access = {"GET": only(Role.COURIER, scope="own")}

    @extend_schema(operation_id="payments_cash_balance", tags=["payments"], responses=CashBalanceSerializer)
    def get(self, request: Request) -> Response:
        """What should be in one's bag."""
        balance = get_balance(self.principal.user_id, [])
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
        """Says why cash is missing or too much; above the market's limit somebody else confirms it."""
        count = get_explainable(count_id, self.principal)
        reason = self.validated(ExplanationSerializer)["reason"]
        return Response(count_data(explain(count.id, self.principal.user_id, reason)))


class ConfirmCountView(ApiView):
    """A difference answered for by two."""

    access = {"POST": only(Role.STORE_MANAGER, Role.SUPPORT, Role.ADMIN, scope="store")}

    @extend_schema(
        operation_id="payments_confirm_cash_count",
        tags=["payments"],
        request=None,
        responses=CashCountSerializer,
    )
    def post(self, request: Request, count_id: UUID) -> Response:
        """Confirms another person's explanation, and settles the close-out."""
        count = get_explainable(count_id, self.principal)
        return Response(count_data(confirm(count.id, self.principal.user_id)))
