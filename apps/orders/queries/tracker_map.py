"""What the tracker draws on its map: the store always, the door and the road to it while the food is out."""

from typing import Any

from apps.delivery.contract.types import Tracking
from apps.geo.contract.service import GeoService
from apps.geo.contract.types import Point
from apps.orders.contract.types import OrderStatus
from apps.orders.models import Order
from dominos.kernel.errors import Unavailable
from dominos.kernel.services import service

type Line = list[list[float]]
"""Positions of a GeoJSON LineString: longitude, latitude."""


def map_of(order: Order, tracking: Tracking | None) -> dict[str, Any]:
    """`store`, and `home` and `route` between pick-up and hand-over; a route when no other stop comes first."""
    store = {"lat": order.terms["lat"], "lon": order.terms["lon"]}
    if tracking is None or order.address is None or order.state is not OrderStatus.OUT_FOR_DELIVERY:
        return {"store": store, "home": None, "route": []}
    home = {"lat": order.address["lat"], "lon": order.address["lon"]}
    at = tracking.position
    # The way to somebody else's door is somebody else's business.
    route = _road(at.lat, at.lon, home) if at and not tracking.stops_before else []
    return {"store": store, "home": home, "route": route}


def _road(lat: float, lon: float, home: dict[str, float]) -> Line:
    try:
        way = service(GeoService).route(origin=Point(lat=lat, lon=lon), destination=Point(**home))
    except Unavailable:
        return []
    points = way.geometry if way.confidence == "road" else ()
    return [*([round(p.lon, 6), round(p.lat, 6)] for p in points), [home["lon"], home["lat"]]]
