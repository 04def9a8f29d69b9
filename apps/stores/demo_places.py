"""Where the demo stores stand: five points in central Helsinki. Needs no Django, so any process may read it."""

from typing import NamedTuple
from uuid import NAMESPACE_URL, UUID, uuid5


class Place(NamedTuple):
    """Where a demo store stands."""

    code: str
    name: str
    street: str
    house_number: str
    postcode: str
    lat: float
    lon: float


PLACES = (
    Place("HEL-1", "Kamppi", "Fredrikinkatu", "48", "00100", 60.16790, 24.93255),
    Place("HEL-2", "Kallio", "Porthaninkatu", "9", "00530", 60.18235, 24.95060),
    Place("HEL-3", "Punavuori", "Iso Roobertinkatu", "20", "00120", 60.16265, 24.93860),
    Place("HEL-4", "Töölö", "Runeberginkatu", "40", "00260", 60.17735, 24.92360),
    Place("HEL-5", "Kruununhaka", "Liisankatu", "15", "00170", 60.17405, 24.95745),
)


def store_id(code: str) -> UUID:
    """The id of the demo store with this code, the same in every installation."""
    return uuid5(NAMESPACE_URL, f"urn:dominos:store:{code}")
