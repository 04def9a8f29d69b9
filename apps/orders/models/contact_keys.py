"""What of a telephone number an order is found by; see `queries.contacts`."""

from dominos.kernel.contact import LOCAL_DIGITS, local_forms, phone_key

DIGEST = "a digest under a key of the platform, by which the row is found"


def last_digits(phone: str) -> str:
    """What every way of dialling a number ends with, by which an index finds them."""
    return phone_key(phone)[-LOCAL_DIGITS:]


def ways_to_dial(phone: str) -> list[str]:
    """The number within its country, and without more and more of its area; none of what is no number."""
    return local_forms(key) if (key := phone_key(phone)) else []
