"""Serializers of legacy requests. They contain much more, amounts above all: fields not declared here are ignored."""

from typing import Any
from uuid import UUID

from rest_framework import serializers

from apps.compat.domain.requests import OldOrder, OldProduct, language_of, service_of, wanted_at
from apps.menu.contract import limits
from apps.menu.contract.types import LineRequest
from apps.payments.contract.card_numbers import looks_like_card_number
from dominos.kernel.clock import EARLIEST, END_OF_TIME
from dominos.kernel.edge.contact_fields import EmailField, NameField, PhoneField, WordsField
from dominos.kernel.edge.dataclass_serializers import serializer_of
from dominos.kernel.edge.fields import ListField
from dominos.kernel.errors import NotFound
from dominos.kernel.person_names import BadName, person_name

MAX_TEXT = 200
MAX_INSTRUCTIONS = 500
MAX_ID = 2**31


class TextField(WordsField):
    """A short text, empty if the client leaves it out."""

    def __init__(self, max_length: int = MAX_TEXT) -> None:
        super().__init__(max_length=max_length, default="", allow_blank=True)


class AddressSerializer(serializers.Serializer[Any]):
    """`Address`."""

    Street = TextField()
    StreetNumber = TextField()
    StreetName = TextField()
    UnitType = TextField()
    UnitNumber = TextField()
    City = TextField()
    Region = TextField()
    PostalCode = TextField()
    DeliveryInstructions = TextField(MAX_INSTRUCTIONS)

    def validate(self, attrs: dict[str, str]) -> dict[str, str]:
        wrong = [name for name, text in attrs.items() if looks_like_card_number(text)]
        if wrong:
            raise serializers.ValidationError(dict.fromkeys(wrong, "Send no card numbers."))
        return attrs


class ProductSerializer(serializers.Serializer[Any]):
    """A line of an order."""

    ID = serializers.IntegerField(min_value=0, max_value=MAX_ID, default=1)
    Code = serializers.CharField(max_length=limits.MAX_CODE_LENGTH)
    Qty = serializers.IntegerField(min_value=1, max_value=limits.MAX_QUANTITY, default=1)
    Options = serializer_of(LineRequest)().fields["options"]


class CouponSerializer(serializers.Serializer[Any]):
    """A deal, by its code."""

    Code = serializers.CharField(max_length=limits.MAX_CODE_LENGTH)


class OrderSerializer(serializers.Serializer[Any]):
    """An order to validate or price."""

    OrderID = TextField()
    StoreID = serializers.CharField(max_length=limits.MAX_CODE_LENGTH)
    ServiceMethod = serializers.CharField(max_length=40, default="Delivery")
    Products = ListField(child=ProductSerializer(), min_length=1, max_length=limits.MAX_LINES)
    Coupons = ListField(child=CouponSerializer(), max_length=limits.MAX_DEALS, default=list)
    Address = AddressSerializer(default=dict)
    FutureOrderTime = serializers.CharField(max_length=19, default="", allow_blank=True)
    LanguageCode = TextField()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        service = service_of(attrs["ServiceMethod"])
        if service is None:
            raise serializers.ValidationError({"ServiceMethod": "This is no way of ours to get food."})
        try:
            at = wanted_at(attrs["FutureOrderTime"])
            if at is not None and not EARLIEST <= at < END_OF_TIME:
                raise ValueError
        except ValueError:
            raise serializers.ValidationError({"FutureOrderTime": "Write YYYY-MM-DD HH:MM:SS."}) from None
        return {**attrs, "ServiceMethod": service, "FutureOrderTime": at}


class PlacedOrderSerializer(OrderSerializer):
    """An order to place, which must have a contact."""

    FirstName = NameField()
    LastName = NameField(default="", allow_blank=True)
    Phone = PhoneField()
    Email = EmailField()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        try:
            person_name(f"{attrs['FirstName']} {attrs['LastName']}")
        except BadName as error:
            raise serializers.ValidationError({"LastName": str(error)}) from error
        return super().validate(attrs)


def order_of(data: dict[str, Any]) -> OldOrder:
    """The order in a validated body. Raises NotFound if the store's id is not one of ours."""
    store_id = uuid_of(data["StoreID"])
    if store_id is None:
        raise NotFound("There is no such store.")
    return OldOrder(
        order_id=uuid_of(data["OrderID"]),
        store_id=store_id,
        service=data["ServiceMethod"],
        products=tuple(
            OldProduct(id=row["ID"], code=row["Code"], quantity=row["Qty"], options=row["Options"])
            for row in data["Products"]
        ),
        coupons=tuple(dict.fromkeys(row["Code"] for row in data["Coupons"])),
        address=data["Address"],
        wanted_at=data["FutureOrderTime"],
        first_name=data.get("FirstName", ""),
        last_name=data.get("LastName", ""),
        phone=data.get("Phone", ""),
        email=data.get("Email", ""),
        language=language_of(data["LanguageCode"]),
    )


def uuid_of(written: str) -> UUID | None:
    """The UUID in the text; None if it is not one."""
    try:
        return UUID(written)
    except ValueError:
        return None
