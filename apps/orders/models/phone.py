"""Expressions over columns that queries and indexes share."""

from typing import Any

from django.db.models import CharField, Func, Value
from django.db.models.functions import Right

from dominos.kernel.contact import TAIL


class Digits(Func):
    """The digits of a text: a phone number however it is written."""

    function = "regexp_replace"
    output_field = CharField()

    def __init__(self, text: Any, *patterns: Any) -> None:
        super().__init__(text, *(patterns or (Value("[^0-9]"), Value(""), Value("g"))))


def phone_tail(column: str) -> Right:
    """The last digits of a phone number, the same for +358 40 1234567, 00358... and 040 1234567."""
    return Right(Digits(column), TAIL)
