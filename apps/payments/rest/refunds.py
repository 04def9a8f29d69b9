"""Refunds over REST: those that wait for a second person, and those that came back."""

from typing import Any, ClassVar
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.payments.models import Operation, OperationStatus
from apps.payments.processing.approvals import Decision, decide
from apps.payments.processing.refund_retries import repeat_refund
from apps.payments.queries import payments
from apps.payments.queries.payments import STAFF
from apps.payments.rest.listing import PageSerializer, StoreQuery, of_store, paged
from dominos.kernel.auth import Role
from dominos.kernel.edge.access import only
from dominos.kernel.edge.serializers import StrictSerializer
from dominos.kernel.edge.views import ApiView
from dominos.kernel.errors import NotFound

DECIDES = only(Role.STORE_MANAGER, Role.SUPPORT, Role.ADMIN, scope="store")


class RefundFilterSerializer(StoreQuery):
    """Which refunds to list."""

    status = serializers.ChoiceField(choices=OperationStatus.values, required=False)


class RefundDecisionSerializer(StrictSerializer):
    """Why."""

    reason = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)


class RefundSerializer(serializers.Serializer[Any]):
    """A refund; AWAITING_APPROVAL waits for somebody else than `requested_by`, FAILED came back from the bank."""

    id = serializers.UUIDField()
    payment_id = serializers.UUIDField()
    order_id = serializers.UUIDField()
    order_number = serializers.CharField()
    amount = serializers.IntegerField()
    currency = serializers.CharField()
    reason = serializers.CharField()
    status = serializers.ChoiceField(choices=OperationStatus.values)
    code = serializers.CharField()
    requested_by = serializers.UUIDField(allow_null=True)
    decided_by = serializers.UUIDField(allow_null=True)
    created_at = serializers.DateTimeField()


class RefundPageSerializer(PageSerializer):
    """A page of refunds."""

    results = RefundSerializer(many=True)


def refund_data(refund: Operation) -> dict[str, Any]:
    """The refund as JSON values."""
    payment, decision = refund.payment, getattr(refund, "decision", None)
    return {
        "id": str(refund.id),
        "payment_id": str(payment.id),
        "order_id": str(payment.order_id),
        "order_number": payment.order_number,
        "amount": refund.amount,
        "currency": payment.currency,
        "reason": refund.reason,
        "status": str(refund.status),
        "code": refund.code,
        "requested_by": str(refund.requested_by) if refund.requested_by else None,
        "decided_by": str(decision.decided_by) if decision else None,
        "created_at": refund.created_at.isoformat(),
    }


class RefundsView(ApiView):
    """Refunds."""

    access = {"GET": only(*STAFF, scope="store")}

    @extend_schema(
        operation_id="payments_refunds",
        tags=["payments"],
        parameters=[RefundFilterSerializer],
        responses=RefundPageSerializer,
    )
    def get(self, request: Request) -> Response:
        """The refunds at the stores one works for, newest first; `status=AWAITING_APPROVAL` those to decide."""
        refunds = payments.list_refunds(self.principal).select_related("payment", "decision")
        wanted = self.validated_query(RefundFilterSerializer)
        refunds = refunds.filter(**of_store(wanted, "payment__store_id"))
        if status := wanted.get("status"):
            refunds = refunds.filter(status=status)
        return paged(self, refunds, refund_data)


class _ManagedRefundView(ApiView):
    access = {"POST": DECIDES}

    def managed(self, refund_id: UUID) -> Operation:
        """The refund, if the caller answers for its store."""
        refund = payments.get_refund(refund_id, self.principal)
        store_id = refund.payment.store_id
        if self.principal.is_any(Role.SUPPORT) or (store_id and self.principal.manages(store_id)):
            return refund
        raise NotFound


class _DecisionView(_ManagedRefundView):
    is_approved: ClassVar[bool]

    def _decide(self, refund_id: UUID) -> Response:
        refund = self.managed(refund_id)
        reason = self.validated(RefundDecisionSerializer)["reason"]
        decision = Decision(by=self.principal.user_id, is_approved=self.is_approved, reason=reason)
        return Response(refund_data(decide(refund.id, decision)))


class ApproveRefundView(_DecisionView):
    """The second person's yes."""

    is_approved = True

    @extend_schema(
        operation_id="payments_approve_refund",
        tags=["payments"],
        request=RefundDecisionSerializer,
        responses=RefundSerializer,
    )
    def post(self, request: Request, refund_id: UUID) -> Response:
        """Lets the refund go; not by who asked for it."""
        return self._decide(refund_id)


class DeclineRefundView(_DecisionView):
    """The second person's no."""

    is_approved = False

    @extend_schema(
        operation_id="payments_decline_refund",
        tags=["payments"],
        request=RefundDecisionSerializer,
        responses=RefundSerializer,
    )
    def post(self, request: Request, refund_id: UUID) -> Response:
        """Refuses the refund; not by who asked for it."""
        return self._decide(refund_id)


class RepeatRefundView(_ManagedRefundView):
    """A refund that came back, once more."""

    @extend_schema(
        operation_id="payments_repeat_refund", tags=["payments"], request=None, responses=RefundSerializer
    )
    def post(self, request: Request, refund_id: UUID) -> Response:
        """Lets a FAILED refund go out again. Repeating the call changes nothing."""
        return Response(refund_data(repeat_refund(self.managed(refund_id).id)))
