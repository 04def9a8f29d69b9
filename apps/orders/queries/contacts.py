"""Finding orders by what is sealed in them: digests tell what is equal, and nothing else."""

from typing import Any

from django.db.models import Q

from apps.orders.models import Order
from apps.orders.models.contact_keys import ways_to_dial
from dominos.kernel.contact import phone_key

_WAYS: Any = Order._meta.get_field("telephone_ways")
_WORDS: Any = Order._meta.get_field("name_words")


def of_mailbox(email: str) -> Q:
    """Orders with this mailbox (see `email_key`), however the address was written."""
    return Q(contact_email=email) & ~Q(mailbox="")


def of_name(text: str) -> Q:
    """Orders of people who have all these words in their name; whole words, without case and accents."""
    found: Q = _WORDS.having(text)
    return found


def of_telephone(phone: str) -> Q:
    """Orders whose telephone is this one, whichever of the two is written without its area (see `is_same_phone`)."""
    whole, ways = marks_of(phone)
    same = Q(telephone_ways__overlap=whole) | Q(telephone_ways__contained_by=ways)
    return Q(contact_phone=phone) & same


def marks_of(phone: str) -> tuple[list[str], list[str]]:
    """What stands for the whole number, and for all ways to dial it, in `telephone_ways`."""
    return _WAYS.marks_of([phone_key(phone)]), _WAYS.marks_of(ways_to_dial(phone))
