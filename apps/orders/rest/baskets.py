"""Serializers of baskets: unknown members are refused, prices above all."""

from typing import Any

from rest_framework import serializers

from apps.menu.contract import limits
from apps.menu.contract.types import LineRequest
from apps.orders.contract.quotes import QuoteRequest
from apps.orders.rest.requests import ORDERABLE
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.edge.contact_fields import (
    CityField,
    HouseNumberField,
    PostcodeField,
    StreetField,
    WordsField,
)
from dominos.kernel.edge.dataclass_serializers import serializer_of
from dominos.kernel.edge.fields import InstantField, LatitudeField, ListField, LongitudeField
from dominos.kernel.edge.serializers import StrictSerializer

MAX_TIP = 10**8
"""In minor units, for currencies with small ones; the limit relative to the order is `MAX_TIP_TIMES`."""


class AddressSerializer(StrictSerializer):
    """A saved address by its id, or an address with the point that the customer confirmed."""

    address_id = serializers.UUIDField(required=False)
    lat = LatitudeField(required=False)
    lon = LongitudeField(required=False)
    street = StreetField(required=False)
    house_number = HouseNumberField(required=False)
    postcode = PostcodeField(required=False)
    city = CityField(required=False)
    note = WordsField(max_length=200, required=False, allow_blank=True)

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
    """The requested items. Prices are not accepted. `in_cash` asks for a total payable in coins."""

    lines = ListField(child=serializer_of(LineRequest)(), min_length=1, max_length=limits.MAX_LINES)
    tip = serializers.IntegerField(min_value=0, max_value=MAX_TIP, default=0)
    deals = ListField(
        child=serializers.CharField(max_length=limits.MAX_CODE_LENGTH),
        max_length=limits.MAX_DEALS,
        default=list,
    )
    in_cash = serializers.BooleanField(default=False)


class QuoteRequestSerializer(BasketSerializer):
    """A basket to price. `when` is the start of a slot for an order ahead."""

    store_id = serializers.UUIDField(required=False)
    service = serializers.ChoiceField(ORDERABLE)
    address = AddressSerializer(required=False)
    when = InstantField(required=False)


class ReorderSerializer(StrictSerializer):
    """When to order an earlier order again: now, or for a slot."""

    when = InstantField(required=False)
    tip = serializers.IntegerField(min_value=0, max_value=MAX_TIP, default=0)


class RevisionSerializer(BasketSerializer):
    """A changed basket, another time, address or service, of the same store. What is not given stays.

    `when` is the start of a slot, null for as soon as possible.
    """

    lines = ListField(
        child=serializer_of(LineRequest)(), min_length=1, max_length=limits.MAX_LINES, required=False
    )
    when = InstantField(required=False, allow_null=True)
    service = serializers.ChoiceField(ORDERABLE, required=False)
    address = AddressSerializer(required=False)
    tip = serializers.IntegerField(min_value=0, max_value=MAX_TIP, required=False)
    deals = ListField(
        child=serializers.CharField(max_length=limits.MAX_CODE_LENGTH),
        max_length=limits.MAX_DEALS,
        required=False,
    )


def quote_request(data: dict[str, Any], language: str) -> QuoteRequest:
    """The request in a validated body, with the caller's language."""
    return QuoteRequest(
        service=ServiceMethod(data["service"]),
        lines=data["lines"],
        store_id=data.get("store_id"),
        address=data.get("address"),
        tip=data["tip"],
        deals=tuple(dict.fromkeys(data.get("deals", ()))),
        when=data.get("when"),
        in_cash=data.get("in_cash", False),
        language=language,
    )
