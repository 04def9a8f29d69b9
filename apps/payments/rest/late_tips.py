"""Endpoints of tips after the hand-over."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.payments.contract.card_numbers import refuse_card_numbers
from apps.payments.contract.errors import (
    AmountNotChargeable,
    CardDeclined,
    CardGatewayDown,
    CardNotReady,
    NoTipTaken,
    PaymentInProgress,
    TooManyDeclines,
)
from apps.payments.domain.charges import ChargeStatus
from apps.payments.processing import late_tips
from apps.payments.processing.wallet import get_ready
from apps.payments.queries.late_tips import LateTipAnswer, TipOfferAnswer, offer_of
from apps.payments.rest.clients import payer_of
from apps.payments.rest.parts import PayPartSerializer
from apps.payments.rest.payments import PAYS
from apps.payments.rest.serializers import MAX_COUNTED
from dominos.kernel.edge.idempotency import HEADER
from dominos.kernel.edge.views import ApiView


class TipSerializer(PayPartSerializer):
    """A tip in minor units, and the card that pays it: by the gateway's token, or one's own saved card."""

    amount = serializers.IntegerField(min_value=1, max_value=MAX_COUNTED)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        amount = attrs.pop("amount")
        return {**super().validate(attrs), "amount": amount}


class _TipView(ApiView):
    def told(self, tip: LateTipAnswer, status: int) -> Response:
        """The tip, and whether its customer has to act."""
        return self.answer(tip, 202 if tip.status is ChargeStatus.REQUIRES_ACTION else status)


class TipsView(_TipView):
    """Tips of an order."""

    access = {"GET": PAYS, "POST": PAYS}
    problems = {
        "POST": [
            CardDeclined,
            AmountNotChargeable,
            NoTipTaken,
            PaymentInProgress,
            TooManyDeclines,
            CardGatewayDown,
            CardNotReady,
        ]
    }
    key_required = True

    @extend_schema(operation_id="payments_tip_offer", tags=["payments"], responses=TipOfferAnswer)
    def get(self, request: Request, order_id: UUID) -> Response:
        """What who ordered may give to who brought it, and what they gave."""
        return self.answer(offer_of(order_id, self.principal.user_id))

    @extend_schema(
        operation_id="payments_tip",
        tags=["payments"],
        request=TipSerializer,
        responses={
            201: LateTipAnswer,
            202: OpenApiResponse(LateTipAnswer, "The customer has to act first (3-D Secure), then confirm."),
        },
    )
    def post(self, request: Request, order_id: UUID) -> Response:
        """Tips who brought the order, or more than before. Needs an Idempotency-Key; charges once."""
        refuse_card_numbers(request.data)
        given = self.validated(TipSerializer)
        payer = payer_of(request, self.principal)
        saved = get_ready(given["saved"], payer.customer_id) if "saved" in given else None
        asked = late_tips.TipRequest(
            order_id=order_id,
            amount=given["amount"],
            key=request.headers[HEADER],
            token=saved.token if saved else given["token"],
            gateway_customer=saved.customer if saved else "",
        )
        return self.told(LateTipAnswer.of(late_tips.give(asked, payer)), 201)


class ConfirmTipView(_TipView):
    """Continuing after 3-D Secure."""

    access = {"POST": PAYS}
    problems = {"POST": [CardDeclined, AmountNotChargeable, CardGatewayDown]}

    @extend_schema(
        operation_id="payments_confirm_tip",
        tags=["payments"],
        request=None,
        responses={
            200: LateTipAnswer,
            202: OpenApiResponse(LateTipAnswer, "The customer has not acted yet."),
        },
    )
    def post(self, request: Request, order_id: UUID, tip_id: UUID) -> Response:
        """Asks the gateway for the outcome of the customer's action. Repeating it changes nothing."""
        return self.told(LateTipAnswer.of(late_tips.confirm(order_id, tip_id, self.principal.user_id)), 200)
