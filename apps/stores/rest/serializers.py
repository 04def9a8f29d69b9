"""Request serializers of the stores endpoints."""

from datetime import time
from typing import Any

from rest_framework import serializers

from apps.stores.contract.types import ServiceMethod
from apps.stores.domain.schedule import MAX_BUSY_MINUTES
from dominos.kernel.edge.contact_fields import (
    CityField,
    HouseNumberField,
    LineField,
    PhoneField,
    PostcodeField,
    StreetField,
    WordsField,
)
from dominos.kernel.edge.fields import (
    DayField,
    InstantField,
    LatitudeField,
    ListField,
    LongitudeField,
    WallTimeField,
)
from dominos.kernel.edge.serializers import PageQuery, StrictSerializer

SERVICES = [service.value for service in ServiceMethod]
MAX_PER_SLOT = 10_000
MAX_WAIT_MINUTES = 240
MAX_SPANS = 70
MAX_HOLIDAYS = 400
MAX_MONEY = 10**9
"""In minor units, of any currency."""


class NewStoreSerializer(StrictSerializer):
    """A new store's own name, place and optionally operator; everything else is copied from the store `like`."""

    like = serializers.UUIDField()
    code = serializers.RegexField(r"^[A-Z0-9][A-Z0-9-]*\Z", max_length=20)
    name = LineField(max_length=80)
    legal_entity = LineField(max_length=120, required=False)
    phone = PhoneField()
    street = StreetField()
    house_number = HouseNumberField()
    postcode = PostcodeField()
    city = CityField()
    lat = LatitudeField()
    lon = LongitudeField()


class StoresQuery(PageQuery):
    """Filters of the list of stores."""

    q = WordsField(
        max_length=100,
        required=False,
        default="",
        allow_blank=True,
        help_text="Only stores whose name or place has all these words.",
    )
    service = serializers.ChoiceField(
        SERVICES, required=False, help_text="Only stores that offer this service."
    )
    open_now = serializers.BooleanField(
        required=False,
        allow_null=True,
        default=None,
        help_text="Only stores that take orders now (or, if false, do not) of `service`, or of any service.",
    )


class PausesSerializer(StrictSerializer):
    """Until when each service is paused; null ends the pause."""

    DELIVERY = InstantField(required=False, allow_null=True)
    CARRYOUT = InstantField(required=False, allow_null=True)
    CURBSIDE = InstantField(required=False, allow_null=True)


class AvailabilityChangeSerializer(StrictSerializer):
    """Changes; members that are left out stay as they are."""

    force_closed = serializers.BooleanField(required=False)
    busy_minutes = serializers.IntegerField(
        required=False, min_value=0, max_value=MAX_BUSY_MINUTES, help_text="0: not busy any more."
    )
    paused_until = PausesSerializer(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not attrs:
            raise serializers.ValidationError("Name what to change.", "empty")
        return attrs


class HoursSerializer(StrictSerializer):
    """A span of an ISO weekday, by the store's clock; it ends on the next day unless `closes` is later."""

    weekday = serializers.IntegerField(min_value=1, max_value=7)
    opens = WallTimeField()
    closes = WallTimeField()


class SpansField(ListField):
    """The spans of a week."""

    def __init__(self, **options: Any) -> None:
        super().__init__(child=HoursSerializer(), max_length=MAX_SPANS, required=False, **options)


class WeekSerializer(StrictSerializer):
    """The spans of each service; services that are left out stay as they are."""

    DELIVERY = SpansField()
    CARRYOUT = SpansField()
    CURBSIDE = SpansField()


class HolidaySerializer(StrictSerializer):
    """A date with hours of its own, closed if it has none; of all services where `service` is null."""

    date = DayField()
    name = WordsField(max_length=60)
    service = serializers.ChoiceField(SERVICES, allow_null=True, default=None)
    opens = WallTimeField(allow_null=True, default=None)
    closes = WallTimeField(allow_null=True, default=None)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if (attrs["opens"] is None) is not (attrs["closes"] is None):
            raise serializers.ValidationError({"closes": ["A span has a start and an end."]})
        return attrs


class CalendarChangeSerializer(StrictSerializer):
    """Changes: the week of some services, or all future holidays."""

    hours = WeekSerializer(required=False)
    holidays = ListField(child=HolidaySerializer(), max_length=MAX_HOLIDAYS, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not attrs:
            raise serializers.ValidationError("Name what to change.", "empty")
        return attrs


class CapacitySerializer(StrictSerializer):
    """The store's capacity per slot. Null means every service, every weekday, the whole day, no limit.

    The most specific rule applies: by span, then weekday, then service. A span ends on the next day unless it
    ends later than it starts.
    """

    service = serializers.ChoiceField(SERVICES, allow_null=True, default=None)
    weekday = serializers.IntegerField(min_value=1, max_value=7, allow_null=True, default=None)
    starts = WallTimeField(allow_null=True, default=None)
    ends = WallTimeField(allow_null=True, default=None)
    orders = serializers.IntegerField(min_value=0, max_value=MAX_PER_SLOT, allow_null=True, default=None)
    pizzas = serializers.IntegerField(min_value=0, max_value=MAX_PER_SLOT, allow_null=True, default=None)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if (attrs["starts"] is None) is not (attrs["ends"] is None):
            raise serializers.ValidationError({"ends": ["A span has a start and an end."]})
        return attrs


class WaitSerializer(ListField):
    """The range quoted on an ordinary day, in minutes."""

    def __init__(self, **options: Any) -> None:
        minutes = serializers.IntegerField(min_value=1, max_value=MAX_WAIT_MINUTES)
        super().__init__(child=minutes, min_length=2, max_length=2, **options)


class WaitsSerializer(StrictSerializer):
    """The range quoted for each service, in minutes."""

    DELIVERY = WaitSerializer(required=False)
    CARRYOUT = WaitSerializer(required=False)
    CURBSIDE = WaitSerializer(required=False)


class AutoAcceptSerializer(StrictSerializer):
    """Which orders the store accepts automatically; equal times mean the whole day, null means any amount."""

    starts = WallTimeField(default=time.min)
    ends = WallTimeField(default=time.min)
    up_to = serializers.IntegerField(min_value=0, max_value=MAX_MONEY, allow_null=True, default=None)
    known_only = serializers.BooleanField(default=False)


class SettingsChangeSerializer(StrictSerializer):
    """Order settings; members that are left out stay as they are, `capacities` are replaced as a whole.

    With `auto_accept` null, a person accepts every order.
    """

    minimum_order = serializers.IntegerField(min_value=0, max_value=MAX_MONEY, required=False)
    auto_accept = AutoAcceptSerializer(required=False, allow_null=True)
    wait_minutes = WaitsSerializer(required=False)
    capacities = ListField(child=CapacitySerializer(), max_length=200, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not attrs:
            raise serializers.ValidationError("Name what to change.", "empty")
        return attrs
