"""Disputed payments over REST."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.payments.domain.gateway import Dispute
from apps.payments.models import Payment
from apps.payments.queries import payments
from apps.payments.queries.payments import STAFF
from apps.payments.rest.listing import OpenQuery, PageSerializer, of_store, paged
from dominos.kernel.edge.access import only
from dominos.kernel.edge.views import ApiView


class DisputeSerializer(serializers.Serializer[Any]):
    """A payment its customer's bank took back; `charged_back` is 0 again once the dispute is won."""

    payment_id = serializers.UUIDField()
    order_id = serializers.UUIDField()
    order_number = serializers.CharField()
    store_id = serializers.UUIDField()
    customer_id = serializers.UUIDField()
    currency = serializers.CharField()
    captured = serializers.IntegerField()
    charged_back = serializers.IntegerField()
    dispute = serializers.ChoiceField(choices=[dispute.value for dispute in Dispute if dispute])
    since = serializers.DateTimeField(help_text="When it was last heard of")


class DisputePageSerializer(PageSerializer):
    """A page of disputed payments."""

    results = DisputeSerializer(many=True)


def dispute_data(payment: Payment) -> dict[str, Any]:
    """The disputed payment as JSON values."""
    return {
        "payment_id": str(payment.id),
        "order_id": str(payment.order_id),
        "order_number": payment.order_number,
        "store_id": str(payment.store_id),
        "customer_id": str(payment.customer_id),
        "currency": payment.currency,
        "captured": payment.captured,
        "charged_back": payment.charged_back,
        "dispute": payment.dispute,
        "since": payment.updated_at.isoformat(),
    }


class DisputesView(ApiView):
    """Disputed payments."""

    access = {"GET": only(*STAFF, scope="store")}

    @extend_schema(
        operation_id="payments_disputes",
        tags=["payments"],
        parameters=[OpenQuery],
        responses=DisputePageSerializer,
    )
    def get(self, request: Request) -> Response:
        """The payments taken back by banks at the stores one works for, newest payment first."""
        wanted = self.validated_query(OpenQuery)
        disputed = payments.list_disputes(self.principal).filter(**of_store(wanted))
        if wanted["open"]:
            disputed = disputed.filter(dispute=Dispute.OPEN)
        return paged(self, disputed, dispute_data)
