"""The columns by which orders of one mailbox and of one telephone are found."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Right
from django.db.models.lookups import Exact

from dominos.kernel.contact import EMAIL_KEY, LOCAL_DIGITS, MAX_DIGITS, email_key, local_forms, phone_key


class _KeyField(models.CharField[str, str]):
    """The key of another column of the row; written whenever the row, or this column, is."""

    key: ClassVar[Callable[[str], str]]
    longest: ClassVar[int]

    def __init__(self, of: str, **options: Any) -> None:
        self.of = of
        fixed = {"max_length": self.longest, "blank": True, "db_default": "", "editable": False}
        super().__init__(**{**options, **fixed})

    def deconstruct(self) -> Any:
        """With the column it is the key of."""
        name, path, args, options = super().deconstruct()
        return name, path, [*args, self.of], options

    def pre_save(self, row: models.Model, add: bool) -> str:
        """The key of what the column holds now."""
        value = type(self).key(getattr(row, self.of))
        setattr(row, self.attname, value)
        return value


class MailboxField(_KeyField):
    """`email_key` of a mail address."""

    key = staticmethod(email_key)
    longest = EMAIL_KEY


class TelephoneField(_KeyField):
    """`phone_key` of a telephone number."""

    key = staticmethod(phone_key)
    longest = MAX_DIGITS


LOCAL_PART = Right("telephone", LOCAL_DIGITS)
"""What every way of writing a number ends with, by which an index finds them."""


def of_telephone(phone: str) -> Q:
    """Rows whose `telephone` is this one, whichever of the two is written without its area (see `is_same_phone`)."""
    key = phone_key(phone)
    same = Q(telephone__endswith=key) | Q(telephone__in=local_forms(key))
    return Q(Exact(LOCAL_PART, Value(key[-LOCAL_DIGITS:]))) & same
