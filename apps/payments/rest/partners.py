"""Endpoints of partners' balances and payouts."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.payments.contract.errors import PayoutDiffers
from apps.payments.contract.types import PartnerBalance
from apps.payments.processing.payouts import book_payout
from apps.payments.queries.answers import PartnerBalanceAnswer
from apps.payments.queries.partners import list_balances
from apps.payments.rest.serializers import PayoutSerializer
from dominos.kernel.auth import Role
from dominos.kernel.edge.access import only
from dominos.kernel.edge.views import ApiView
from dominos.kernel.errors import NotFound

CHAIN = only(Role.SUPPORT, Role.ADMIN)


class PartnerBalancesView(ApiView):
    """A partner's balances."""

    access = {"GET": CHAIN}

    @extend_schema(
        operation_id="payments_partner_balances",
        tags=["payments"],
        responses={200: list[PartnerBalanceAnswer]},
    )
    def get(self, request: Request, partner_id: UUID) -> Response:
        """What a partner collected, keeps, has paid out and still owes, by currency; empty for one that
        collected nothing.
        """
        return self.answer(_told(list_balances(partner_id)))


class PartnerPayoutsView(ApiView):
    """A partner's payouts."""

    access = {"POST": only(Role.ADMIN)}
    problems = {"POST": [NotFound, PayoutDiffers]}

    @extend_schema(
        operation_id="payments_book_partner_payout",
        tags=["payments"],
        request=PayoutSerializer,
        responses={200: list[PartnerBalanceAnswer]},
    )
    def post(self, request: Request, partner_id: UUID) -> Response:
        """Posts a partner's payout by the reference on its statement; repeating it has no second effect."""
        payout = self.validated(PayoutSerializer)
        if payout.pop("is_returned"):
            payout["amount"] *= -1
        return self.answer(_told(book_payout(partner_id, by=self.principal.user_id, **payout)))


def _told(balances: list[PartnerBalance]) -> list[PartnerBalanceAnswer]:
    return PartnerBalanceAnswer.of_all(balances)
