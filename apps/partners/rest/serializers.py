"""Request serializers of partners."""

from typing import Any

from rest_framework import serializers

from apps.menu.contract.limits import MAX_LINES
from apps.menu.contract.types import LineRequest
from apps.partners.domain.attempts import DeliveryState
from apps.partners.domain.events import MAX_URL, WebhookEvent
from apps.partners.domain.keys import MAX_KEY
from apps.partners.domain.orders import MAX_EXTERNAL_ID, SentLine
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.edge.contact_fields import (
    CityField,
    HouseNumberField,
    NameField,
    PhoneField,
    PostcodeField,
    StreetField,
    WordsField,
)
from dominos.kernel.edge.dataclass_serializers import serializer_of
from dominos.kernel.edge.fields import InstantField, LatitudeField, ListField, LongitudeField
from dominos.kernel.edge.serializers import PageQuery, StrictSerializer
from dominos.kernel.reasons import MAX_REASON

EVENTS = [event.value for event in WebhookEvent]
MAX_AMOUNT = 10**9
SENT_SERVICES = (ServiceMethod.DELIVERY, ServiceMethod.CARRYOUT)


class KeySerializer(StrictSerializer):
    """A partner's key."""

    key = serializers.CharField(max_length=MAX_KEY)


class SentAddressSerializer(StrictSerializer):
    """The delivery address."""

    lat = LatitudeField()
    lon = LongitudeField()
    street = StreetField()
    house_number = HouseNumberField()
    postcode = PostcodeField(required=False)
    city = CityField(required=False)
    note = WordsField(max_length=200, required=False, allow_blank=True)


class SentLineSerializer(StrictSerializer):
    """An item by the menu's codes, and what the customer paid for the whole line, in minor units."""

    item = serializer_of(LineRequest)()
    total = serializers.IntegerField(min_value=0, max_value=MAX_AMOUNT)

    def validate(self, attrs: dict[str, Any]) -> SentLine:
        return SentLine(**attrs)


class SentOrderSerializer(StrictSerializer):
    """An order that the partner's customer has paid. Amounts in minor units; `total` includes fee and tip."""

    external_id = serializers.RegexField(r"^[\w.:-]+\Z", max_length=MAX_EXTERNAL_ID)
    store_id = serializers.UUIDField()
    service = serializers.ChoiceField(
        [each.value for each in SENT_SERVICES],
        help_text="DELIVERY is brought by our couriers, CARRYOUT collected by the customer or the partner's courier.",
    )
    lines = ListField(child=SentLineSerializer(), min_length=1, max_length=MAX_LINES)
    currency = serializers.RegexField(r"^[A-Z]{3}\Z", max_length=3)
    delivery_fee = serializers.IntegerField(min_value=0, max_value=MAX_AMOUNT, default=0)
    tip = serializers.IntegerField(min_value=0, max_value=MAX_AMOUNT, default=0)
    total = serializers.IntegerField(min_value=1, max_value=MAX_AMOUNT)
    name = NameField(help_text="Whom the courier or the store asks for.")
    phone = PhoneField(required=False)
    address = SentAddressSerializer(required=False)
    when = InstantField(required=False, help_text="The start of a slot, for an order placed ahead.")
    instructions = WordsField(max_length=500, default="", allow_blank=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        service = ServiceMethod(attrs.pop("service"))
        is_brought = service is ServiceMethod.DELIVERY
        if is_brought != ("address" in attrs):
            told = "A delivery needs an address." if is_brought else "Nothing is brought."
            raise serializers.ValidationError({"address": told}, "required" if is_brought else "invalid")
        if not is_brought and attrs["delivery_fee"]:
            raise serializers.ValidationError({"delivery_fee": "Nothing is brought."}, "invalid")
        return {**attrs, "service": service, "lines": tuple(attrs["lines"])}


class CancelSerializer(StrictSerializer):
    """The reason."""

    reason = WordsField(max_length=MAX_REASON, default="", allow_blank=True)


class WebhookSerializer(StrictSerializer):
    """A webhook's URL and events."""

    url = serializers.CharField(max_length=MAX_URL)
    events = ListField(child=serializers.ChoiceField(EVENTS), min_length=1, max_length=len(EVENTS))


class WebhookChangeSerializer(StrictSerializer):
    """Changes; members left out stay unchanged."""

    url = serializers.CharField(max_length=MAX_URL, required=False)
    events = ListField(
        child=serializers.ChoiceField(EVENTS), min_length=1, max_length=len(EVENTS), required=False
    )
    is_active = serializers.BooleanField(required=False)


class DeliveryQuery(PageQuery):
    """`?state=`, and the page parameters."""

    state = serializers.ChoiceField([state.value for state in DeliveryState], required=False)


class ReplaySerializer(StrictSerializer):
    """Since when, by the time of the event; all dead letters if left out."""

    since = InstantField(required=False)
