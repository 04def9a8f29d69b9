"""Endpoints of gift cards and store credit: buying, looking up, and opening them for payment."""

from uuid import UUID

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.payments.contract.card_numbers import refuse_card_numbers
from apps.payments.contract.errors import (
    AmountNotChargeable,
    CardDeclined,
    CardGatewayDown,
    NoSuchCredit,
    PaymentInProgress,
    TooManyDeclines,
)
from apps.payments.domain.charges import ChargeStatus
from apps.payments.processing import gift_cards
from apps.payments.queries import credit
from apps.payments.queries.credit import CreditAnswer, GiftOfferAnswer, GiftPurchaseAnswer
from apps.payments.rest.clients import payer_of
from apps.payments.rest.payments import PAYS
from apps.payments.rest.serializers import CreditCodeSerializer, GiftSerializer, OfferQuery
from apps.payments.rest.throttles import CodeThrottle
from dominos.kernel.auth import Role
from dominos.kernel.edge.access import ANYONE, only
from dominos.kernel.edge.idempotency import HEADER
from dominos.kernel.edge.throttling import RoleThrottle
from dominos.kernel.edge.views import ApiView


class OwnCreditView(ApiView):
    """The caller's store credit."""

    access = {"GET": only(Role.CUSTOMER, scope="own")}

    @extend_schema(operation_id="payments_own_credit", tags=["payments"], responses={200: list[CreditAnswer]})
    def get(self, request: Request) -> Response:
        """The caller's store credit with a balance, oldest first."""
        return self.answer(credit.list_own_credit(self.principal.user_id))


class OpenCreditView(ApiView):
    """Looking up a code."""

    access = {"POST": ANYONE}
    problems = {"POST": [NoSuchCredit]}
    throttle_classes = [RoleThrottle, CodeThrottle]

    @extend_schema(
        operation_id="payments_open_credit",
        tags=["payments"],
        request=CreditCodeSerializer,
        responses=CreditAnswer,
    )
    def post(self, request: Request) -> Response:
        """The balance of a gift card or store credit by its code, and a pass to pay with it."""
        return self.answer(credit.open_credit(self.validated(CreditCodeSerializer)["code"]))


class _GiftView(ApiView):
    def told(self, purchase: GiftPurchaseAnswer, status: int) -> Response:
        """The purchase, and whether its buyer has to act."""
        return self.answer(purchase, 202 if purchase.status is ChargeStatus.REQUIRES_ACTION else status)


class GiftCardsView(_GiftView):
    """Buying gift cards."""

    access = {"GET": ANYONE, "POST": PAYS}
    problems = {
        "POST": [CardDeclined, AmountNotChargeable, PaymentInProgress, TooManyDeclines, CardGatewayDown]
    }
    key_required = True

    @extend_schema(
        operation_id="payments_gift_offer",
        tags=["payments"],
        parameters=[OfferQuery],
        responses=GiftOfferAnswer,
    )
    def get(self, request: Request) -> Response:
        """The amounts of gift cards in a currency."""
        return self.answer(credit.offer_in(self.validated_query(OfferQuery)["currency"]))

    @extend_schema(
        operation_id="payments_buy_gift",
        tags=["payments"],
        request=GiftSerializer,
        responses={
            201: GiftPurchaseAnswer,
            202: OpenApiResponse(
                GiftPurchaseAnswer, "The buyer has to act first (3-D Secure), then confirm."
            ),
        },
    )
    def post(self, request: Request) -> Response:
        """Buys a gift card; its code is mailed to the recipient. Needs an Idempotency-Key; charges once."""
        refuse_card_numbers(request.data)
        wanted = gift_cards.Wanted(**self.validated(GiftSerializer))
        payer = payer_of(request, self.principal)
        return self.told(
            GiftPurchaseAnswer.of(gift_cards.buy(wanted, payer, key=request.headers[HEADER])), 201
        )


class ConfirmGiftView(_GiftView):
    """Continuing after 3-D Secure."""

    access = {"POST": PAYS}
    problems = {"POST": [CardDeclined, AmountNotChargeable, CardGatewayDown]}

    @extend_schema(
        operation_id="payments_confirm_gift",
        tags=["payments"],
        request=None,
        responses={
            200: GiftPurchaseAnswer,
            202: OpenApiResponse(GiftPurchaseAnswer, "The buyer has not acted yet."),
        },
    )
    def post(self, request: Request, purchase_id: UUID) -> Response:
        """Asks the gateway for the outcome of the buyer's action. Repeating it changes nothing."""
        return self.told(GiftPurchaseAnswer.of(gift_cards.confirm(purchase_id, self.principal.user_id)), 200)
