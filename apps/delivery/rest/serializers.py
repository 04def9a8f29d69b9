"""Request serializers of the endpoints."""

from typing import Any

from rest_framework import serializers

from apps.delivery.contract.types import DeliveryStatus
from apps.delivery.domain.documents import DocumentKind
from apps.delivery.domain.proofs import Proof
from apps.delivery.domain.providers import MAX_FEE, MAX_PROVIDER, TOLD, JobStatus
from apps.delivery.domain.states import CourierStatus, Vehicle
from dominos.kernel.edge.contact_fields import LineField, WordsField
from dominos.kernel.edge.fields import DayField, InstantField, LatitudeField, LongitudeField
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


class HireSerializer(StrictSerializer):
    """Which provider brings it, for `max_fee` minor units at most, and why."""

    provider = serializers.SlugField(max_length=MAX_PROVIDER)
    max_fee = serializers.IntegerField(min_value=0, max_value=MAX_FEE)
    reason = WordsField(min_length=1, max_length=MAX_REASON)


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


class JobNewsSerializer(StrictSerializer):
    """A job of a provider as it is now. `fee` is what it costs, in minor units; the courier's place in degrees."""

    job_id = serializers.UUIDField(help_text="By which we ordered it")
    status = serializers.ChoiceField(sorted(TOLD))
    at = InstantField(help_text="When it was so; older news than is known is passed over")
    fee = serializers.IntegerField(min_value=0, max_value=MAX_FEE, required=False)
    courier_name = LineField(allow_blank=True, default="")
    lat = LatitudeField(required=False)
    lon = LongitudeField(required=False)
    drop_off_at = InstantField(required=False, help_text="When it is expected at the door")
    proof = serializers.ChoiceField([Proof.PIN.value, Proof.PHOTO.value, Proof.NONE.value], default="none")
    reason = WordsField(max_length=MAX_REASON, allow_blank=True, default="")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        return attrs | {"status": JobStatus(attrs["status"]), "proof": Proof(attrs["proof"])}


class JobEventSerializer(StrictSerializer):
    """What a provider's webhook carries."""

    type = serializers.CharField(max_length=40, help_text="`delivery.updated`")
    timestamp = InstantField()
    data = JobNewsSerializer()  # type: ignore[assignment]  # the standard's name; the framework takes fields out


class DocumentDecisionSerializer(StrictSerializer):
    """The reason for verifying or refusing a document."""

    reason = WordsField(max_length=MAX_REASON, required=False, default="", allow_blank=True)
