"""What the stores endpoints take and give."""

from typing import Any

from rest_framework import serializers

from apps.stores.contract.types import ServiceMethod
from apps.stores.models import MAX_BUSY_MINUTES
from dominos.kernel.edge.serializers import StrictSerializer

SERVICES = [service.value for service in ServiceMethod]
REASONS = ["", "closed", "holiday", "forced_closed", "paused", "no_such_service"]
MAX_IN_A_SLOT = 10_000
MAX_WAIT = 240
STATES = ["ONLINE", "BUSY", "PAUSED", "CLOSED"]


class StoresQuery(StrictSerializer):
    """Which stores to list."""

    service = serializers.ChoiceField(
        SERVICES, required=False, help_text="Only stores that offer this service."
    )
    open_now = serializers.BooleanField(
        required=False,
        allow_null=True,
        default=None,
        help_text="Only stores that take orders now (or, if false, do not) of `service`, or of any service.",
    )
    cursor = serializers.CharField(required=False)
    page_size = serializers.IntegerField(required=False, min_value=1, max_value=100)


class StoreAddressSerializer(StrictSerializer):
    """Where a store is."""

    street = serializers.CharField()
    house_number = serializers.CharField()
    postcode = serializers.CharField()
    city = serializers.CharField()


class ServiceNowSerializer(StrictSerializer):
    """Whether a service takes orders now; if not, why and from when on."""

    service = serializers.ChoiceField(SERVICES)
    is_open = serializers.BooleanField()
    reason = serializers.ChoiceField(REASONS)
    opens_at = serializers.DateTimeField(allow_null=True)
    closes_at = serializers.DateTimeField(allow_null=True)
    paused_until = serializers.DateTimeField(allow_null=True)
    business_date = serializers.DateField()
    wait_minutes = serializers.ListField(child=serializers.IntegerField(), min_length=2, max_length=2)


class StoreSummarySerializer(StrictSerializer):
    """A store in a list."""

    id = serializers.UUIDField()
    code = serializers.CharField()
    name = serializers.CharField()
    phone = serializers.CharField()
    address = StoreAddressSerializer()
    lat = serializers.FloatField()
    lon = serializers.FloatField()
    timezone = serializers.CharField()
    currency = serializers.CharField()
    languages = serializers.ListField(child=serializers.CharField())
    state = serializers.ChoiceField(STATES, help_text="CLOSED means closed by hand; hours are in `services`.")
    busy_minutes = serializers.IntegerField(help_text="Added to the wait while the store is BUSY.")
    services = ServiceNowSerializer(many=True)


class HoursSerializer(StrictSerializer):
    """A span of hours, local time; it ends on the next day unless `closes` is later than `opens`."""

    service = serializers.ChoiceField(SERVICES)
    weekday = serializers.IntegerField(help_text="1 Monday to 7 Sunday.")
    opens = serializers.TimeField()
    closes = serializers.TimeField()


class HolidaySerializer(StrictSerializer):
    """A date with hours of its own, closed without any; of all services where `service` is null."""

    date = serializers.DateField()
    name = serializers.CharField()
    service = serializers.ChoiceField(SERVICES, allow_null=True)
    opens = serializers.TimeField(allow_null=True)
    closes = serializers.TimeField(allow_null=True)


class StoreSerializer(StoreSummarySerializer):
    """A store with its hours."""

    cash_limit = serializers.IntegerField(help_text="Largest order paid in cash, in minor units.")
    tax_percent = serializers.CharField()
    tax_included = serializers.BooleanField()
    legal_entity = serializers.CharField()
    minimum_order = serializers.IntegerField(help_text="Least food of any order, in minor units.")
    hours = HoursSerializer(many=True)
    holidays = HolidaySerializer(many=True)


class StorePageSerializer(StrictSerializer):
    """A page of stores."""

    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = StoreSummarySerializer(many=True)


class PausesSerializer(StrictSerializer):
    """Until when each service is paused; null resumes it."""

    DELIVERY = serializers.DateTimeField(required=False, allow_null=True)
    CARRYOUT = serializers.DateTimeField(required=False, allow_null=True)
    CURBSIDE = serializers.DateTimeField(required=False, allow_null=True)


class AvailabilitySerializer(StrictSerializer):
    """What to change; what is left out stays as it is."""

    force_closed = serializers.BooleanField(required=False)
    busy_minutes = serializers.IntegerField(
        required=False, min_value=0, max_value=MAX_BUSY_MINUTES, help_text="0: not busy any more."
    )
    paused_until = PausesSerializer(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not attrs:
            raise serializers.ValidationError("Name what to change.", "empty")
        return attrs


class CapacitySerializer(StrictSerializer):
    """How much the store takes for each slot. Null is every service, every weekday, the whole day, no limit.

    The rule that says most of span, weekday and service holds. A span ends on the next day unless it ends later than
    it starts.
    """

    service = serializers.ChoiceField(SERVICES, allow_null=True, default=None)
    weekday = serializers.IntegerField(min_value=1, max_value=7, allow_null=True, default=None)
    starts = serializers.TimeField(allow_null=True, default=None)
    ends = serializers.TimeField(allow_null=True, default=None)
    orders = serializers.IntegerField(min_value=0, max_value=MAX_IN_A_SLOT, allow_null=True, default=None)
    pizzas = serializers.IntegerField(min_value=0, max_value=MAX_IN_A_SLOT, allow_null=True, default=None)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if (attrs["starts"] is None) is not (attrs["ends"] is None):
            raise serializers.ValidationError({"ends": ["A span has a start and an end."]})
        return attrs


class WaitSerializer(serializers.ListField):
    """The range quoted on an ordinary day, in minutes."""

    def __init__(self, **options: Any) -> None:
        minutes = serializers.IntegerField(min_value=1, max_value=MAX_WAIT)
        super().__init__(child=minutes, min_length=2, max_length=2, **options)


class WaitsSerializer(StrictSerializer):
    """The range quoted for each service."""

    DELIVERY = WaitSerializer(required=False)
    CARRYOUT = WaitSerializer(required=False)
    CURBSIDE = WaitSerializer(required=False)


class SettingsSerializer(StrictSerializer):
    """What a manager sets about taking orders; what is left out stays as it is, `capacities` come all together."""

    minimum_order = serializers.IntegerField(min_value=0, max_value=1_000_000, required=False)
    wait_minutes = WaitsSerializer(required=False)
    capacities = serializers.ListField(child=CapacitySerializer(), max_length=200, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not attrs:
            raise serializers.ValidationError("Name what to change.", "empty")
        return attrs
