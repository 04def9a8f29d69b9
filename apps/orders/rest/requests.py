"""What the app takes in: everything else in a body is refused, money above all."""

from typing import Any

from rest_framework import serializers

from apps.menu.contract.types import LineRequest, Part
from apps.orders.contract.types import OrderStatus
from apps.orders.domain.refund_matrix import Fault
from apps.orders.quotes.requests import Wish
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.edge.serializers import StrictSerializer

PHONE = r"^\+?[0-9][0-9 ()/.-]{4,28}$"
MOST_LINES = 50
MOST_OF_ONE = 99
LONGEST_CODE = 40
LONGEST_NOTE = 500
MOST_DEALS = 10
LARGEST_TIP = 100_000
STATUSES = [status.value for status in OrderStatus]
ORDERABLE = [method.value for method in ServiceMethod]


class LineSerializer(StrictSerializer):
    """A line: variant, quantity, and `{topping: {part: amount}}` where it differs from the default."""

    variant = serializers.CharField(max_length=40)
    quantity = serializers.IntegerField(min_value=1, max_value=MOST_OF_ONE, default=1)
    options = serializers.DictField(
        child=serializers.DictField(
            child=serializers.DecimalField(max_digits=2, decimal_places=1, min_value=0, max_value=5)
        ),
        default=dict,
    )
    second_half = serializers.CharField(max_length=40, required=False)
    sides = serializers.DictField(
        child=serializers.IntegerField(min_value=0, max_value=MOST_OF_ONE),
        default=dict,
        help_text="Numbers by side; where any is named they are all there are.",
    )
    cooking = serializers.ListField(
        child=serializers.CharField(max_length=LONGEST_CODE), max_length=20, default=list
    )
    note = serializers.CharField(
        max_length=LONGEST_NOTE, default="", allow_blank=True, help_text="For the kitchen."
    )

    def validate_sides(self, sides: dict[str, int]) -> dict[str, int]:
        if bad := [code for code in sides if len(code) > LONGEST_CODE or not code.isprintable()]:
            raise serializers.ValidationError(f"{len(bad)} of these codes cannot be a side's.")
        return sides

    def validate_options(self, options: dict[str, dict[str, Any]]) -> dict[str, dict[Part, Any]]:
        if bad := [code for code in options if len(code) > LONGEST_CODE or not code.isprintable()]:
            raise serializers.ValidationError(f"{len(bad)} of these codes cannot be a topping's.")
        parts = {part.value for part in Part}
        errors = {
            code: {part: ["A part is 1/1, 1/2 (left) or 2/2 (right)."] for part in on if part not in parts}
            for code, on in options.items()
            if set(on) - parts
        }
        if errors:
            raise serializers.ValidationError(errors)
        return {code: {Part(part): amount for part, amount in on.items()} for code, on in options.items()}


class AddressSerializer(StrictSerializer):
    """A saved address by its id, or an address with the point the customer confirmed."""

    address_id = serializers.UUIDField(required=False)
    lat = serializers.FloatField(min_value=-90, max_value=90, required=False)
    lon = serializers.FloatField(min_value=-180, max_value=180, required=False)
    street = serializers.CharField(max_length=100, required=False)
    house_number = serializers.CharField(max_length=40, required=False)
    postcode = serializers.CharField(max_length=20, required=False)
    city = serializers.CharField(max_length=100, required=False)
    note = serializers.CharField(max_length=200, required=False, allow_blank=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "address_id" in attrs:
            if extra := set(attrs) - {"address_id"}:
                raise serializers.ValidationError({name: ["Not beside address_id."] for name in extra})
            return attrs
        needed = ("lat", "lon", "street", "house_number", "postcode", "city")
        if missing := [name for name in needed if name not in attrs]:
            required = serializers.ErrorDetail("This field is required.", "required")
            raise serializers.ValidationError({name: [required] for name in missing})
        return attrs


class BasketSerializer(StrictSerializer):
    """What is wanted. Prices are ours: a client's are unknown fields. `in_cash` asks for a total coins can pay."""

    lines = serializers.ListField(child=LineSerializer(), min_length=1, max_length=MOST_LINES)
    tip = serializers.IntegerField(min_value=0, max_value=LARGEST_TIP, default=0)
    deals = serializers.ListField(
        child=serializers.CharField(max_length=LONGEST_CODE), max_length=MOST_DEALS, default=list
    )
    in_cash = serializers.BooleanField(default=False)


class WishSerializer(BasketSerializer):
    """A basket to price. `when` is the start of a slot for an order placed ahead."""

    store_id = serializers.UUIDField(required=False)
    service = serializers.ChoiceField(ORDERABLE)
    address = AddressSerializer(required=False)
    when = serializers.DateTimeField(required=False)


class ReorderSerializer(StrictSerializer):
    """An earlier order once more: now, or for a slot."""

    when = serializers.DateTimeField(required=False)
    tip = serializers.IntegerField(min_value=0, max_value=LARGEST_TIP, default=0)


class ContactSerializer(StrictSerializer):
    """Whom the courier or the store may call."""

    name = serializers.CharField(max_length=100)
    phone = serializers.RegexField(PHONE, max_length=30)
    email = serializers.EmailField(max_length=254, required=False, help_text="A guest has to give one.")


class PlacementSerializer(StrictSerializer):
    """A quote to be placed."""

    quote_id = serializers.UUIDField()
    contact = ContactSerializer()
    instructions = serializers.CharField(max_length=500, default="", allow_blank=True)
    contactless = serializers.BooleanField(default=False)


class DecisionSerializer(StrictSerializer):
    """What comes with an action. `fault` and `grant_food` decide the refund of a cancellation from PREPARING on."""

    reason = serializers.CharField(max_length=500, default="", allow_blank=True)
    code = serializers.CharField(max_length=6, default="", allow_blank=True)
    fault = serializers.ChoiceField([fault.value for fault in Fault], default=Fault.CUSTOMER.value)
    grant_food = serializers.BooleanField(default=False)
    quote_id = serializers.UUIDField(
        required=False, help_text="For `revise`: the quote of the changed basket."
    )


class RevisionSerializer(BasketSerializer):
    """A changed basket. Store, service, address and time stay the order's; tip and deals, unless some are given."""

    tip = serializers.IntegerField(min_value=0, max_value=LARGEST_TIP, required=False)
    deals = serializers.ListField(
        child=serializers.CharField(max_length=LONGEST_CODE), max_length=MOST_DEALS, required=False
    )


class PiecesSerializer(StrictSerializer):
    """Pieces of a line; without `quantity` all that is left of it."""

    number = serializers.IntegerField(min_value=1, max_value=MOST_LINES)
    quantity = serializers.IntegerField(min_value=1, max_value=MOST_OF_ONE, required=False)


class RefundSerializer(StrictSerializer):
    """What to give back; without `lines` everything. `grant_food` is goodwill where the customer was at fault."""

    lines = serializers.ListField(child=PiecesSerializer(), max_length=MOST_LINES, default=list)
    reason = serializers.CharField(max_length=500)
    fault = serializers.ChoiceField([fault.value for fault in Fault], default=Fault.STORE.value)
    grant_food = serializers.BooleanField(default=False)


class HereSerializer(StrictSerializer):
    """Where a customer who collects waits. Curbside needs one of the two."""

    parking_spot = serializers.CharField(max_length=40, default="", allow_blank=True)
    vehicle = serializers.CharField(max_length=100, default="", allow_blank=True)


class OrderFilterSerializer(StrictSerializer):
    """Filters of the list of orders."""

    status = serializers.ChoiceField(STATUSES, required=False)
    service = serializers.ChoiceField(ORDERABLE, required=False)
    store = serializers.UUIDField(required=False)
    date = serializers.DateField(required=False, help_text="The store's business date.")
    since = serializers.DateField(required=False, help_text="The first business date.")
    until = serializers.DateField(required=False, help_text="The last business date.")
    cursor = serializers.CharField(required=False)
    page_size = serializers.IntegerField(min_value=1, max_value=100, required=False)


class SearchSerializer(StrictSerializer):
    """Finding an order: at least one of number, phone, e-mail and name; or a store and a date."""

    number = serializers.CharField(max_length=20, required=False, help_text="2026-11-22#7, or 7 with a date.")
    phone = serializers.CharField(
        max_length=30, required=False, help_text="In any notation, with or without the country."
    )
    email = serializers.CharField(max_length=254, required=False)
    name = serializers.CharField(min_length=2, max_length=100, required=False, help_text="How it begins.")
    store = serializers.UUIDField(required=False)
    date = serializers.DateField(required=False)
    cursor = serializers.CharField(required=False)
    page_size = serializers.IntegerField(min_value=1, max_value=100, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not set(attrs) & {"number", "phone", "email", "name"} and not {"store", "date"} <= set(attrs):
            raise serializers.ValidationError("Name what to look for.", "empty")
        return attrs


class SlotsQuery(StrictSerializer):
    """Which slots."""

    service = serializers.ChoiceField(ORDERABLE, default=ServiceMethod.DELIVERY.value)
    date = serializers.DateField(help_text="The store's business date.")


def wish_of(data: dict[str, Any]) -> Wish:
    """The wish in a validated body."""
    return Wish(
        service=ServiceMethod(data["service"]),
        lines=[LineRequest(**{**line, "cooking": tuple(line["cooking"])}) for line in data["lines"]],
        store_id=data.get("store_id"),
        address=data.get("address"),
        tip=data["tip"],
        deals=tuple(dict.fromkeys(data.get("deals", ()))),
        when=data.get("when"),
        in_cash=data.get("in_cash", False),
    )
