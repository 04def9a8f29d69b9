"""Query strings of the geo endpoints."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.geo.conf import PROFILES
from apps.geo.contract.types import Point
from apps.geo.domain.address_query import MAX_QUERY_CHARS
from apps.geo.service import MAX_HITS
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.edge.fields import InstantField, LatitudeField, LongitudeField, degrees
from dominos.kernel.edge.serializers import StrictSerializer

MAX_POINT_CHARS = 60
SERVICES = [service.value for service in ServiceMethod]


@extend_schema_field({"type": "string", "maxLength": MAX_POINT_CHARS, "example": "60.17,24.94"})
class PointField(serializers.CharField):
    """``lat,lon`` in degrees."""

    is_bounded = True

    def to_internal_value(self, data: Any) -> Point:  # type: ignore[override]
        parts = str(super().to_internal_value(data))[:MAX_POINT_CHARS].split(",")
        try:
            lat, lon = (degrees(float(part)) for part in parts)
            return Point(lat=lat, lon=lon)
        except ValueError:
            raise serializers.ValidationError("Write lat,lon in degrees, for example 60.17,24.94.") from None


class AddressQuery(StrictSerializer):
    q = serializers.CharField(max_length=MAX_QUERY_CHARS, help_text="What the customer typed.")
    near = PointField(required=False, help_text="lat,lon: of equal places the nearer comes first.")
    limit = serializers.IntegerField(min_value=1, max_value=MAX_HITS, default=5)


class PointQuery(StrictSerializer):
    lat = LatitudeField()
    lon = LongitudeField()


class LocateQuery(PointQuery):
    service = serializers.ChoiceField(choices=SERVICES, default=ServiceMethod.DELIVERY.value)
    at = InstantField(required=False, help_text="For when; default: now.")


class StoresQuery(PointQuery):
    service = serializers.ChoiceField(choices=SERVICES, required=False)
    limit = serializers.IntegerField(min_value=1, max_value=MAX_HITS, default=5)


class RouteQuery(StrictSerializer):
    to = PointField(help_text="lat,lon")
    profile = serializers.ChoiceField(choices=list(PROFILES), default="bicycle")

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        # "from" is a keyword of the language.
        return {"from": PointField(help_text="lat,lon"), **super().get_fields()}
