"""Lookup keys of an order's telephone number; see `queries.contacts`."""

from dominos.kernel.contact import LOCAL_DIGITS, local_forms, phone_key

DIGEST = "a digest under a key of the platform, by which the row is found"


def last_digits(phone: str) -> str:
    """The digits that every way of dialling a number ends with, for an index."""
    return phone_key(phone)[-LOCAL_DIGITS:]


def ways_to_dial(phone: str) -> list[str]:
    """The national number, and without more and more of its area code; empty for what is not a number."""
    return local_forms(key) if (key := phone_key(phone)) else []
