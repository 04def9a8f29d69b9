"""A basket as clients send it, to the endpoint and to the socket."""

from typing import Any
from uuid import UUID

from rest_framework import serializers

from apps.menu.contract import limits
from apps.menu.contract.service import MenuService
from apps.menu.contract.types import BasketCheck, LineRequest, Part
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.edge.fields import AmountField, InstantField, ListField, MapField
from dominos.kernel.edge.serializers import StrictSerializer
from dominos.kernel.services import service


class BasketLineSerializer(StrictSerializer):
    """A line of a basket."""

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
        help_text="`{topping: {part: amount}}`, part `1/1`, `1/2` (left) or `2/2`.",
    )
    second_half = serializers.CharField(max_length=limits.MAX_CODE_LENGTH, required=False)
    sides = MapField(
        child=serializers.IntegerField(min_value=0, max_value=limits.MAX_QUANTITY),
        max_entries=limits.MAX_SIDES,
        max_name_length=limits.MAX_CODE_LENGTH,
        default=dict,
    )
    cooking = ListField(
        child=serializers.CharField(max_length=limits.MAX_CODE_LENGTH),
        max_length=limits.MAX_COOKING,
        default=list,
    )
    note = serializers.CharField(max_length=limits.MAX_NOTE_REQUESTED, default="", allow_blank=True)

    def validate_options(self, given: dict[str, Any]) -> dict[str, Any]:
        """Parts by their names."""
        parts = {part.value: part for part in Part}
        if any(part not in parts for amounts in given.values() for part in amounts):
            raise serializers.ValidationError(f"A part is one of {', '.join(parts)}.")
        return {code: {parts[part]: amount for part, amount in row.items()} for code, row in given.items()}


class BasketSerializer(StrictSerializer):
    """A basket to look at, for a service and, if not now, a time."""

    lines = ListField(child=BasketLineSerializer(), min_length=1, max_length=limits.MAX_LINES)
    service = serializers.ChoiceField([each.value for each in ServiceMethod], default="CARRYOUT")
    deals = ListField(
        child=serializers.CharField(max_length=limits.MAX_CODE_LENGTH),
        max_length=limits.MAX_DEALS,
        default=list,
    )
    at = InstantField(required=False)


def checked_basket(store_id: UUID, asked: dict[str, Any]) -> BasketCheck:
    """What the menu says of a validated basket. NoMenu."""
    check: BasketCheck = service(MenuService).check_basket(
        store_id=store_id,
        lines=[LineRequest(**{**line, "cooking": tuple(line["cooking"])}) for line in asked["lines"]],
        service=ServiceMethod(asked["service"]),
        deals=tuple(asked["deals"]),
        at=asked.get("at"),
    )
    return check
