"""Request serializers: unknown members are refused, prices above all."""

import re
from typing import Any

from rest_framework import serializers

from apps.menu.contract import limits
from apps.orders.contract.types import OrderStatus
from apps.orders.domain.corrections import Correctable
from apps.orders.domain.refund_matrix import Fault
from apps.payments.contract.limits import MAX_PASS
from apps.payments.contract.methods import METHODS, wrong_method
from apps.payments.contract.types import PaymentChoice
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.edge.contact_fields import EmailField, NameField, PhoneField, WordsField
from dominos.kernel.edge.fields import DayField, LatitudeField, ListField, LongitudeField, MapField
from dominos.kernel.edge.serializers import PageQuery, StrictSerializer
from dominos.kernel.reasons import MAX_REASON

STATUSES = [status.value for status in OrderStatus]
ORDERABLE = [method.value for method in ServiceMethod]


class ContactSerializer(StrictSerializer):
    """Whom the courier or the store may call."""

    name = NameField()
    phone = PhoneField()
    email = EmailField(required=False, help_text="A guest has to give one.")


class PaymentSerializer(StrictSerializer):
    """How to pay at once, as in `POST /payments`. A card is identified by the token the gateway gave the client."""

    type = serializers.ChoiceField(choices=METHODS)
    token = serializers.RegexField(r"^[A-Za-z0-9_]+\Z", max_length=100, required=False)
    saved = serializers.UUIDField(required=False, help_text="The id of a saved card, instead of a token")
    credit = serializers.CharField(
        max_length=MAX_PASS,
        required=False,
        help_text="A pass of a gift card or store credit, which pays first",
    )

    def validate(self, attrs: dict[str, Any]) -> PaymentChoice:
        choice = PaymentChoice(method=attrs.pop("type"), **attrs)
        if wrong := wrong_method(choice):
            raise serializers.ValidationError({wrong.field: wrong.message}, wrong.code)
        return choice


class PlacementSerializer(StrictSerializer):
    """A quote to be placed."""

    quote_id = serializers.UUIDField()
    contact = ContactSerializer()
    instructions = WordsField(max_length=500, default="", allow_blank=True)
    contactless = serializers.BooleanField(default=False)
    payment = PaymentSerializer(required=False, help_text="Pays the order in the same request")


class PaidPlacementSerializer(PlacementSerializer):
    """A quote to be placed and paid."""

    payment = PaymentSerializer()


class CorrectionSerializer(StrictSerializer):
    """Corrections of an order; members left out stay unchanged. `line_notes` are notes for the kitchen by
    line number.
    """

    contact_name = NameField(required=False)
    contact_phone = PhoneField(required=False)
    contact_email = EmailField(required=False)
    instructions = WordsField(max_length=500, allow_blank=True, required=False)
    address_note = WordsField(max_length=200, allow_blank=True, required=False)
    line_notes = MapField(
        child=WordsField(max_length=limits.MAX_NOTE_LENGTH, allow_blank=True),
        max_entries=limits.MAX_LINES,
        max_name_length=3,
        required=False,
    )

    def validate_line_notes(self, notes: dict[str, str]) -> dict[int, str]:
        if not all(re.fullmatch("[0-9]{1,3}", number) for number in notes):
            raise serializers.ValidationError("Notes go by the number of their line.", "invalid")
        return {int(number): note for number, note in notes.items()}


class OfferSerializer(StrictSerializer):
    """Replacements for missing lines; lines not named are left out."""

    replacements = MapField(
        child=serializers.CharField(max_length=limits.MAX_CODE_LENGTH),
        max_entries=limits.MAX_LINES,
        max_name_length=3,
        default=dict,
        help_text="Variants by line number.",
    )

    def validate_replacements(self, replacements: dict[str, str]) -> dict[int, str]:
        if not all(re.fullmatch("[0-9]{1,3}", number) for number in replacements):
            raise serializers.ValidationError("Variants go by the number of their line.", "invalid")
        return {int(number): variant for number, variant in replacements.items()}


def corrections(data: dict[str, Any]) -> dict[Correctable, Any]:
    """The corrections in a validated body."""
    return {Correctable(name): text for name, text in data.items()}


class DecisionSerializer(StrictSerializer):
    """Arguments of an action. `fault` and `grant_food` decide the refund of a cancellation from PREPARING on.

    Without a `fault`, a cancellation counts as the store's, unless the food is granted; a return from the
    door as the customer's.
    """

    reason = WordsField(max_length=MAX_REASON, default="", allow_blank=True)
    code = serializers.CharField(max_length=6, default="", allow_blank=True)
    fault = serializers.ChoiceField([fault.value for fault in Fault], required=False)
    grant_food = serializers.BooleanField(default=False)
    quote_id = serializers.UUIDField(
        required=False, help_text="For `revise`: the quote of the changed basket."
    )


class PiecesSerializer(StrictSerializer):
    """Pieces of a line; without `quantity` all that are left."""

    number = serializers.IntegerField(min_value=1, max_value=limits.MAX_LINES)
    quantity = serializers.IntegerField(min_value=1, max_value=limits.MAX_QUANTITY, required=False)


class RefundSerializer(StrictSerializer):
    """What to refund; without `lines` everything; an empty list is invalid.

    `grant_food` is goodwill where the customer was at fault.
    """

    lines = ListField(child=PiecesSerializer(), min_length=1, max_length=limits.MAX_LINES, required=False)
    reason = WordsField(max_length=MAX_REASON)
    fault = serializers.ChoiceField([fault.value for fault in Fault], default=Fault.STORE.value)
    grant_food = serializers.BooleanField(default=False)


class CheckInSerializer(StrictSerializer):
    """Where a customer who collects waits. Curbside needs one of the two."""

    parking_spot = WordsField(max_length=40, default="", allow_blank=True)
    vehicle = WordsField(max_length=100, default="", allow_blank=True)


class OrderFilterSerializer(PageQuery):
    """Filters of the list of orders."""

    status = serializers.ChoiceField(STATUSES, required=False)
    service = serializers.ChoiceField(ORDERABLE, required=False)
    store = serializers.UUIDField(required=False)
    date = DayField(required=False, help_text="The store's business date.")
    since = DayField(required=False, help_text="The first business date.")
    until = DayField(required=False, help_text="The last business date.")


class SearchSerializer(PageQuery):
    """Search criteria: at least one of number, phone, e-mail and name; or a store and a date."""

    number = serializers.CharField(max_length=20, required=False, help_text="2026-11-22#7, or 7 with a date.")
    phone = serializers.CharField(
        max_length=30, required=False, help_text="In any notation, with or without the country."
    )
    email = serializers.CharField(max_length=254, required=False)
    name = serializers.CharField(min_length=2, max_length=100, required=False, help_text="Whole words of it.")
    store = serializers.UUIDField(required=False)
    date = DayField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not set(attrs) & {"number", "phone", "email", "name"} and not {"store", "date"} <= set(attrs):
            raise serializers.ValidationError("Name what to look for.", "empty")
        return attrs


class SlotsQuery(StrictSerializer):
    """Filters of the list of slots, and what is wanted: without a door, every road of an hour has to fit."""

    service = serializers.ChoiceField(ORDERABLE, default=ServiceMethod.DELIVERY.value)
    date = DayField(help_text="The store's business date.")
    pizzas = serializers.IntegerField(
        min_value=0,
        max_value=limits.MAX_LINES * limits.MAX_QUANTITY,
        default=1,
        help_text="How many pieces of the basket the oven bakes.",
    )
    order = serializers.UUIDField(
        required=False,
        help_text="An order of the caller that is wanted at another time: its own seats count as free.",
    )
    lat = LatitudeField(required=False, help_text="With `lon`: the door a delivery goes to.")
    lon = LongitudeField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("lat" in attrs) != ("lon" in attrs):
            raise serializers.ValidationError({"lon": ["Give lat and lon, or neither."]})
        return attrs
