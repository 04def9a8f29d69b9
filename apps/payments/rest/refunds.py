"""Endpoints of refunds that wait for a second person or were returned by the bank, and of disputes."""

from dataclasses import replace
from typing import ClassVar
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.payments.contract.errors import AlreadyDecided, RefundNotFailed, SecondPersonNeeded
from apps.payments.processing.approvals import Decision, decide, is_for
from apps.payments.processing.refund_retries import retry_refund
from apps.payments.queries import payments
from apps.payments.queries.access import STAFF
from apps.payments.queries.answers import DisputedPaymentAnswer, RefundAnswer
from apps.payments.rest.serializers import OpenQuery, RefundDecisionSerializer, RefundQuery
from dominos.kernel.auth import Role
from dominos.kernel.edge.access import only
from dominos.kernel.edge.answers import Page
from dominos.kernel.edge.views import ApiView
from dominos.kernel.errors import StepUpRequired

DECIDES = only(Role.STORE_MANAGER, Role.SUPPORT, Role.ADMIN, scope="store")


class RefundsView(ApiView):
    """Refunds."""

    access = {"GET": only(*STAFF, scope="store")}

    @extend_schema(
        operation_id="payments_refunds",
        tags=["payments"],
        parameters=[RefundQuery],
        responses=Page[RefundAnswer],
    )
    def get(self, request: Request) -> Response:
        """The refunds at the stores one works for, newest first; `status=AWAITING_APPROVAL` for those to decide."""
        wanted = self.validated_query(RefundQuery)
        status = wanted.get("status", "")
        return self.page(payments.list_refunds(self.principal, store_id=wanted.get("store"), status=status))


class _DecisionView(ApiView):
    access = {"POST": DECIDES}
    problems = {"POST": [AlreadyDecided, SecondPersonNeeded]}
    is_approved: ClassVar[bool]

    def _decide(self, refund_id: UUID) -> Response:
        refund = payments.get_managed_refund(refund_id, self.principal)
        reason = self.validated(RefundDecisionSerializer)["reason"]
        by = self.principal.user_id
        decision = Decision(
            by=by,
            is_approved=self.is_approved,
            reason=reason,
            is_for_oneself=is_for(by, refund.payment.order_id),
        )
        return self.answer(RefundAnswer.of(decide(refund.id, decision)))


class ApproveRefundView(_DecisionView):
    """Approval by a second person, with a recently verified second factor."""

    access = {"POST": replace(DECIDES, is_fresh=True)}
    problems = {"POST": [AlreadyDecided, SecondPersonNeeded, StepUpRequired]}
    is_approved = True

    @extend_schema(
        operation_id="payments_approve_refund",
        tags=["payments"],
        request=RefundDecisionSerializer,
        responses=RefundAnswer,
    )
    def post(self, request: Request, refund_id: UUID) -> Response:
        """Approves the refund; not by its requester, nor by the order's customer."""
        return self._decide(refund_id)


class DeclineRefundView(_DecisionView):
    """Rejection by a second person."""

    is_approved = False

    @extend_schema(
        operation_id="payments_decline_refund",
        tags=["payments"],
        request=RefundDecisionSerializer,
        responses=RefundAnswer,
    )
    def post(self, request: Request, refund_id: UUID) -> Response:
        """Declines the refund; not by its requester."""
        return self._decide(refund_id)


class RetryRefundView(ApiView):
    """Retrying a refund that the bank returned."""

    access = {"POST": DECIDES}
    problems = {"POST": [RefundNotFailed]}

    @extend_schema(
        operation_id="payments_retry_refund", tags=["payments"], request=None, responses=RefundAnswer
    )
    def post(self, request: Request, refund_id: UUID) -> Response:
        """Sends a FAILED refund out again. Repeating the call changes nothing."""
        refund = payments.get_managed_refund(refund_id, self.principal)
        return self.answer(RefundAnswer.of(retry_refund(refund.id)))


class DisputesView(ApiView):
    """Disputed payments."""

    access = {"GET": only(*STAFF, scope="store")}

    @extend_schema(
        operation_id="payments_disputes",
        tags=["payments"],
        parameters=[OpenQuery],
        responses=Page[DisputedPaymentAnswer],
    )
    def get(self, request: Request) -> Response:
        """The payments taken back by banks at the stores one works for, newest payment first."""
        wanted = self.validated_query(OpenQuery)
        return self.page(
            payments.list_disputes(self.principal, store_id=wanted.get("store"), is_open=wanted["open"])
        )
