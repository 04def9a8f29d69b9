"""Request serializers of the endpoints."""

from rest_framework import serializers

from apps.delivery.contract.types import DeliveryStatus
from apps.delivery.domain.documents import DocumentKind
from apps.delivery.domain.states import CourierStatus, Vehicle
from dominos.kernel.edge.contact_fields import WordsField
from dominos.kernel.edge.fields import DayField
from dominos.kernel.edge.serializers import PageQuery, StrictSerializer
from dominos.kernel.reasons import MAX_REASON


class DeliveryFilterSerializer(PageQuery):
    """`?status=&store=&courier=&order=`, and the page parameters."""

    status = serializers.ChoiceField([status.value for status in DeliveryStatus], required=False)
    store = serializers.UUIDField(required=False)
    courier = serializers.UUIDField(required=False)
    order = serializers.UUIDField(required=False)


class InterventionSerializer(StrictSerializer):
    """The manager's reason; `courier_id` only for actions that need one."""

    reason = WordsField(min_length=1, max_length=MAX_REASON)
    courier_id = serializers.UUIDField(required=False)


class CourierFilterSerializer(PageQuery):
    """`?store=&status=`, and the page parameters."""

    store = serializers.UUIDField(required=False)
    status = serializers.ChoiceField([status.value for status in CourierStatus], required=False)


class CourierChangeSerializer(StrictSerializer):
    """Changes of a courier, off shift."""

    vehicle = serializers.ChoiceField([vehicle.value for vehicle in Vehicle], required=False)
    capacity = serializers.IntegerField(min_value=1, max_value=100, required=False)


class DocumentSerializer(StrictSerializer):
    """A document of a courier; `expires_on` is the last day it is valid."""

    kind = serializers.ChoiceField([kind.value for kind in DocumentKind])
    number = serializers.CharField(min_length=1, max_length=60)
    expires_on = DayField()


class DocumentDecisionSerializer(StrictSerializer):
    """The reason for verifying or refusing a document."""

    reason = WordsField(max_length=MAX_REASON, required=False, default="", allow_blank=True)
