"""The tracker's map: always the store, and the door and the road to it while the food is out."""

from apps.delivery.contract.types import Tracking
from apps.geo.contract.service import GeoService
from apps.geo.contract.types import Point
from apps.orders.contract.types import OrderStatus
from apps.orders.models import Order
from dominos.kernel.edge.answers import Answer
from dominos.kernel.errors import Unavailable
from dominos.kernel.services import service

type Line = list[tuple[float, float]]
"""Positions of a GeoJSON LineString: longitude, latitude."""


class PlaceAnswer(Answer):
    """A place in degrees (WGS 84)."""

    lat: float
    lon: float


class TrackerMapAnswer(Answer):
    """`home` and `route` between pick-up and hand-over only; a route is a list of [longitude, latitude]."""

    store: PlaceAnswer
    home: PlaceAnswer | None
    route: list[tuple[float, float]]


def middle_of(order: Order) -> PlaceAnswer:
    """The centre of the map picture: the door while the food is out, otherwise the store."""
    place = order.terms
    if order.address is not None and order.state is OrderStatus.OUT_FOR_DELIVERY:
        place = order.address
    return PlaceAnswer(lat=place["lat"], lon=place["lon"])


def map_of(order: Order, tracking: Tracking | None) -> TrackerMapAnswer:
    """`store`, and `home` and `route` between pick-up and hand-over; a route only if no other stop comes first."""
    store = PlaceAnswer(lat=order.terms["lat"], lon=order.terms["lon"])
    if tracking is None or order.address is None or order.state is not OrderStatus.OUT_FOR_DELIVERY:
        return TrackerMapAnswer(store=store, home=None, route=[])
    home = PlaceAnswer(lat=order.address["lat"], lon=order.address["lon"])
    at = tracking.position
    # The way to somebody else's door is somebody else's business.
    route = _road(Point(lat=at.lat, lon=at.lon), home) if at and not tracking.stops_before else []
    return TrackerMapAnswer(store=store, home=home, route=route)


def _road(origin: Point, home: PlaceAnswer) -> Line:
    try:
        way = service(GeoService).route(origin=origin, destination=Point(lat=home.lat, lon=home.lon))
    except Unavailable:
        return []
    points = way.geometry if way.confidence == "road" else ()
    return [*((round(p.lon, 6), round(p.lat, 6)) for p in points), (home.lon, home.lat)]
