"""Payments, webhooks and invoices over REST."""

from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.payments.contract.errors import NotPayable
from apps.payments.contract.types import PaymentStatus
from apps.payments.domain.gateway import Declined
from apps.payments.invoices.pdf.invoice import render_invoice
from apps.payments.models import Method, Payment
from apps.payments.processing import pay, wallet, webhooks
from apps.payments.processing.pay import PaymentRequest
from apps.payments.queries import payments
from apps.payments.queries.payments import STAFF
from apps.payments.rest.card_numbers import refuse_card_numbers
from apps.payments.rest.pdf import pdf_answer
from apps.payments.rest.serializers import (
    InvoiceSerializer,
    PaymentSerializer,
    PaySerializer,
    WebhookReceiptSerializer,
    invoice_data,
    payment_data,
)
from dominos.kernel.auth import Role
from dominos.kernel.edge import problems
from dominos.kernel.edge.access import ANYONE, only
from dominos.kernel.edge.idempotency import HEADER
from dominos.kernel.edge.views import ApiView

PAYS = only(Role.CUSTOMER, Role.GUEST, scope="own")
SEES_MONEY = only(Role.CUSTOMER, Role.GUEST, *STAFF, scope="own")


def _answer(payment: Payment, status: int) -> Response:
    """The payment, or its failure as a problem whose effect stays: the attempt is on record."""
    if payment.status == PaymentStatus.FAILED:
        return problems.response(Declined(payment.failure_code))
    if payment.status == PaymentStatus.VOIDED or payment.release_reason:
        return problems.response(NotPayable("The order was voided; nothing was charged."))
    if payment.status == PaymentStatus.REQUIRES_ACTION:
        status = 202
    return Response(payment_data(payment), status)


class PaymentsView(ApiView):
    """Paying an order."""

    access = {"POST": PAYS}
    key_required = True

    @extend_schema(
        operation_id="payments_pay",
        tags=["payments"],
        request=PaySerializer,
        responses={
            201: PaymentSerializer,
            202: OpenApiResponse(PaymentSerializer, "The customer has to act first (3-D Secure)."),
            402: OpenApiResponse(OpenApiTypes.OBJECT, "The card was declined; see `decline_code`."),
            409: OpenApiResponse(OpenApiTypes.OBJECT, "Paid already, or not payable."),
        },
    )
    def post(self, request: Request) -> Response:
        """Pays an order by card token or in cash. Needs an Idempotency-Key; never charges an order twice."""
        refuse_card_numbers(request.data)
        data = self.validated(PaySerializer)
        assert self.principal.id is not None
        token, customer = data["method"].get("token", ""), ""
        if "saved" in data["method"]:
            saved = wallet.get_ready(data["method"]["saved"], self.principal.id)
            token, customer = saved.token, saved.customer
        wish = PaymentRequest(
            order_id=data["order_id"],
            customer_id=self.principal.id,
            method=Method(data["method"]["type"]),
            token=token,
            gateway_customer=customer,
            key=request.headers[HEADER],
        )
        return _answer(pay.pay(wish), 201)


class PaymentView(ApiView):
    """One payment."""

    access = {"GET": SEES_MONEY}

    @extend_schema(operation_id="payments_get", tags=["payments"], responses=PaymentSerializer)
    def get(self, request: Request, payment_id: UUID) -> Response:
        """A payment of the caller, or of a store the caller works for."""
        return Response(payment_data(payments.get_own_payment(payment_id, self.principal)))


class ConfirmView(ApiView):
    """Going on after 3-D Secure."""

    access = {"POST": PAYS}

    @extend_schema(
        operation_id="payments_confirm",
        tags=["payments"],
        request=None,
        responses={
            200: PaymentSerializer,
            202: OpenApiResponse(PaymentSerializer, "The customer has not acted yet."),
            402: OpenApiResponse(OpenApiTypes.OBJECT, "The customer or the bank refused."),
        },
    )
    def post(self, request: Request, payment_id: UUID) -> Response:
        """Asks the gateway how the customer's action ended. Repeating it changes nothing."""
        assert self.principal.id is not None
        return _answer(pay.confirm(payment_id, self.principal.id), 200)


class WebhookView(ApiView):
    """Where gateways report. The signature is the authentication."""

    access = {"POST": ANYONE}
    authentication_classes = ()
    throttle_classes = ()

    @extend_schema(
        operation_id="payments_webhook",
        tags=["payments"],
        auth=[],
        request=OpenApiTypes.OBJECT,
        responses={200: WebhookReceiptSerializer},
    )
    def post(self, request: Request, gateway: str) -> Response:
        """Keeps a signed event; one that came before has no second effect."""
        event = webhooks.receive(gateway, request._request.body, request.headers)
        return Response({"received": event.id})


class InvoiceView(ApiView):
    """An order's invoice as data."""

    access = {"GET": SEES_MONEY}

    @extend_schema(operation_id="payments_invoice", tags=["payments"], responses=InvoiceSerializer)
    def get(self, request: Request, order_id: UUID) -> Response:
        """The invoice, for the customer, the store's staff and support."""
        return Response(invoice_data(payments.get_invoice(order_id, self.principal)))


class InvoicePdfView(ApiView):
    """An order's invoice as a PDF."""

    access = {"GET": SEES_MONEY}

    @extend_schema(
        operation_id="payments_invoice_pdf",
        tags=["payments"],
        responses={(200, "application/pdf"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, order_id: UUID) -> HttpResponse:
        """The same bytes every time."""
        invoice = payments.get_invoice(order_id, self.principal)
        return pdf_answer(render_invoice(invoice.document), f"invoice-{invoice.number}")
