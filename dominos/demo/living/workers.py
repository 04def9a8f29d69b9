"""Who works in the living city: kitchens that watch their screen, couriers who ride along the roads."""

import time
from collections.abc import Iterator
from itertools import pairwise
from math import cos, hypot, radians
from pathlib import Path
from typing import Any
from uuid import UUID

from dominos.demo.city import PASSWORD
from dominos.demo.client import Person, Refused, Socket, answered
from dominos.demo.courier import Courier
from dominos.demo.journey import act
from dominos.demo.living.city import City
from dominos.demo.world import World
from dominos_client import models
from dominos_client.api.follow_an_order import track_order
from dominos_client.api.make_orders_in_a_store import get_make_line

NEXT = {"PLACED": ("accept", 20.0), "ACCEPTED": ("start", 60.0), "PREPARING": ("bake", 180.0)}
NEXT |= {"BAKING": ("ready", 420.0), "READY": ("hand_over", 240.0)}
"""What a kitchen does next with an order, after how many seconds in its state."""
LOOK_S, METRES_A_SECOND, METRES_A_DEGREE = 0.5, 5.5, 111_195.0
SIGNED_IN_S = 600.0
"""An access token lives for some minutes: who works for longer signs in again."""


def cook(city: City, store: models.Store, email: str) -> None:
    """The kitchen of a store, until the evening is over."""
    since: dict[tuple[UUID, str], float] = {}
    with city.person(email) as staff:
        signed_in = -SIGNED_IN_S
        while not city.pace.over.wait(LOOK_S):
            with city.trouble("kitchen"):
                if time.monotonic() - signed_in >= SIGNED_IN_S:
                    staff.sign_in(PASSWORD)
                    signed_in = time.monotonic()
                line = answered(get_make_line.sync_detailed(store.id, client=staff.api))
                for order in line.queue:
                    begun = since.setdefault((order.id, order.status), time.monotonic())
                    _bump(city, staff, order, city.pace.seconds(time.monotonic() - begun))


def _bump(city: City, staff: Person, order: models.MakeLineItem, waited: float) -> None:
    action, after = NEXT.get(order.status, ("", 0.0))
    if not action or waited < after or action not in order.allowed_actions:
        return
    if action != "hand_over":
        act(staff, order.id, action)
    elif order.service != models.ServiceMethod.DELIVERY and (known := city.orders.get(order.id)):
        act(staff, order.id, action, code=known.collection_code)


def bring(city: City, store: models.Store, email: str) -> None:
    """A courier of a store, until the evening is over: what they have taken they bring first."""
    while not city.pace.over.is_set():
        with city.trouble("courier"), city.person(email) as person:
            person.sign_in(PASSWORD)
            world = World(city.web, city.realtime, Path(), Path(), say=lambda who, what: None)
            rider = Courier(world, person)
            with rider.on_shift(store) as road:
                _Shift(city, store, rider, road).work()
        city.pace.over.wait(LOOK_S)


class _Shift:
    """One connection of a courier."""

    def __init__(self, city: City, store: models.Store, rider: Courier, road: Socket) -> None:
        self.city, self.store, self.rider, self.road = city, store, rider, road
        self.here = [store.lat, store.lon]

    def work(self) -> None:
        """Until the token ends, or the evening; then the shift does."""
        until = time.monotonic() + SIGNED_IN_S
        run, offer = self.rider.welcome["run"], self.rider.welcome["offer"]
        while True:
            for stop in run:
                self._bring(stop)
            if self.city.pace.over.is_set():
                self.road.ask("shift.end")
            if self.city.pace.over.is_set() or time.monotonic() > until:
                return
            run = self._take(offer or self._next_offer())
            offer = None

    def _next_offer(self) -> dict[str, Any] | None:
        try:
            message = self.road.wait_for(lambda message: message["type"] == "offer", seconds=2 * LOOK_S)
        except TimeoutError:
            self.rider.report(self.road, [self.here])
            return None
        offer: dict[str, Any] = message["offer"]
        return offer

    def _take(self, offer: dict[str, Any] | None) -> list[dict[str, Any]]:
        """The stops of an offer that was taken: others than the city's own customers would not open to it."""
        if offer is None:
            return []
        stops: list[dict[str, Any]] = offer["stops"]
        try:
            if not all(UUID(stop["order_id"]) in self.city.orders for stop in stops):
                self.road.ask("offer.decline", offer=offer["offer"], reason="not ours")
                return []
            self.road.ask("offer.accept", offer=offer["offer"])
        except Refused:  # it ran out, or was taken back, meanwhile
            return []
        return [{**stop, "status": "ASSIGNED"} for stop in stops]

    def _bring(self, stop: dict[str, Any]) -> None:
        delivery, order = stop["delivery"], self.city.orders.get(UUID(stop["order_id"]))
        if order is None:
            return
        if stop["status"] == "ASSIGNED":
            self._pick_up(delivery)
        if self.city.pace.over.is_set():
            return
        self._ride([stop["lat"], stop["lon"]])
        if stop["status"] != "ARRIVED":
            self.road.ask("delivery.arrive", delivery=delivery)
        api = self.rider.person.api
        pin = answered(track_order.sync_detailed(order.tracking_token, client=api)).pin
        self.road.ask("delivery.hand_over", delivery=delivery, pin=pin)

    def _pick_up(self, delivery: str) -> None:
        """As soon as it is ready: until then the courier waits in the store. Refused."""
        self._ride([self.store.lat, self.store.lon])
        while not self.city.pace.over.is_set():
            try:
                self.road.ask("delivery.pick_up", delivery=delivery)
                return
            except Refused as refusal:
                if "not-released" not in str(refusal):
                    raise
            time.sleep(LOOK_S)
            self.rider.report(self.road, [self.here])

    def _ride(self, to: list[float]) -> None:
        """Along the roads, a position each second of the clock on the wall."""
        way = self.rider.way(self.here, to)
        for point in _points(way, self.city.pace.seconds(1) * METRES_A_SECOND):
            time.sleep(1)
            self.here = point
            self.rider.report(self.road, [point])


def _points(way: list[list[float]], step: float) -> Iterator[list[float]]:
    """The points of a way, so many metres apart, and its end."""
    left = step
    for (lat, lon), (to_lat, to_lon) in pairwise(way):
        east = (to_lon - lon) * cos(radians(lat))
        length, gone = METRES_A_DEGREE * hypot(to_lat - lat, east), 0.0
        while length - gone > left:
            gone += left
            left = step
            share = gone / length
            yield [lat + share * (to_lat - lat), lon + share * (to_lon - lon)]
        left -= length - gone
    yield way[-1]
