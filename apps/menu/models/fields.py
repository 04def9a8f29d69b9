"""Fields shared by several draft tables: codes, amounts, nutrition, diets, weekdays."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models

from apps.menu.contract.types import DietClass
from apps.menu.domain import CHARGES
from apps.menu.domain.contents import is_nutrition
from apps.menu.domain.terms import ANY_AMOUNT

CODE = RegexValidator(r"^[A-Za-z0-9_.-]+$", "letters, digits, dot, dash and underscore")


def is_amount(written: object) -> None:
    """Validates an amount of a topping or number of a side."""
    try:
        is_known = Decimal(str(written)) in CHARGES
    except InvalidOperation:
        is_known = False
    if not is_known:
        raise ValidationError(f"{written} is no amount of a topping")


def any_amount() -> list[str]:
    """The default amounts of a topping."""
    return list(ANY_AMOUNT)


def nutrition_field() -> models.JSONField:
    """Nutrition facts, `{"grams": {size: g}, "per_100g": {nutrient: n}}`; None: unknown."""
    return models.JSONField(
        null=True,
        blank=True,
        validators=[check_nutrition],
        help_text='{"grams": {"14": 70, "*": 50}, "per_100g": {"energy_kcal": 494, "salt_mg": 4100}}',
    )


def check_nutrition(written: object) -> None:
    """Validates that form."""
    if not is_nutrition(written):
        raise ValidationError("grams by size and nutrients per 100 g, all whole numbers")


def diet_field() -> Any:
    """A diet class; empty: unknown."""
    return models.CharField(
        max_length=10,
        choices=[(each.value, each.value) for each in DietClass],
        blank=True,
        db_default="",
        help_text="Who may eat it; empty: not stated.",
    )


def weekdays_field() -> Any:
    """ISO weekdays, 1 is Monday; empty: all."""
    number = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(7)])
    return ArrayField(number, default=list, db_default=[], blank=True)


def codes_field(help_text: str) -> Any:
    """A list of codes."""
    return ArrayField(
        models.CharField(max_length=40), default=list, db_default=[], blank=True, help_text=help_text
    )
