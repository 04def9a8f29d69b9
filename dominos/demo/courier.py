"""A courier of the demo: on shift by websocket, along the roads to the door."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

from dominos.demo.city import PASSWORD
from dominos.demo.client import Person, Socket, answered
from dominos.demo.world import World, eventually
from dominos.kernel.clock import now
from dominos_client.api.find_a_store import geo_route
from dominos_client.models import Store


class Courier:
    """Drives."""

    def __init__(self, world: World, person: Person) -> None:
        self.world, self.person, self.fixes = world, person, 0
        self.welcome: dict[str, Any] = {}
        if not person.token:
            person.sign_in(PASSWORD)

    @contextmanager
    def on_shift(self, store: Store) -> Iterator[Socket]:
        """The courier's socket, on shift and standing at the store."""
        with self.person.socket("/ws/v1/courier") as road:
            welcome = self.welcome = road.receive()
            if welcome["shift"] is None:
                road.ask("shift.start")
            else:
                self.fixes = welcome["shift"]["acked_sequence"]
            self.report(road, [[store.lat, store.lon]])
            self.world.say("courier", f"{welcome['courier']['name']} is on shift, by websocket")
            yield road

    def report(self, road: Socket, points: list[list[float]]) -> None:
        """Reports positions, one a second up to now; points are (lat, lon)."""
        first, begin = self.fixes + 1, now() - timedelta(seconds=len(points))
        self.fixes += len(points)
        positions = [
            {
                "sequence": first + n,
                "lat": lat,
                "lon": lon,
                "accuracy": 8.0,
                "at": (begin + timedelta(seconds=n)).isoformat(),
            }
            for n, (lat, lon) in enumerate(points)
        ]
        road.ask("position", positions=positions)

    def take_offer(self, road: Socket, order: UUID) -> dict[str, Any]:
        offer = road.wait_for(lambda message: message["type"] == "offer")["offer"]
        road.ask("offer.accept", offer=offer["offer"])
        stop: dict[str, Any] = next(s for s in offer["stops"] if s["order_id"] == str(order))
        self.world.say("courier", f"accepts the offer for {stop['number']}, stop {stop['stop']}")
        return stop

    def drive(self, road: Socket, stop: dict[str, Any], store: Store, pin: Callable[[], str]) -> None:
        eventually(lambda: road.ask("delivery.pick_up", delivery=stop["delivery"]))
        self.world.say("courier", "picks up")
        for leg in _legs(self.way([store.lat, store.lon], [stop["lat"], stop["lon"]]), 5):
            self.report(road, leg)
        road.ask("delivery.arrive", delivery=stop["delivery"])
        road.ask("delivery.hand_over", delivery=stop["delivery"], pin=pin())
        self.world.say("courier", "hands over against the PIN")

    def way(self, begin: list[float], end: list[float]) -> list[list[float]]:
        """The road from here to there, (lat, lon) each."""
        here, there = (f"{lat},{lon}" for lat, lon in (begin, end))
        way = answered(geo_route.sync_detailed(client=self.person.api, from_=here, to=there))
        self.world.say("courier", f"{way.meters:.0f} m to ride on {way.confidence}s")
        return [*([lat, lon] for lon, lat in way.geometry.coordinates), end]


def _legs(points: list[list[float]], count: int) -> Iterator[list[list[float]]]:
    size = max(1, -(-len(points) // count))
    yield from (points[n : n + size] for n in range(0, len(points), size))
