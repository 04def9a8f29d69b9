"""Endpoints for paying orders, and for the webhooks of gateways."""

from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.payments.contract.card_numbers import refuse_card_numbers
from apps.payments.contract.errors import (
    AlreadyPaid,
    AmountNotChargeable,
    CardDeclined,
    CardGatewayDown,
    CardNotReady,
    CashLimitExceeded,
    CreditElsewhere,
    CreditTooLow,
    NoSuchCredit,
    NotPayable,
    PaymentInProgress,
    PhoneNotProved,
    TooManyDeclines,
)
from apps.payments.contract.types import PaymentStatus
from apps.payments.processing import pay, webhooks
from apps.payments.queries import payments
from apps.payments.queries.access import STAFF
from apps.payments.queries.answers import LinkPaymentAnswer, PaymentAnswer, WebhookReceiptAnswer
from apps.payments.queries.parts import PaymentPartAnswer
from apps.payments.rest.clients import payer_of
from apps.payments.rest.serializers import PaySerializer, choice_of
from dominos.kernel.auth import Role
from dominos.kernel.edge import problems
from dominos.kernel.edge.access import ANYONE, only
from dominos.kernel.edge.idempotency import HEADER
from dominos.kernel.edge.views import ApiView
from dominos.kernel.errors import DomainError, NotFound
from dominos.kernel.webhook_signing import BadSignature

PAYS = only(Role.CUSTOMER, Role.GUEST, scope="own")
REFUSED = (
    NotFound,
    CardDeclined,
    AmountNotChargeable,
    NotPayable,
    AlreadyPaid,
    PaymentInProgress,
    CashLimitExceeded,
    PhoneNotProved,
    NoSuchCredit,
    CreditTooLow,
    CreditElsewhere,
    TooManyDeclines,
    CardGatewayDown,
)
"""Errors for which an order is not paid."""
SEES_MONEY = only(Role.CUSTOMER, Role.GUEST, *STAFF, scope="own")


class PayingView(ApiView):
    """Base of the views that pay."""

    def answer_attempt(
        self,
        payment: PaymentAnswer | LinkPaymentAnswer | PaymentPartAnswer,
        problem: DomainError | None,
        status: int,
    ) -> Response:
        """The payment, or its failure as a problem: the attempt stays on record."""
        if problem is not None:
            return problems.response(problem)
        return self.answer(payment, 202 if payment.status is PaymentStatus.REQUIRES_ACTION else status)


class PaymentsView(PayingView):
    """Paying an order."""

    access = {"POST": PAYS}
    problems = {"POST": [*REFUSED, CardNotReady]}
    key_required = True

    @extend_schema(
        operation_id="payments_pay",
        tags=["payments"],
        request=PaySerializer,
        responses={
            201: PaymentAnswer,
            202: OpenApiResponse(PaymentAnswer, "The customer has to act first (3-D Secure)."),
        },
    )
    def post(self, request: Request) -> Response:
        """Pays an order by card token or in cash. Needs an Idempotency-Key; never charges an order twice."""
        refuse_card_numbers(request.data)
        data = self.validated(PaySerializer)
        choice = choice_of(data["method"])
        client = payer_of(request, self.principal).client
        asked = pay.request_of(
            choice, data["order_id"], self.principal.user_id, client=client, key=request.headers[HEADER]
        )
        payment = pay.pay(asked)
        return self.answer_attempt(PaymentAnswer.of(payment), pay.problem_of(payment), 201)


class PaymentView(ApiView):
    """One payment."""

    access = {"GET": SEES_MONEY}

    @extend_schema(operation_id="payments_get", tags=["payments"], responses=PaymentAnswer)
    def get(self, request: Request, payment_id: UUID) -> Response:
        """A payment of the caller, or of a store the caller works for."""
        return self.answer(PaymentAnswer.of(payments.get_own_payment(payment_id, self.principal)))


class ConfirmView(PayingView):
    """Continuing after 3-D Secure."""

    access = {"POST": PAYS}
    problems = {"POST": [CardDeclined, AmountNotChargeable, NotPayable, CardGatewayDown]}

    @extend_schema(
        operation_id="payments_confirm",
        tags=["payments"],
        request=None,
        responses={
            200: PaymentAnswer,
            202: OpenApiResponse(PaymentAnswer, "The customer has not acted yet."),
        },
    )
    def post(self, request: Request, payment_id: UUID) -> Response:
        """Asks the gateway for the outcome of the customer's action. Repeating it changes nothing."""
        payment = pay.confirm(payment_id, self.principal.user_id)
        return self.answer_attempt(PaymentAnswer.of(payment), pay.problem_of(payment), 200)


class WebhookView(ApiView):
    """Receives gateways' webhooks. The signature is the authentication."""

    access = {"POST": ANYONE}
    problems = {"POST": [BadSignature]}
    authentication_classes = ()
    throttle_classes = ()

    @extend_schema(
        operation_id="payments_webhook",
        tags=["payments"],
        auth=[],
        request=OpenApiTypes.OBJECT,
        responses=WebhookReceiptAnswer,
    )
    def post(self, request: Request, gateway: str) -> Response:
        """Stores a signed event; a duplicate has no second effect."""
        events = webhooks.receive(gateway, request._request.body, request.headers)
        return self.answer(WebhookReceiptAnswer(received=tuple(event.id for event in events)))
