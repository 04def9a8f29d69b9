"""The columns by which orders of one mailbox and of one telephone are found."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Right
from django.db.models.lookups import Exact

from dominos.kernel.contact import EMAIL_KEY, LOCAL_DIGITS, MAX_DIGITS, email_key, local_forms, phone_key


class _KeyField(models.CharField[str, str]):
    """The key of another column of the row; written whenever the row, or this column, is."""

    longest: ClassVar[int]
    """The most letters of a key."""

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
        value = self.key(getattr(row, self.of))
        setattr(row, self.attname, value)
        return value

    @staticmethod
    def key(text: str) -> str:
        """What stands for the text."""
        raise NotImplementedError


class MailboxField(_KeyField):
    """`email_key` of a mail address."""

    longest = EMAIL_KEY

    @staticmethod
    def key(text: str) -> str:
        return email_key(text)


class TelephoneField(_KeyField):
    """`phone_key` of a telephone number."""

    longest = MAX_DIGITS

    @staticmethod
    def key(text: str) -> str:
        return phone_key(text)


LOCAL_PART = Right("telephone", LOCAL_DIGITS)
"""What every way of writing a number ends with, by which an index finds them."""


def of_telephone(phone: str) -> Q:
    """Rows whose `telephone` is this one, whichever of the two is written without its area (see `is_same_phone`)."""
    key = phone_key(phone)
    same = Q(telephone__endswith=key) | Q(telephone__in=local_forms(key))
    return Q(Exact(LOCAL_PART, Value(key[-LOCAL_DIGITS:]))) & same
