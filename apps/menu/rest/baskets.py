"""What a basket costs and contains at a store, and what has to be put right in it."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.menu.contract import limits
from apps.menu.contract.service import MenuService
from apps.menu.contract.types import (
    Action,
    BasketCheck,
    LineRequest,
    Part,
    PricedBasket,
    PricedLine,
)
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.edge.access import ANYONE
from dominos.kernel.edge.serializers import StrictSerializer
from dominos.kernel.edge.views import ApiView
from dominos.kernel.services import service


class ConfiguredLineSerializer(StrictSerializer):
    """A line of a basket."""

    variant = serializers.CharField(max_length=limits.MAX_CODE_LENGTH)
    quantity = serializers.IntegerField(min_value=1, max_value=limits.MAX_QUANTITY, default=1)
    options = serializers.DictField(
        child=serializers.DictField(
            child=serializers.DecimalField(
                max_digits=limits.AMOUNT_DIGITS,
                decimal_places=limits.AMOUNT_DECIMALS,
                min_value=0,
                max_value=limits.MAX_AMOUNT,
            )
        ),
        default=dict,
        help_text="`{topping: {part: amount}}`, part `1/1`, `1/2` (left) or `2/2`.",
    )
    second_half = serializers.CharField(max_length=limits.MAX_CODE_LENGTH, required=False)
    sides = serializers.DictField(
        child=serializers.IntegerField(min_value=0, max_value=limits.MAX_QUANTITY), default=dict
    )
    cooking = serializers.ListField(
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

    lines = serializers.ListField(child=ConfiguredLineSerializer(), min_length=1, max_length=limits.MAX_LINES)
    service = serializers.ChoiceField([each.value for each in ServiceMethod], default="CARRYOUT")
    deals = serializers.ListField(
        child=serializers.CharField(max_length=limits.MAX_CODE_LENGTH),
        max_length=limits.MAX_DEALS,
        default=list,
    )
    at = serializers.DateTimeField(required=False)


class BasketContentsSerializer(StrictSerializer):
    """The whole (`1/1`) or a half: an allergen not named is absent only where `unknown` is empty."""

    part = serializers.ChoiceField([part.value for part in Part])
    allergens = serializers.ListField(child=serializers.CharField())
    unknown = serializers.ListField(
        child=serializers.CharField(), help_text="Codes of what nobody has stated the allergens of."
    )
    nutrition = serializers.DictField(child=serializers.IntegerField(), allow_null=True)


class BasketCorrectionSerializer(StrictSerializer):
    """What is wrong with a line, and what was done about it."""

    code = serializers.CharField()
    action = serializers.ChoiceField([action.value for action in Action])
    field = serializers.CharField()
    message = serializers.CharField()
    topping = serializers.CharField(allow_blank=True)
    value = serializers.CharField(allow_blank=True)
    alternatives = serializers.ListField(child=serializers.CharField())


class ConfiguredSerializer(StrictSerializer):
    """A line as it is sold. Money in minor units."""

    variant = serializers.CharField()
    second_half = serializers.CharField(allow_null=True)
    name = serializers.CharField()
    description = serializers.CharField(allow_blank=True)
    quantity = serializers.IntegerField()
    options = serializers.DictField(child=serializers.DictField(child=serializers.CharField()))
    sides = serializers.DictField(child=serializers.IntegerField())
    cooking = serializers.ListField(child=serializers.CharField())
    unit_price = serializers.IntegerField()
    total = serializers.IntegerField()
    discount = serializers.IntegerField()
    deposit = serializers.IntegerField()
    contents = BasketContentsSerializer(many=True)


class CheckedLineSerializer(StrictSerializer):
    """A line asked about: what had to be put right, and the line that is left of it."""

    number = serializers.IntegerField()
    corrections = BasketCorrectionSerializer(many=True)
    line = ConfiguredSerializer(allow_null=True)


class AppliedDealSerializer(StrictSerializer):
    """A deal of the best set."""

    code = serializers.CharField()
    name = serializers.CharField()
    discount = serializers.IntegerField()


class CheckedBasketSerializer(StrictSerializer):
    """The basket as it is sold, the delivery fee and taxes aside."""

    menu_version = serializers.CharField()
    currency = serializers.CharField(allow_null=True)
    is_ok = serializers.BooleanField()
    lines = CheckedLineSerializer(many=True)
    food = serializers.IntegerField()
    discount = serializers.IntegerField()
    deposit = serializers.IntegerField()
    deals = AppliedDealSerializer(many=True)
    unused_deals = serializers.DictField(child=serializers.CharField())


class BasketView(ApiView):
    access = {"POST": ANYONE}

    @extend_schema(
        operation_id="check_basket",
        tags=["menu"],
        request=BasketSerializer,
        responses={200: CheckedBasketSerializer},
    )
    def post(self, request: Request, store_id: UUID) -> Response:
        """What the basket costs and contains, half by half, and what to put right in it. Changes nothing."""
        asked = self.validated(BasketSerializer)
        check: BasketCheck = service(MenuService).check_basket(
            store_id=store_id,
            lines=[line_of(line) for line in asked["lines"]],
            service=ServiceMethod(asked["service"]),
            deals=tuple(asked["deals"]),
            at=asked.get("at"),
        )
        return Response(_document(check))


def line_of(line: dict[str, Any]) -> LineRequest:
    """A validated line as the menu takes it."""
    return LineRequest(**{**line, "cooking": tuple(line["cooking"])})


def _document(check: BasketCheck) -> dict[str, Any]:
    basket = check.basket
    lines = basket.lines if basket else ()
    return {
        "menu_version": check.menu_version,
        "currency": basket.currency if basket else None,
        "is_ok": check.is_ok,
        "lines": [
            {
                "number": each.number,
                "corrections": [correction.document() for correction in each.corrections],
                "line": None if each.corrected is None else _line(lines[each.corrected]),
            }
            for each in check.lines
        ],
        **_sums(basket),
    }


def _sums(basket: PricedBasket | None) -> dict[str, Any]:
    if basket is None:
        return {"food": 0, "discount": 0, "deposit": 0, "deals": [], "unused_deals": {}}
    deals = [{"code": each.code, "name": each.name, "discount": each.discount} for each in basket.deals]
    return {
        "food": basket.food,
        "discount": basket.discount,
        "deposit": basket.deposit,
        "deals": deals,
        "unused_deals": basket.unused_deals,
    }


def _line(line: PricedLine) -> dict[str, Any]:
    copied = ("variant", "second_half", "name", "description", "quantity", "sides", "unit_price", "total")
    return {
        **{name: getattr(line, name) for name in (*copied, "discount", "deposit")},
        "options": {
            code: {part.value: str(amount) for part, amount in parts.items()}
            for code, parts in line.options.items()
        },
        "cooking": list(line.cooking),
        "contents": [
            {
                "part": each.part.value,
                "allergens": list(each.allergens),
                "unknown": list(each.unknown),
                "nutrition": each.nutrition,
            }
            for each in line.contents
        ],
    }
