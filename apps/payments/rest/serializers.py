"""What payments' endpoints take and give."""

from typing import Any

from rest_framework import serializers

from apps.payments.contract.types import PaymentStatus
from apps.payments.domain.payment import PaymentMethod
from apps.payments.models import Invoice, Payment
from dominos.kernel.edge.serializers import StrictSerializer


class MethodSerializer(StrictSerializer):
    """How to pay. A card is named by the token the gateway gave the client; card numbers are refused."""

    type = serializers.ChoiceField(choices=[PaymentMethod.CARD.value, PaymentMethod.CASH.value])
    token = serializers.RegexField(r"^[A-Za-z0-9_]+\Z", max_length=100, required=False)
    saved = serializers.UUIDField(required=False, help_text="The id of a card you keep, instead of a token")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        named = {"token", "saved"} & attrs.keys()
        if attrs["type"] == PaymentMethod.CARD and len(named) != 1:
            message = "A card payment needs a token or a saved card."
            raise serializers.ValidationError({"token": message}, "required")
        if attrs["type"] == PaymentMethod.CASH and named:
            raise serializers.ValidationError({min(named): "Cash has no card."}, "invalid")
        return attrs


class PaySerializer(StrictSerializer):
    """A customer's wish to pay an order."""

    order_id = serializers.UUIDField()
    method = MethodSerializer()


class NextActionSerializer(serializers.Serializer[Any]):
    """Where the customer goes on (3-D Secure); then confirm the payment."""

    type = serializers.CharField()
    url = serializers.URLField()


class PaymentSerializer(serializers.Serializer[Any]):
    """A payment. Amounts in minor units of `currency`."""

    id = serializers.UUIDField()
    order_id = serializers.UUIDField()
    method = serializers.CharField()
    status = serializers.ChoiceField(choices=[status.value for status in PaymentStatus])
    currency = serializers.CharField()
    amount = serializers.IntegerField()
    authorized = serializers.IntegerField()
    captured = serializers.IntegerField()
    refunded = serializers.IntegerField()
    charged_back = serializers.IntegerField()
    dispute = serializers.CharField(help_text="Empty, OPEN, WON or LOST")
    failure_code = serializers.CharField()
    is_test = serializers.BooleanField()
    notice = serializers.CharField()
    next_action = NextActionSerializer(allow_null=True)
    created_at = serializers.DateTimeField()


class WebhookReceiptSerializer(serializers.Serializer[Any]):
    """The id of the event that was received."""

    received = serializers.CharField()


class InvoiceSerializer(serializers.Serializer[Any]):
    """An invoice; `document` is everything it says."""

    id = serializers.UUIDField()
    number = serializers.CharField()
    order_id = serializers.UUIDField()
    issued_at = serializers.DateTimeField()
    currency = serializers.CharField()
    total = serializers.IntegerField()
    pdf_url = serializers.CharField()
    document = serializers.DictField()


def payment_data(payment: Payment) -> dict[str, Any]:
    """The payment as JSON values."""
    return {
        "id": str(payment.id),
        "order_id": str(payment.order_id),
        "method": str(payment.method),
        "status": str(payment.status),
        "currency": payment.currency,
        "amount": payment.amount,
        "authorized": payment.authorized,
        "captured": payment.captured,
        "refunded": payment.refunded,
        "charged_back": payment.charged_back,
        "dispute": str(payment.dispute),
        "failure_code": payment.failure_code,
        "is_test": payment.is_test,
        "notice": "test, no money moved" if payment.is_test else "",
        "next_action": payment.next_action,
        "created_at": payment.created_at.isoformat(),
    }


def invoice_data(invoice: Invoice) -> dict[str, Any]:
    """The invoice as JSON values."""
    return {
        "id": str(invoice.id),
        "number": invoice.number,
        "order_id": str(invoice.order_id),
        "issued_at": invoice.issued_at.isoformat(),
        "currency": invoice.currency,
        "total": invoice.total,
        "pdf_url": f"/api/v1/orders/{invoice.order_id}/invoice.pdf",
        "document": invoice.document,
    }
