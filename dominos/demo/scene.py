"""The demo's people at work: orders placed, cooked and driven through the public interfaces, as far as wanted."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Self
from uuid import UUID

from apps.stores.demo_places import PLACES, store_id
from dominos.demo.city import PASSWORD, accounts
from dominos.demo.client import Person, Refused, Socket, answered
from dominos.demo.courier import Courier
from dominos.demo.journey import Customer, Guest, act, pay, place
from dominos.demo.world import World, eventually
from dominos.kernel.auth import Role
from dominos_client import models
from dominos_client.api.find_a_store import get_store
from dominos_client.api.follow_an_order import check_in, track_order
from dominos_client.api.order import get_order, price_order

HOME = {
    "street": "Bulevardi",
    "house_number": "7",
    "postcode": "00120",
    "city": "Helsinki",
    "lat": 60.16466,
    "lon": 24.93837,
}
BASKET: list[dict[str, Any]] = [{"variant": "14HT", "options": {"P": {"1/2": "1"}, "M": {"2/2": "1"}}}]
STEPS = ("accept", "start", "bake", "ready")


@dataclass(slots=True)
class Trip:
    """A courier with an accepted delivery; `points` is the road from the store to the door, (lat, lon) each."""

    courier: Courier
    road: Socket
    delivery: str
    points: list[list[float]]
    is_picked_up: bool = False

    def pick_up(self) -> None:
        """Takes the food; the order is on the road then."""
        eventually(lambda: self.road.ask("delivery.pick_up", delivery=self.delivery), seconds=20)
        self.is_picked_up = True

    def arrive(self) -> None:
        """Rings."""
        self.road.ask("delivery.arrive", delivery=self.delivery)

    def finish(self, pin: Callable[[], str]) -> None:
        """Whatever is left of the way, so that the courier is free again."""
        if not self.is_picked_up:
            self.pick_up()
        self.ride()
        with suppress(Refused):  # has arrived
            self.arrive()
        with suppress(Refused):  # has handed over
            self.hand_over(pin())
        self.road.ask("shift.end")

    def hand_over(self, pin: str) -> None:
        """Gives the food away."""
        self.road.ask("delivery.hand_over", delivery=self.delivery, pin=pin)

    def ride(self, share: float = 1.0) -> None:
        """Reports the way up to this share of it."""
        self.courier.report(self.road, self.points[: max(1, round(len(self.points) * share))])


class Scene:
    """People of the demo city, signed in when first needed. A context manager, which ends what they began:
    what is on the road comes to its door, other orders are cancelled.

    `dispatch` is called to have offers made where no worker does it by the clock.
    """

    def __init__(self, *, web: str, realtime: str, dispatch: Callable[[], None] = lambda: None) -> None:
        self._dispatch = dispatch
        self._world = World(
            web=web,
            realtime=realtime,
            mailbox=Path(),
            downloads=Path(),
            say=lambda who, what: None,
        )
        self._stack = ExitStack()
        self._people: dict[str, Person] = {}
        self._orders: list[str] = []
        self._trips: list[tuple[str, Trip]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for token, trip in self._trips:
            with suppress(Refused, TimeoutError):
                trip.finish(partial(self._pin, token))
        for order in self._orders:
            with suppress(Refused):  # over, or too far to be cancelled
                act(self._support(), UUID(order), "cancel", reason="the scene is over")
        self._stack.close()

    def person(self, email: str) -> Person:
        """Somebody with an account of the demo, signed in."""
        if email not in self._people:
            someone = Person(email, web=self._world.web, realtime=self._world.realtime)
            self._stack.callback(someone.close)
            someone.sign_in(PASSWORD)
            self._people[email] = someone
        return self._people[email]

    def order(
        self,
        *,
        home: dict[str, Any] = HOME,
        lines: Sequence[dict[str, Any]] = BASKET,
        steps: Sequence[str] = (),
        service: str = "DELIVERY",
        store: str = "HEL-3",
        contactless: bool = False,
        is_paid: bool = True,
        when: str | None = None,
    ) -> dict[str, Any]:
        """An order, paid by card unless not, moved on by its store as far as `steps` of accept, start, bake, ready.

        A delivery goes `home` from whichever store serves it; what is collected is collected at `store`. `when` is the
        start of its slot, if it is ordered ahead.
        """
        customer = self._anybody()
        where = {"address": home} if service == "DELIVERY" else {"store_id": str(store_id(store))}
        wanted = {"service": service, "lines": list(lines), **where, **({"when": when} if when else {})}
        basket = models.QuoteRequestRequest.from_dict(wanted)
        quote = answered(price_order.sync_detailed(client=customer.api, body=basket))
        contact = models.ContactRequest("Veera Virtanen", "+358 40 1234567")
        placed = place(customer, quote, contact, contactless=contactless)
        order = placed.to_dict()
        self._orders.append(order["id"])
        if not is_paid:
            return self.look(order)
        pay(customer, placed.id)
        eventually(lambda: Customer(self._world, customer).look(placed.id, "SCHEDULED" if when else "PLACED"))
        self.cook(order, steps)
        return self.look(order)

    def order_ahead(
        self, lines: Sequence[dict[str, Any]] = BASKET, *, store: str = "HEL-3"
    ) -> dict[str, Any]:
        """A guest's order for tomorrow, to be collected, and paid."""
        shop = answered(get_store.sync_detailed(store_id(store), client=self._anybody().api))
        guest = Person("a guest", web=self._world.web, realtime=self._world.realtime)
        with closing(guest):
            basket = [models.LineRequest.from_dict(line) for line in lines]
            order = Guest(self._world, guest).order_ahead(shop, basket).to_dict()
        self._orders.append(order["id"])
        return order

    def cook(self, order: dict[str, Any], steps: Sequence[str] = STEPS) -> None:
        """The order's store takes it through these steps."""
        code = next(place.code for place in PLACES if str(store_id(place.code)) == order["store_id"])
        staff = self.person(accounts(Role.STORE_STAFF, code)[0].email)
        for step in steps:
            act(staff, UUID(order["id"]), step)

    def look(self, order: dict[str, Any]) -> dict[str, Any]:
        """The order as its customer sees it now."""
        return answered(get_order.sync_detailed(UUID(order["id"]), client=self._anybody().api)).to_dict()

    def check_in(self, order: dict[str, Any], **where: str) -> None:
        """The customer who collects the order is at the store."""
        body = models.CheckInRequest.from_dict(where)
        answered(check_in.sync_detailed(UUID(order["id"]), client=self._anybody().api, body=body))

    def hand_over(self, order: dict[str, Any]) -> None:
        """The store hands what is collected to its customer, who says the code."""
        code = next(place.code for place in PLACES if str(store_id(place.code)) == order["store_id"])
        staff = self.person(accounts(Role.STORE_STAFF, code)[0].email)
        act(staff, UUID(order["id"]), "hand_over", code=order["collection_code"])

    def trip(self, order: dict[str, Any], *, courier: int = 0) -> Trip:
        """A courier of the store comes on shift and takes the order's offer; to pick up, it must be ready."""
        store = answered(get_store.sync_detailed(UUID(order["store_id"]), client=self._anybody().api))
        person = self.person(accounts(Role.COURIER, store.code)[courier].email)
        driver = Courier(self._world, person)
        road = self._stack.enter_context(driver.on_shift(store))
        self._dispatch()
        stop = driver.take_offer(road, UUID(order["id"]))
        trip = Trip(
            driver, road, stop["delivery"], driver.way([store.lat, store.lon], [stop["lat"], stop["lon"]])
        )
        self._trips.append((order["tracking_token"], trip))
        return trip

    def _pin(self, token: str) -> str:
        return answered(track_order.sync_detailed(token, client=self._anybody().api)).pin

    def _support(self) -> Person:
        return self.person(accounts(Role.SUPPORT)[0].email)

    def _anybody(self) -> Person:
        return self.person(accounts(Role.CUSTOMER)[0].email)
