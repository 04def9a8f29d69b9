"""A system check that every field of every request has an upper bound."""

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.core.validators import MaxLengthValidator
from django.urls import get_resolver
from rest_framework import serializers

from dominos.kernel.edge import fields

BOUNDED = (fields.InstantField, fields.DayField, fields.LatitudeField, fields.LongitudeField)
SMALL = (
    serializers.BooleanField,
    serializers.UUIDField,
    serializers.ChoiceField,
    serializers.TimeField,
    serializers.FileField,
)
"""Field types that are bounded by themselves; uploaded files by `DATA_UPLOAD_MAX_MEMORY_SIZE`."""


@register()
def requests_have_bounds(**_: Any) -> list[CheckMessage]:
    """Every text, number, list and map of a request has a maximum, and every instant a range."""
    get_resolver().url_patterns  # noqa: B018 - so that all requests are known
    return [
        Error(f"{kind.__module__}.{kind.__name__}.{name}: {what}", id="kernel.E004")
        for kind in _kinds(serializers.Serializer)
        if kind.__module__.startswith(("apps.", "dominos."))
        for name, field in kind().get_fields().items()
        for what in unbounded(field)
    ]


def unbounded(field: Any) -> Iterator[str]:
    """The unbounded parts of the field."""
    if isinstance(field, serializers.ListSerializer) and getattr(field, "max_length", None) is None:
        yield "a list without max_length"
    if isinstance(field, serializers.BaseSerializer | fields.ListField | fields.MapField):
        child = getattr(field, "child", None)
        yield from unbounded(child) if child is not None else ()
    elif (what := _endless(field)) is not None:
        yield what


def _endless(field: Any) -> str | None:
    """Why a field without parts has no end."""
    if isinstance(field, (*SMALL, *BOUNDED)) or getattr(field, "is_bounded", False):
        return None
    if isinstance(field, serializers.IntegerField | serializers.DecimalField):
        is_bounded = None not in (field.min_value, field.max_value)
        return None if is_bounded else "a number without min_value and max_value"
    if isinstance(field, serializers.CharField):
        is_bounded = any(isinstance(each, MaxLengthValidator) for each in field.validators)
        return None if is_bounded else "a text without max_length"
    return f"use a field with bounds instead of {type(field).__name__}, or say here that it has some"


def _kinds(base: type[Any]) -> Iterator[type[Any]]:
    for kind in base.__subclasses__():
        yield kind
        yield from _kinds(kind)
