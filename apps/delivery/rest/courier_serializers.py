"""What the endpoints about couriers take, and how their answers look in the schema."""

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from apps.delivery.domain.documents import DocumentKind
from apps.delivery.domain.states import CourierStatus, Vehicle
from dominos.kernel.edge.serializers import StrictSerializer

VEHICLES = [vehicle.value for vehicle in Vehicle]
PAPERS = [paper.value for paper in DocumentKind]


class CourierFilterSerializer(StrictSerializer):
    """`?store=&status=`, and the pages' own."""

    store = serializers.UUIDField(required=False)
    status = serializers.ChoiceField([status.value for status in CourierStatus], required=False)
    cursor = serializers.CharField(required=False)
    page_size = serializers.IntegerField(required=False, min_value=1, max_value=100)


class CourierChangeSerializer(StrictSerializer):
    """What of a courier is to change, off shift."""

    vehicle = serializers.ChoiceField(VEHICLES, required=False)
    capacity = serializers.IntegerField(min_value=1, max_value=100, required=False)


class DocumentSerializer(StrictSerializer):
    """A paper of a courier; `expires_on` is the last day it is good."""

    kind = serializers.ChoiceField(PAPERS)
    number = serializers.CharField(min_length=1, max_length=60)
    expires_on = serializers.DateField()


class VerdictSerializer(StrictSerializer):
    """Why a paper is verified or refused."""

    reason = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)


@extend_schema_serializer(component_name="CourierDocument")
class DocumentAnswer(serializers.Serializer[Any]):
    """A paper and what a manager found: neither verified nor refused until somebody looked."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(PAPERS)
    number = serializers.CharField()
    expires_on = serializers.DateField()
    submitted_at = serializers.DateTimeField()
    verified_at = serializers.DateTimeField(allow_null=True)
    refused_at = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField()


@extend_schema_serializer(component_name="WantingPaper")
class WantingAnswer(serializers.Serializer[Any]):
    """A paper that keeps the courier off shift."""

    kind = serializers.ChoiceField(PAPERS)
    state = serializers.CharField(help_text="absent, not_verified or expired")


@extend_schema_serializer(component_name="CourierOverview")
class CourierRowAnswer(serializers.Serializer[Any]):
    """A courier. `capacity` in bags, `cash_carried` in minor units."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    status = serializers.CharField()
    vehicle = serializers.CharField()
    capacity = serializers.IntegerField()
    home_store_id = serializers.UUIDField(allow_null=True)
    cash_carried = serializers.IntegerField()


@extend_schema_serializer(component_name="CourierDetail")
class CourierDetailAnswer(CourierRowAnswer):
    """A courier with their papers."""

    documents = DocumentAnswer(many=True)
    papers_wanting = WantingAnswer(many=True)


@extend_schema_serializer(component_name="CourierPage")
class CourierPageAnswer(serializers.Serializer[Any]):
    """A page of couriers, newest first."""

    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = CourierRowAnswer(many=True)
