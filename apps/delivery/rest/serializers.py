"""What the endpoints take, and how their answers look in the schema."""

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from apps.delivery.contract.types import DeliveryStatus
from apps.delivery.domain.proofs import Proof
from dominos.kernel.edge.serializers import StrictSerializer

STATUSES = [status.value for status in DeliveryStatus]


class DeliveryFilterSerializer(StrictSerializer):
    """`?status=&store=&courier=`, and the pages' own."""

    status = serializers.ChoiceField(STATUSES, required=False)
    store = serializers.UUIDField(required=False)
    courier = serializers.UUIDField(required=False)
    cursor = serializers.CharField(required=False)
    page_size = serializers.IntegerField(required=False, min_value=1, max_value=100)


class ReasonSerializer(StrictSerializer):
    """Why a manager steps in; `courier_id` only where the action is about one."""

    reason = serializers.CharField(min_length=1, max_length=300)
    courier_id = serializers.UUIDField(required=False)


@extend_schema_serializer(component_name="DeliveryCourier")
class CourierAnswer(serializers.Serializer[Any]):
    """Who brings it."""

    id = serializers.UUIDField()
    name = serializers.CharField()


@extend_schema_serializer(component_name="DeliveryChange")
class ChangeAnswer(serializers.Serializer[Any]):
    """One entry of the history; `actor_id` is null for the platform itself."""

    sequence = serializers.IntegerField()
    action = serializers.CharField()
    status = serializers.CharField()
    actor_id = serializers.UUIDField(allow_null=True)
    reason = serializers.CharField()
    at = serializers.DateTimeField()


@extend_schema_serializer(component_name="DeliveryOverview")
class DeliveryAnswer(serializers.Serializer[Any]):
    """A delivery. Money in minor units; who it is for is null for its courier once it is over."""

    id = serializers.UUIDField()
    order_id = serializers.UUIDField()
    attempt = serializers.IntegerField()
    number = serializers.CharField()
    store_id = serializers.UUIDField()
    status = serializers.CharField()
    run = serializers.UUIDField(allow_null=True)
    stop = serializers.IntegerField()
    bags = serializers.IntegerField()
    contactless = serializers.BooleanField()
    cash_due = serializers.IntegerField()
    currency = serializers.CharField()
    requested_at = serializers.DateTimeField()
    ready_at = serializers.DateTimeField()
    is_released = serializers.BooleanField()
    assigned_at = serializers.DateTimeField(allow_null=True)
    picked_up_at = serializers.DateTimeField(allow_null=True)
    arrived_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)
    promised_to = serializers.DateTimeField()
    expected_at = serializers.DateTimeField()
    eta_from = serializers.DateTimeField()
    eta_to = serializers.DateTimeField()
    is_on_time = serializers.BooleanField()
    pin_tries = serializers.IntegerField()
    contact_attempts = serializers.IntegerField()
    proof = serializers.ChoiceField([proof.value for proof in Proof], allow_blank=True)
    reason = serializers.CharField()
    address = serializers.CharField(allow_null=True)
    note = serializers.CharField(allow_null=True)
    recipient = serializers.CharField(allow_null=True)
    lat = serializers.FloatField(allow_null=True)
    lon = serializers.FloatField(allow_null=True)
    courier = CourierAnswer(allow_null=True)


@extend_schema_serializer(component_name="Delivery")
class DeliveryDetailAnswer(DeliveryAnswer):
    """A delivery with its history."""

    history = ChangeAnswer(many=True)


@extend_schema_serializer(component_name="DeliveryPage")
class DeliveryPageAnswer(serializers.Serializer[Any]):
    """A page of deliveries, newest first."""

    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = DeliveryAnswer(many=True)
