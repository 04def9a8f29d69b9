"""Serializers from types: what several apps take alike is declared once, as an annotated dataclass of a contract.

    @dataclass(frozen=True, kw_only=True)
    class LineRequest:
        variant: Annotated[str, MinLen(1), MaxLen(40), doc("Code of what is sold.")]
        quantity: Annotated[int, Ge(1), Le(99)] = 1

    lines = ListField(child=serializer_of(LineRequest)(), max_length=50)

What is validated is an instance of the dataclass. Texts, lists and maps need a `MaxLen`, numbers a `Ge` and a `Le`,
decimals a `MultipleOf` as well: nothing a stranger sends is without an end.
"""

import dataclasses
from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import Enum
from functools import cache
from types import UnionType
from typing import Annotated, Any, ClassVar, Union, get_args, get_origin, get_type_hints

from annotated_types import DocInfo, Ge, Le, MaxLen, MinLen, MultipleOf
from rest_framework import serializers

from dominos.kernel.edge.contact_fields import WordsField
from dominos.kernel.edge.fields import AmountField, ListField, MapField
from dominos.kernel.edge.serializers import StrictSerializer

Field = serializers.Field[Any, Any, Any, Any]
_Bounds = Mapping[type, Any]


class _DeclaredSerializer(StrictSerializer):
    declares: ClassVar[type]

    def validate(self, attrs: Any) -> Any:
        return self.declares(**{name: _frozen(value) for name, value in attrs.items()})


@cache
def serializer_of(kind: type) -> type[_DeclaredSerializer]:
    """The serializer with the fields of the dataclass `kind`, which returns instances of it."""
    name = f"{kind.__name__.removesuffix('Request')}Serializer"
    about = {"__doc__": kind.__doc__, "__module__": kind.__module__, "declares": kind}
    return type(name, (_DeclaredSerializer,), _fields(kind) | about)


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _fields(kind: type) -> dict[str, Field]:
    hints = get_type_hints(kind, include_extras=True)
    return {each.name: _field(hints[each.name], **_presence(each)) for each in dataclasses.fields(kind)}


def _presence(declared: "dataclasses.Field[Any]") -> dict[str, Any]:
    if declared.default_factory is not dataclasses.MISSING:
        made: Any = declared.default_factory
        return {"default": made}
    if declared.default is dataclasses.MISSING:
        return {}
    if declared.default is None:
        return {"required": False}
    return {"default": list if declared.default == () else declared.default}


def _field(hint: Any, **options: Any) -> Field:
    kind, *notes = get_args(hint) if get_origin(hint) is Annotated else (hint,)
    if get_origin(kind) in (Union, UnionType):
        (inner,) = (each for each in get_args(kind) if each is not type(None))
        return _field(inner, **options)
    bounds = {type(note): note for note in notes}
    if DocInfo in bounds:
        options["help_text"] = bounds[DocInfo].documentation
    return _BUILDERS[get_origin(kind) or kind](kind, bounds, options)


def _text(_: Any, bounds: _Bounds, options: dict[str, Any]) -> Field:
    return WordsField(max_length=bounds[MaxLen].max_length, allow_blank=MinLen not in bounds, **options)


def _integer(_: Any, bounds: _Bounds, options: dict[str, Any]) -> Field:
    return serializers.IntegerField(min_value=bounds[Ge].ge, max_value=bounds[Le].le, **options)


def _decimal(_: Any, bounds: _Bounds, options: dict[str, Any]) -> Field:
    largest, step = bounds[Le].le, bounds[MultipleOf].multiple_of
    decimals = -step.as_tuple().exponent
    digits = len(str(int(largest))) + decimals
    return AmountField(
        min_value=bounds[Ge].ge, max_value=largest, max_digits=digits, decimal_places=decimals, **options
    )


def _list(kind: Any, bounds: _Bounds, options: dict[str, Any]) -> Field:
    return ListField(child=_field(get_args(kind)[0]), max_length=bounds[MaxLen].max_length, **options)


def _map(kind: Any, bounds: _Bounds, options: dict[str, Any]) -> Field:
    name, value = get_args(kind)
    if isinstance(name, type) and issubclass(name, Enum):
        return MapField(child=_field(value), names=name, **options)
    name_bounds = {type(note): note for note in get_args(name)[1:]}
    return MapField(
        child=_field(value),
        max_entries=bounds[MaxLen].max_length,
        max_name_length=name_bounds[MaxLen].max_length,
        **options,
    )


_BUILDERS: dict[Any, Callable[[Any, _Bounds, dict[str, Any]], Field]] = {
    str: _text,
    int: _integer,
    Decimal: _decimal,
    tuple: _list,
    dict: _map,
}
