"""Paying by the tracking link: for guests, and for customers who were sent the link to pay."""

from uuid import UUID

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.orders.contract.service import OrdersService
from apps.payments.contract.card_numbers import refuse_card_numbers
from apps.payments.contract.errors import AmountNotChargeable, CardDeclined, CardGatewayDown, NotPayable
from apps.payments.processing import link_payments, pay
from apps.payments.queries.answers import CardEntryAnswer, LinkPaymentAnswer, PayingAnswer
from apps.payments.rest.payments import REFUSED, PayingView
from apps.payments.rest.serializers import PayByLinkSerializer, choice_of
from dominos.kernel.edge.access import ANYONE
from dominos.kernel.edge.clients import client_mark
from dominos.kernel.edge.idempotency import HEADER
from dominos.kernel.edge.views import ApiView
from dominos.kernel.services import service


class CardEntryView(ApiView):
    """How a checkout enters cards."""

    access = {"GET": ANYONE}

    @extend_schema(operation_id="payments_card_entry", tags=["payments"], responses=CardEntryAnswer)
    def get(self, request: Request) -> Response:
        """How a client obtains the token of a new card: a published test token, or the gateway's form."""
        return self.answer(link_payments.card_entry())


class LinkPaymentsView(PayingView):
    """Paying the order of a tracking link."""

    access = {"GET": ANYONE, "POST": ANYONE}
    problems = {"POST": REFUSED}
    key_required = True

    @extend_schema(operation_id="payments_ways_by_link", tags=["payments"], responses=PayingAnswer)
    def get(self, request: Request, token: str) -> Response:
        """How the order can be paid now, and why its last card was refused."""
        return self.answer(link_payments.ways_to_pay(service(OrdersService).get_tracked_order(token=token)))

    @extend_schema(
        operation_id="payments_pay_by_link",
        tags=["payments"],
        request=PayByLinkSerializer,
        responses={
            201: LinkPaymentAnswer,
            202: OpenApiResponse(LinkPaymentAnswer, "The payer has to act first (3-D Secure)."),
        },
    )
    def post(self, request: Request, token: str) -> Response:
        """Pays the order by card token or promises cash, on behalf of its customer. Saved cards need their owner."""
        order = service(OrdersService).get_tracked_order(token=token)
        refuse_card_numbers(request.data)
        method = self.validated(PayByLinkSerializer)["method"]
        asked = pay.request_of(
            choice_of(method),
            order.order_id,
            order.customer_id,
            client=client_mark(request),
            key=request.headers[HEADER],
        )
        payment = pay.pay(asked)
        return self.answer_attempt(LinkPaymentAnswer.of(payment), pay.problem_of(payment), 201)


class LinkConfirmView(PayingView):
    """Continuing after 3-D Secure, by the tracking link."""

    access = {"POST": ANYONE}
    problems = {"POST": [CardDeclined, AmountNotChargeable, NotPayable, CardGatewayDown]}

    @extend_schema(
        operation_id="payments_confirm_by_link",
        tags=["payments"],
        request=None,
        responses={
            200: LinkPaymentAnswer,
            202: OpenApiResponse(LinkPaymentAnswer, "The payer has not acted yet."),
        },
    )
    def post(self, request: Request, token: str, payment_id: UUID) -> Response:
        """Asks the gateway for the outcome of the payer's action. Repeating it changes nothing."""
        order = service(OrdersService).get_tracked_order(token=token)
        payment = link_payments.confirm(order, payment_id)
        return self.answer_attempt(LinkPaymentAnswer.of(payment), pay.problem_of(payment), 200)
