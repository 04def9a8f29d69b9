"""Hits found in the loaded map."""

from apps.geo.contract.types import AddressHit, Point
from dominos.kernel.contact import address_line

SOURCE = "local"
"""The provider name of our own map."""


def door_hit(
    street: str, number: str, postcode: str, locality: str, point: Point, score: float, *, exact: bool
) -> AddressHit:
    """A house; not `exact` if its position was interpolated."""
    return AddressHit(
        label=address_line(street, number, postcode, locality),
        street=street,
        house_number=number,
        postcode=postcode,
        city=locality,
        point=point,
        score=score,
        precision="address" if exact else "interpolated",
        source=SOURCE,
    )


def street_hit(street: str, postcode: str, locality: str, point: Point, score: float) -> AddressHit:
    """A street, at a point on it."""
    return AddressHit(
        label=address_line(street, "", postcode, locality),
        street=street,
        house_number="",
        postcode=postcode,
        city=locality,
        point=point,
        score=score,
        precision="street",
        source=SOURCE,
    )
