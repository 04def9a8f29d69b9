"""Locations of the demo stores: five points in central Helsinki. Does not need Django, so any process can import it."""

from typing import NamedTuple
from uuid import NAMESPACE_URL, UUID, uuid5


class Place(NamedTuple):
    """The location of a demo store."""

    code: str
    name: str
    street: str
    house_number: str
    postcode: str
    lat: float
    lon: float


PLACES = (
    Place("HEL-1", "Kamppi", "Kalevankatu", "17", "00100", 60.16680, 24.93605),
    Place("HEL-2", "Hakaniemi", "Siltasaarenkatu", "12", "00530", 60.17848, 24.94963),
    Place("HEL-3", "Punavuori", "Uudenmaankatu", "13", "00120", 60.16465, 24.94088),
    Place("HEL-4", "Kruununhaka", "Snellmaninkatu", "16", "00170", 60.17447, 24.95279),
    Place("HEL-5", "Kaisaniemi", "Mikonkatu", "18", "00100", 60.17211, 24.94500),
)
"""Addresses and points as OpenStreetMap has them, all on the demo city's road network."""


def store_id(code: str) -> UUID:
    """The id of the demo store with this code, the same in every installation."""
    return uuid5(NAMESPACE_URL, f"urn:dominos:store:{code}")
