"""Finds orders by sealed columns, through digests, which only reveal equality."""

from typing import Any

from django.db.models import Q

from apps.orders.models import Order
from apps.orders.models.contact_keys import ways_to_dial
from dominos.kernel.contact import phone_key

_WAYS: Any = Order._meta.get_field("telephone_ways")
_WORDS: Any = Order._meta.get_field("name_words")


def of_mailbox(email: str) -> Q:
    """Orders with this mailbox (see `email_key`), in whichever spelling."""
    return Q(contact_email=email) & ~Q(mailbox="")


def of_name(text: str) -> Q:
    """Orders of people whose names contain all these words; whole words, ignoring case and accents."""
    found: Q = _WORDS.having(text)
    return found


def of_telephone(phone: str) -> Q:
    """Orders with this telephone number, even if one of the two lacks its area code (see `is_same_phone`)."""
    whole, ways = marks_of(phone)
    same = Q(telephone_ways__overlap=whole) | Q(telephone_ways__contained_by=ways)
    return Q(contact_phone=phone) & same


def marks_of(phone: str) -> tuple[list[str], list[str]]:
    """The digests of the whole number and of all ways to dial it, in `telephone_ways`."""
    return _WAYS.marks_of([phone_key(phone)]), _WAYS.marks_of(ways_to_dial(phone))
