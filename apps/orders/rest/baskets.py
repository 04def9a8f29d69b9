"""Baskets as clients send them: everything else in a body is refused, money above all."""

from typing import Any

from rest_framework import serializers

from apps.menu.contract import limits
from apps.menu.contract.types import LineRequest, Part
from apps.orders.contract.types import QuoteRequest
from apps.orders.rest.requests import ORDERABLE
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.edge.contact_fields import CityField, HouseNumberField, PostcodeField, StreetField
from dominos.kernel.edge.fields import (
    AmountField,
    InstantField,
    LatitudeField,
    ListField,
    LongitudeField,
    MapField,
)
from dominos.kernel.edge.serializers import StrictSerializer

MAX_TIP = 100_000


class LineSerializer(StrictSerializer):
    """A line: variant, quantity, and `{topping: {part: amount}}` where it differs from the default."""

    variant = serializers.CharField(max_length=limits.MAX_CODE_LENGTH)
    quantity = serializers.IntegerField(min_value=1, max_value=limits.MAX_QUANTITY, default=1)
    options = MapField(
        child=MapField(
            child=AmountField(
                max_digits=limits.AMOUNT_DIGITS,
                decimal_places=limits.AMOUNT_DECIMALS,
                min_value=0,
                max_value=limits.MAX_AMOUNT,
            ),
            max_entries=limits.MAX_PARTS,
            max_name_length=limits.MAX_PART_LENGTH,
        ),
        max_entries=limits.MAX_OPTIONS,
        max_name_length=limits.MAX_CODE_LENGTH,
        default=dict,
    )
    second_half = serializers.CharField(max_length=limits.MAX_CODE_LENGTH, required=False)
    sides = MapField(
        child=serializers.IntegerField(min_value=0, max_value=limits.MAX_QUANTITY),
        max_entries=limits.MAX_SIDES,
        max_name_length=limits.MAX_CODE_LENGTH,
        default=dict,
        help_text="Numbers by side; where any is named they are all there are.",
    )
    cooking = ListField(
        child=serializers.CharField(max_length=limits.MAX_CODE_LENGTH),
        max_length=limits.MAX_COOKING,
        default=list,
    )
    note = serializers.CharField(
        max_length=limits.MAX_NOTE_REQUESTED, default="", allow_blank=True, help_text="For the kitchen."
    )

    def validate_options(self, options: dict[str, dict[str, Any]]) -> dict[str, dict[Part, Any]]:
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
    lat = LatitudeField(required=False)
    lon = LongitudeField(required=False)
    street = StreetField(required=False)
    house_number = HouseNumberField(required=False)
    postcode = PostcodeField(required=False)
    city = CityField(required=False)
    note = serializers.CharField(max_length=200, required=False, allow_blank=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "address_id" in attrs:
            if extra := set(attrs) - {"address_id"}:
                raise serializers.ValidationError({name: ["Not beside address_id."] for name in extra})
            return attrs
        needed = ("lat", "lon", "street", "house_number")
        if missing := [name for name in needed if name not in attrs]:
            required = serializers.ErrorDetail("This field is required.", "required")
            raise serializers.ValidationError({name: [required] for name in missing})
        return attrs


class BasketSerializer(StrictSerializer):
    """What is wanted. Prices are ours: a client's are unknown fields. `in_cash` asks for a total coins can pay."""

    lines = ListField(child=LineSerializer(), min_length=1, max_length=limits.MAX_LINES)
    tip = serializers.IntegerField(min_value=0, max_value=MAX_TIP, default=0)
    deals = ListField(
        child=serializers.CharField(max_length=limits.MAX_CODE_LENGTH),
        max_length=limits.MAX_DEALS,
        default=list,
    )
    in_cash = serializers.BooleanField(default=False)


class QuoteRequestSerializer(BasketSerializer):
    """A basket to price. `when` is the start of a slot for an order placed ahead."""

    store_id = serializers.UUIDField(required=False)
    service = serializers.ChoiceField(ORDERABLE)
    address = AddressSerializer(required=False)
    when = InstantField(required=False)


class ReorderSerializer(StrictSerializer):
    """An earlier order once more: now, or for a slot."""

    when = InstantField(required=False)
    tip = serializers.IntegerField(min_value=0, max_value=MAX_TIP, default=0)


class RevisionSerializer(BasketSerializer):
    """A changed basket. Store, service, address and time stay the order's; tip and deals, unless some are given."""

    tip = serializers.IntegerField(min_value=0, max_value=MAX_TIP, required=False)
    deals = ListField(
        child=serializers.CharField(max_length=limits.MAX_CODE_LENGTH),
        max_length=limits.MAX_DEALS,
        required=False,
    )


def requested_lines(data: dict[str, Any]) -> list[LineRequest]:
    """The lines in a validated body."""
    return [LineRequest(**{**line, "cooking": tuple(line["cooking"])}) for line in data["lines"]]


def quote_request(data: dict[str, Any]) -> QuoteRequest:
    """The wish in a validated body."""
    return QuoteRequest(
        service=ServiceMethod(data["service"]),
        lines=requested_lines(data),
        store_id=data.get("store_id"),
        address=data.get("address"),
        tip=data["tip"],
        deals=tuple(dict.fromkeys(data.get("deals", ()))),
        when=data.get("when"),
        in_cash=data.get("in_cash", False),
    )
