"""Endpoints of an order of which each pays their part."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.payments.contract.card_numbers import refuse_card_numbers
from apps.payments.contract.errors import (
    AlreadyPaid,
    AmountNotChargeable,
    CardDeclined,
    CardGatewayDown,
    CardNotReady,
    NotPayable,
    PaymentInProgress,
    TooManyDeclines,
)
from apps.payments.contract.methods import wrong_method
from apps.payments.contract.types import PaymentChoice
from apps.payments.processing import parts
from apps.payments.processing.wallet import get_ready
from apps.payments.queries.parts import PaymentPartAnswer, PaymentPartsAnswer, get_parts
from apps.payments.rest.clients import payer_of
from apps.payments.rest.payments import PAYS, PayingView
from dominos.kernel.edge.idempotency import HEADER
from dominos.kernel.edge.serializers import StrictSerializer
from dominos.kernel.edge.views import ApiView


class PayPartSerializer(StrictSerializer):
    """The card that pays a part: by the token the gateway gave the client, or one's own saved card."""

    token = serializers.RegexField(r"^[A-Za-z0-9_]+\Z", max_length=100, required=False)
    saved = serializers.UUIDField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if wrong := wrong_method(PaymentChoice(method="card", **attrs)):
            raise serializers.ValidationError({wrong.field: wrong.message}, wrong.code)
        return attrs


class PartsView(ApiView):
    """An order's parts."""

    access = {"GET": PAYS}

    @extend_schema(operation_id="payments_parts", tags=["payments"], responses=PaymentPartsAnswer)
    def get(self, request: Request, order_id: UUID) -> Response:
        """Who has paid, and what the caller pays, of an order of which each pays their part."""
        return self.answer(get_parts(order_id, self.principal.user_id))


class TakeOverView(ApiView):
    """Parts that nobody has paid."""

    access = {"POST": PAYS}
    problems = {"POST": [NotPayable, CardGatewayDown]}

    @extend_schema(
        operation_id="payments_take_over",
        tags=["payments"],
        request=None,
        responses={200: PaymentPartsAnswer},
    )
    def post(self, request: Request, order_id: UUID) -> Response:
        """Makes who ordered the payer of all parts that are not paid. Repeating it changes nothing."""
        parts.take_over(order_id, self.principal.user_id)
        return self.answer(get_parts(order_id, self.principal.user_id))


class PayPartView(PayingView):
    """Paying one part."""

    access = {"POST": PAYS}
    problems = {
        "POST": [
            CardDeclined,
            AmountNotChargeable,
            NotPayable,
            AlreadyPaid,
            PaymentInProgress,
            TooManyDeclines,
            CardGatewayDown,
            CardNotReady,
        ]
    }
    key_required = True

    @extend_schema(
        operation_id="payments_pay_part",
        tags=["payments"],
        request=PayPartSerializer,
        responses={
            201: PaymentPartAnswer,
            202: OpenApiResponse(PaymentPartAnswer, "The payer has to act first (3-D Secure)."),
        },
    )
    def post(self, request: Request, order_id: UUID, part_id: UUID) -> Response:
        """Reserves the caller's part on a card. It is charged once the order is made, and released if it is not."""
        refuse_card_numbers(request.data)
        given = self.validated(PayPartSerializer)
        payer = payer_of(request, self.principal)
        saved = get_ready(given["saved"], payer.customer_id) if "saved" in given else None
        asked = parts.PartRequest(
            order_id=order_id,
            part_id=part_id,
            payer=payer,
            key=request.headers[HEADER],
            token=saved.token if saved else given["token"],
            gateway_customer=saved.customer if saved else "",
        )
        part = parts.pay_part(asked)
        return self.answer_attempt(PaymentPartAnswer.of(part), parts.problem_of(part), 201)


class ConfirmPartView(PayingView):
    """Continuing after 3-D Secure."""

    access = {"POST": PAYS}
    problems = {"POST": [CardDeclined, AmountNotChargeable, CardGatewayDown]}

    @extend_schema(
        operation_id="payments_confirm_part",
        tags=["payments"],
        request=None,
        responses={
            200: PaymentPartAnswer,
            202: OpenApiResponse(PaymentPartAnswer, "The payer has not acted yet."),
        },
    )
    def post(self, request: Request, order_id: UUID, part_id: UUID) -> Response:
        """Asks the gateway for the outcome of the payer's action. Repeating it changes nothing."""
        part = parts.confirm_part(order_id, part_id, self.principal.user_id)
        return self.answer_attempt(PaymentPartAnswer.of(part), parts.problem_of(part), 200)
