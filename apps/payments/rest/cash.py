"""Endpoints of couriers' close-outs of cash, and cash owed to customers."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.payments.contract.errors import (
    CashReturned,
    CountSettled,
    NotExplained,
    NothingToCount,
    SecondPersonNeeded,
)
from apps.payments.ledger import cash_counts
from apps.payments.ledger.owed_cash import return_cash
from apps.payments.queries import cash
from apps.payments.queries.access import STAFF
from apps.payments.queries.answers import CashBalanceAnswer, CashCountAnswer, OwedCashAnswer
from apps.payments.rest.serializers import (
    CountSerializer,
    ExplanationSerializer,
    OpenQuery,
    ReturnSerializer,
)
from dominos.kernel.auth import Role
from dominos.kernel.edge.access import only
from dominos.kernel.edge.answers import Page
from dominos.kernel.edge.views import ApiView

CARRIES = only(Role.COURIER, scope="own")
MANAGES = only(Role.STORE_MANAGER, Role.SUPPORT, Role.ADMIN, scope="store")


class CashCountsView(ApiView):
    """Close-outs."""

    access = {"GET": only(Role.COURIER, *STAFF, scope="own"), "POST": CARRIES}
    problems = {"POST": [NothingToCount]}

    @extend_schema(
        operation_id="payments_cash_counts",
        tags=["payments"],
        parameters=[OpenQuery],
        responses=Page[CashCountAnswer],
    )
    def get(self, request: Request) -> Response:
        """A courier's own close-outs, or those of the stores one works for; newest first."""
        wanted = self.validated_query(OpenQuery)
        return self.page(
            cash.list_counts(self.principal, store_id=wanted.get("store"), is_open=wanted["open"])
        )

    @extend_schema(
        operation_id="payments_count_cash",
        tags=["payments"],
        request=CountSerializer,
        responses={201: CashCountAnswer},
    )
    def post(self, request: Request) -> Response:
        """Counts the cash in one's bag. An equal count is settled; another one waits for a manager."""
        data = self.validated(CountSerializer)
        count = cash_counts.count_cash(self.principal.user_id, data["counted"], data["note"])
        return self.answer(CashCountAnswer.of(count), 201)


class CashBalanceView(ApiView):
    """The caller's cash."""

    access = {"GET": CARRIES}

    @extend_schema(operation_id="payments_cash_balance", tags=["payments"], responses=CashBalanceAnswer)
    def get(self, request: Request) -> Response:
        """The cash that should be in the caller's bag."""
        return self.answer(CashBalanceAnswer.of(cash.get_balance(self.principal.user_id, [])))


class ExplainCountView(ApiView):
    """Explaining a difference."""

    access = {"POST": MANAGES}
    problems = {"POST": [CountSettled]}

    @extend_schema(
        operation_id="payments_explain_cash_count",
        tags=["payments"],
        request=ExplanationSerializer,
        responses=CashCountAnswer,
    )
    def post(self, request: Request, count_id: UUID) -> Response:
        """Explains missing or surplus cash; above the market's limit somebody else confirms it."""
        count = cash.get_explainable(count_id, self.principal)
        reason = self.validated(ExplanationSerializer)["reason"]
        return self.answer(CashCountAnswer.of(cash_counts.explain(count.id, self.principal.user_id, reason)))


class ConfirmCountView(ApiView):
    """Confirming an explanation."""

    access = {"POST": MANAGES}
    problems = {"POST": [CountSettled, NotExplained, SecondPersonNeeded]}

    @extend_schema(
        operation_id="payments_confirm_cash_count",
        tags=["payments"],
        request=None,
        responses=CashCountAnswer,
    )
    def post(self, request: Request, count_id: UUID) -> Response:
        """Confirms another person's explanation, and settles the close-out."""
        count = cash.get_explainable(count_id, self.principal)
        return self.answer(CashCountAnswer.of(cash_counts.confirm(count.id, self.principal.user_id)))


class OwedCashView(ApiView):
    """Cash owed to customers."""

    access = {"GET": only(*STAFF, scope="store")}

    @extend_schema(
        operation_id="payments_owed_cash",
        tags=["payments"],
        parameters=[OpenQuery],
        responses=Page[OwedCashAnswer],
    )
    def get(self, request: Request) -> Response:
        """Cash that couriers took for cancelled orders, at the stores one works for; newest first."""
        wanted = self.validated_query(OpenQuery)
        return self.page(
            cash.list_owed_cash(self.principal, store_id=wanted.get("store"), is_open=wanted["open"])
        )


class ReturnCashView(ApiView):
    """Returning cash."""

    access = {"POST": MANAGES}
    problems = {"POST": [CashReturned, SecondPersonNeeded]}

    @extend_schema(
        operation_id="payments_return_cash",
        tags=["payments"],
        request=ReturnSerializer,
        responses=OwedCashAnswer,
    )
    def post(self, request: Request, order_id: UUID) -> Response:
        """Records that the customer got the cash back from the till."""
        note = self.validated(ReturnSerializer)["note"]
        return self.answer(OwedCashAnswer.of(return_cash(order_id, self.principal, note)))
