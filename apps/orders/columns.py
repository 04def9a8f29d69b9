"""Expressions over columns that queries and indexes share."""

from typing import Any

from django.db.models import CharField, Func, Value


class Digits(Func):
    """The digits of a text: a phone number however it is written."""

    function = "regexp_replace"
    output_field = CharField()

    def __init__(self, text: Any, *patterns: Any) -> None:
        super().__init__(text, *(patterns or (Value("[^0-9]"), Value(""), Value("g"))))
