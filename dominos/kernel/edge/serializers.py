"""Strict serializers."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from rest_framework import serializers
from rest_framework.fields import SkipField

from dominos.kernel.edge.fields import DayField

MAX_UNKNOWN = 20
"""Unknown fields named in an error."""
PAGE_PARAMETERS = ("cursor", "page_size")
MAX_CURSOR = 200
MAX_DAYS = 400


class StrictSerializer(serializers.Serializer[Any]):
    """Refuses unknown fields, nested ones included, and texts such as "2.00" for integers."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict) and (unknown := sorted(set(data) - self._writable)):
            message = serializers.ErrorDetail("This field is not known.", "unknown")
            raise serializers.ValidationError({name: [message] for name in islice(unknown, MAX_UNKNOWN)})
        if isinstance(data, dict) and (
            broken := [name for name in self._whole if _has_point(data.get(name))]
        ):
            message = serializers.ErrorDetail(
                str(serializers.IntegerField.default_error_messages["invalid"]), "invalid"
            )
            raise serializers.ValidationError({name: [message] for name in broken})
        if type(data) is dict and self._parts is not None:
            with suppress(serializers.ValidationError, ValidationError, SkipField):
                return self._accepted(data, self._parts)
        return super().to_internal_value(data)  # which tells all that is wrong, field by field

    def run_validators(self, value: Any) -> None:
        """The framework's, which gathers what it would give them even where there are none."""
        if self.validators:
            super().run_validators(value)

    def _accepted(self, data: dict[str, Any], parts: "Sequence[_Part]") -> dict[str, Any]:
        """What the framework makes of an object without mistakes, in half of its time. ValidationError, SkipField."""
        found: dict[str, Any] = {}
        for part in parts:
            if part.name in data:
                value = part.field.run_validation(data[part.name])
                found[part.source] = value if part.check is None else part.check(value)
            elif part.field.required:
                part.field.fail("required")
            elif part.field.default is not serializers.empty:
                value = part.field.get_default()
                found[part.source] = value if part.check is None else part.check(value)
        return found

    @cached_property
    def _parts(self) -> "list[_Part] | None":
        """The fields that may be sent; None where one of them is more than an attribute, or fewer may do."""
        fields = {name: field for name, field in self.fields.items() if not field.read_only}
        if getattr(self.root, "partial", False) or any(
            len(field.source_attrs) != 1 for field in fields.values()
        ):
            return None
        return [
            _Part(name, field.source_attrs[0], field, getattr(self, f"validate_{name}", None))
            for name, field in fields.items()
        ]

    @cached_property
    def _writable(self) -> set[str]:
        return {name for name, field in self.fields.items() if not field.read_only}

    @cached_property
    def _whole(self) -> list[str]:
        return [name for name, field in self.fields.items() if isinstance(field, serializers.IntegerField)]


@dataclass(frozen=True, slots=True)
class _Part:
    """A field, what it is called in the body and afterwards, and what the serializer itself checks of it."""

    name: str
    source: str
    field: Any
    check: Callable[[Any], Any] | None


def _has_point(written: object) -> bool:
    """Whether this is a text with a decimal point, of which the framework cuts the zeros off: 2.00 would be 2."""
    return isinstance(written, str) and "." in written


class PageQuery(StrictSerializer):
    """Pagination parameters."""

    cursor = serializers.CharField(required=False, max_length=MAX_CURSOR)
    page_size = serializers.IntegerField(required=False, min_value=1, max_value=100)


class DaysQuery(StrictSerializer):
    """The first and last business day."""

    first = DayField()
    last = DayField()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["last"] < attrs["first"]:
            raise serializers.ValidationError({"last": "The last day lies before the first."})
        if (attrs["last"] - attrs["first"]).days >= MAX_DAYS:
            raise serializers.ValidationError({"last": f"At most {MAX_DAYS} days at once."})
        return attrs


class PhotoSerializer(StrictSerializer):
    """A picture: JPEG, PNG or WebP, at most 900,000 bytes."""

    photo = serializers.FileField()
