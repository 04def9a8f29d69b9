"""Bounded serializer fields where the framework's have no limits: instants, days, degrees, lists, maps."""

import math
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Any

from rest_framework import serializers

from dominos.kernel.clock import EARLIEST, END_OF_TIME
from dominos.kernel.json_input import is_storable

DEGREE_DECIMALS = 7
"""About a centimetre; tiny values next to zero would make formulas divide by almost nothing."""
_LONGEST = 20
_FIRST_DAY, _LAST_YEAR = EARLIEST.date(), END_OF_TIME.year - 1


class InstantField(serializers.DateTimeField):
    """An instant in the years 2000 to 2099, with its offset: 18:00 at a store is not 18:00 UTC."""

    default_error_messages = {
        "range": f"An instant of the years {_FIRST_DAY.year} to {_LAST_YEAR}.",
        "offset": "An instant with its offset, such as 2026-03-01T18:00:00+02:00 or 2026-03-01T16:00:00Z.",
    }

    def to_internal_value(self, value: Any) -> datetime:
        at: datetime = super().to_internal_value(value)
        if not EARLIEST <= at < END_OF_TIME:
            self.fail("range")
        return at

    def enforce_timezone(self, value: datetime) -> datetime:
        if value.tzinfo is None:
            self.fail("offset")
        at: datetime = super().enforce_timezone(value)
        return at


class DayField(serializers.DateField):
    """A date in the years 2000 to 2099."""

    default_error_messages = {"range": f"A date of the years {_FIRST_DAY.year} to {_LAST_YEAR}."}

    def to_internal_value(self, value: Any) -> date:
        day: date = super().to_internal_value(value)
        if not _FIRST_DAY.year <= day.year <= _LAST_YEAR:
            self.fail("range")
        return day


class WallTimeField(serializers.TimeField):
    """A time of a clock on the wall, which has no offset: one that is given is refused, not dropped."""

    default_error_messages = {"offset": "A time by the store's clock, such as 18:00, without an offset."}

    def to_internal_value(self, value: Any) -> time:
        wall: time = super().to_internal_value(value)
        if isinstance(value, str) and set("+-Zz") & set(value):  # parsing drops it
            self.fail("offset")
        return wall


def degrees(value: float) -> float:
    """Rounded to `DEGREE_DECIMALS`. ValueError if it is not a number."""
    if not math.isfinite(value):
        raise ValueError("no finite number of degrees")
    return round(value, DEGREE_DECIMALS) + 0.0  # and no negative zero


class _DegreesField(serializers.FloatField):
    most: float

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=-self.most, max_value=self.most, **options)

    def to_internal_value(self, data: Any) -> float:
        if isinstance(data, bool):
            self.fail("invalid")
        try:
            return degrees(super().to_internal_value(data))
        except ValueError:
            self.fail("invalid")


class LatitudeField(_DegreesField):
    """Degrees north of the equator (WGS 84)."""

    most = 90.0


class LongitudeField(_DegreesField):
    """Degrees east of Greenwich (WGS 84)."""

    most = 180.0


class AmountField(serializers.DecimalField):
    """A decimal number; trailing zeros are dropped: 1.50 is 1.5."""

    def validate_precision(self, value: Decimal) -> Decimal:
        exponent = value.as_tuple().exponent
        if isinstance(exponent, int) and -_LONGEST < exponent < 0:
            value = value.normalize()
        return super().validate_precision(value)


class ListField(serializers.ListField):
    """A list of at most `max_length` items, checked before any item is validated."""

    def __init__(self, *, max_length: int, **options: Any) -> None:
        super().__init__(max_length=max_length, **options)
        self.most = max_length

    def to_internal_value(self, data: Any) -> list[Any]:
        if isinstance(data, list) and len(data) > self.most:
            self.fail("max_length", max_length=self.most)
        found: list[Any] = super().to_internal_value(data)
        return found


class MapField(serializers.DictField):
    """An object with at most `max_entries` free names, or with the values of an enum as `names`.

    The number of names is checked first; those of an enum are converted to its members.
    """

    default_error_messages = {
        "max_entries": "Ensure this field has no more than {max_entries} names.",
        "name": "A name has 1 to {max_name_length} printable characters.",
        "choice": "A name is one of {names}.",
    }

    def __init__(
        self,
        *,
        max_entries: int = 0,
        max_name_length: int = 0,
        names: type[Enum] | None = None,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.names = {str(each.value): each for each in names or ()}
        self.max_entries = max_entries or len(self.names)
        self.max_name_length = max_name_length or max(map(len, self.names))

    def to_internal_value(self, data: Any) -> dict[Any, Any]:
        if isinstance(data, Mapping):
            if len(data) > self.max_entries:
                self.fail("max_entries", max_entries=self.max_entries)
            if not all(map(self._is_name, data)):
                self.fail("name", max_name_length=self.max_name_length)
        found: dict[str, Any] = super().to_internal_value(data)
        return self._named(found) if self.names else found

    def _is_name(self, name: Any) -> bool:
        text = str(name)
        return 0 < len(text) <= self.max_name_length and text.isprintable() and is_storable(text)

    def _named(self, found: dict[str, Any]) -> dict[Enum, Any]:
        if strange := found.keys() - self.names.keys():
            message = self.error_messages["choice"].format(names=", ".join(self.names))
            raise serializers.ValidationError({name: [message] for name in strange})
        return {self.names[name]: value for name, value in found.items()}
