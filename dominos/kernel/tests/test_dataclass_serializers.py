"""A serializer from an annotated dataclass holds its bounds and gives its instances."""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

import pytest
from annotated_types import Ge, Le, MaxLen, MinLen, MultipleOf

from dominos.kernel.edge.dataclass_serializers import serializer_of

Word = Annotated[str, MinLen(1), MaxLen(5)]


class Side(StrEnum):
    LEFT = "l"
    RIGHT = "r"


@dataclass(frozen=True, kw_only=True)
class ThingRequest:
    """A thing."""

    code: Word
    number: Annotated[int, Ge(1), Le(9)] = 1
    parts: Annotated[
        dict[Word, dict[Side, Annotated[Decimal, Ge(0), Le(Decimal(9)), MultipleOf(Decimal("0.1"))]]],
        MaxLen(2),
    ] = field(default_factory=dict)
    other: Word | None = None
    words: Annotated[tuple[Word, ...], MaxLen(2)] = ()
    note: Annotated[str, MaxLen(5)] = ""


def test_what_is_left_out_has_its_default():
    asked = serializer_of(ThingRequest)(data={"code": "a"})
    assert asked.is_valid()
    assert asked.validated_data == ThingRequest(code="a")


def test_everything_given():
    body = {"code": "a", "number": 2, "parts": {"x": {"r": "1.50"}}, "other": "b", "words": ["c"], "note": ""}
    asked = serializer_of(ThingRequest)(data=body)
    assert asked.is_valid()
    assert asked.validated_data == ThingRequest(
        code="a", number=2, parts={"x": {Side.RIGHT: Decimal("1.5")}}, other="b", words=("c",)
    )


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"code": ""}, ("code",)),
        ({"code": "abcdef"}, ("code",)),
        ({"number": 0}, ("number",)),
        ({"number": 10}, ("number",)),
        ({"parts": {"a": {}, "b": {}, "c": {}}}, ("parts",)),
        ({"parts": {"abcdef": {}}}, ("parts",)),
        ({"parts": {"a": {"m": 1}}}, ("parts", "a", "m")),
        ({"parts": {"a": {"l": 10}}}, ("parts", "a", "l")),
        ({"parts": {"a": {"l": "0.25"}}}, ("parts", "a", "l")),
        ({"other": None}, ("other",)),
        ({"words": ["a", "b", "c"]}, ("words",)),
        ({"words": ["a", ""]}, ("words", 1)),
        ({"note": "abcdef"}, ("note",)),
        ({"price": 1}, ("price",)),
    ],
)
def test_what_is_beyond_is_refused_at_its_place(given, path):
    asked = serializer_of(ThingRequest)(data={"code": "a"} | given)
    assert not asked.is_valid()
    errors = asked.errors
    for name in path:
        errors = errors[name]
    assert errors


def test_a_type_has_one_serializer():
    assert serializer_of(ThingRequest) is serializer_of(ThingRequest)
    assert serializer_of(ThingRequest).__name__ == "ThingSerializer"
