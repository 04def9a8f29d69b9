"""Answers of the API: one declaration gives the JSON, its validation and its part of the OpenAPI document.

    class ReviewAnswer(Answer):
        '''A review, without its author.'''

        id: UUID
        stars: int
        text: str
        '''What the customer wrote; may be empty.'''

    ReviewAnswer.of(review)                      # from the attributes of a model or a dataclass
    @extend_schema(responses={201: ReviewAnswer})         # or list[ReviewAnswer], Page[ReviewAnswer], A | B
    return self.answer(ReviewAnswer.of(review), 201)      # in an `ApiView`

The component is named after the class, without `Answer`: `Review`; a page of them is `ReviewPage`. A field is
always present in the answer, as null where its type says so; a field of type `Omissible[X]` is left out instead, and
one whose default is `usual(x)` where it is `x`, which the document says.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import time
from typing import TYPE_CHECKING, Annotated, Any, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema
from pydantic_core import to_jsonable_python

if TYPE_CHECKING:
    from django.db.models import QuerySet

_T = TypeVar("_T")


def _is_none(value: object) -> bool:
    return value is None


Omissible = Annotated[_T | None, Field(exclude_if=_is_none)]
"""A field that is left out if it has no value. Its default must be None."""


def usual(value: Any) -> Any:
    """The default, as a JSON value, of a field that is left out if it equals it."""
    return Field(
        default=value, exclude_if=lambda given: bool(given == value), json_schema_extra={"default": value}
    )


Url = Annotated[str, Field(json_schema_extra={"format": "uri"})]
"""An absolute URL, kept verbatim, unlike pydantic's own type."""


CLOCK_TIME: dict[str, Any] = {
    "type": "string",
    "pattern": r"^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$",
    "example": "17:30:00",
}
"""A local time of day: JSON Schema's `time` has an offset."""

ClockTime = Annotated[time, WithJsonSchema(CLOCK_TIME)]
"""A local time of day."""


class Answer(BaseModel):
    """Base class of responses and socket frames. Immutable; unknown fields are refused.

    Docstrings of the class and of its fields are the descriptions in the OpenAPI document.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        from_attributes=True,
        use_attribute_docstrings=True,
        json_schema_serialization_defaults_required=True,
    )

    @classmethod
    def of(cls, source: object, /) -> Self:
        """The answer built from the attributes of `source`, or from the keys of a mapping."""
        return cls.model_validate(source)

    @classmethod
    def of_all(cls, sources: Iterable[object], /) -> list[Self]:
        """An answer for each source."""
        return [cls.model_validate(source) for source in sources]


class Page[A: Answer](Answer):
    """A page of a list."""

    next: Url | None
    """The URL of the next page."""
    previous: Url | None
    """The URL of the previous page."""
    results: list[A]


@dataclass(frozen=True, slots=True)
class Listing[A: Answer]:
    """A paginated list: a queryset, and how a page of its rows is converted to answers.

    `ordering` is a unique column; for a time-ordered id newest first.
    """

    rows: "QuerySet[Any]"
    answers: Callable[[list[Any]], list[A]]
    ordering: str = "-id"


def json_values(answer: Answer | Iterable[Answer] | Mapping[str, Any] | None) -> Any:
    """The answer as JSON values."""
    return to_jsonable_python(answer)


def component_name(model: type) -> str:
    """The name of an answer in the OpenAPI document."""
    generic: Mapping[str, Any] = getattr(model, "__pydantic_generic_metadata__", {})
    if arguments := generic.get("args"):
        return "".join(component_name(a) for a in arguments) + component_name(generic["origin"])
    return model.__name__.removesuffix("Answer") or model.__name__
