"""One whole order, from sign-up to review, through the public interfaces only."""

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import uuid4

from dominos.demo.city import PASSWORD, accounts
from dominos.demo.client import Person, Refused, Socket
from dominos.demo.courier import Courier
from dominos.demo.mailbox import verification_token
from dominos.demo.world import World, eventually, expected
from dominos.kernel.auth import Role
from dominos.kernel.money import Money

ADDRESS = "Bulevardi 7, Helsinki"
HALF_AND_HALF = {"P": {"1/2": "1"}, "M": {"2/2": "1"}, "O": {"2/2": "2"}}
DEALS = ["WELCOME5", "TWOLARGE"]
"""Asked for both; the set that saves most applies."""
REVIEW = "Still hot, and the halves were where they belong."


@dataclass(slots=True)
class Outcome:
    """What came of it."""

    order: dict[str, Any]
    tracker: dict[str, Any]
    payment: dict[str, Any]
    invoice: dict[str, Any]
    invoice_path: Path
    review: dict[str, Any]
    rating: dict[str, Any]
    ahead: dict[str, Any]
    seen: list[str]


def one_order(world: World) -> Outcome:
    """Drives customer, store and courier, each a client of their own."""
    with ExitStack() as stack:

        def person(email: str) -> Person:
            someone = Person(email, web=world.web, realtime=world.realtime)
            stack.callback(someone.close)
            return someone

        customer = Customer(world, person(f"guest-{uuid4().hex[:8]}@demo.example"))
        customer.sign_up()
        address = customer.choose_address()
        store = customer.find_store(address)
        lines = customer.choose_food(store)
        order = customer.order(store, address, lines)
        ahead = Guest(world, person("")).order_ahead(store, lines)
        tracker = stack.enter_context(customer.person.socket(f"/ws/v1/track/{order['tracking_token']}"))
        seen: list[str] = []
        watcher = Thread(target=_watch, args=(world, tracker, seen), daemon=True)
        watcher.start()

        courier = Courier(world, person(accounts(Role.COURIER, store["code"])[0].email))
        road = stack.enter_context(courier.on_shift(store))
        kitchen = Kitchen(world, person(accounts(Role.STORE_STAFF, store["code"])[0].email))
        kitchen.cook(order)
        stop = courier.take_offer(road, order)
        courier.drive(road, stop, store, order, pin=lambda: customer.pin(order))
        return customer.finish(order, ahead, seen, watcher)


class Customer:
    """Orders, pays, follows, reviews."""

    def __init__(self, world: World, person: Person) -> None:
        self.world, self.person = world, person
        self.payment = ""

    def sign_up(self) -> None:
        password = f"Pizza-{uuid4().hex[:12]}"
        self.person.post("/auth/register", email=self.person.email, password=password, name="Veera Virtanen")
        token = eventually(lambda: verification_token(self.world.mailbox, self.person.email))
        self.person.post("/auth/verify-email", token=token)
        self.person.sign_in(password)
        self.world.say("customer", f"signed up, proved {self.person.email} by mail, signed in")

    def choose_address(self) -> dict[str, Any]:
        found = self.person.get("/geo/geocode", q=ADDRESS)
        if found["verdict"] != "accept":
            raise Refused(f"{ADDRESS}: {found}")
        hit = found["hits"][0]
        saved: dict[str, Any] = self.person.post(
            "/users/me/addresses",
            label="home",
            street=hit["street"],
            house_number=hit["house_number"],
            postcode=hit["postcode"] or "00120",
            city=hit["city"] or "Helsinki",
            lat=hit["point"]["lat"],
            lon=hit["point"]["lon"],
            note="2nd floor",
        )
        self.world.say("customer", f"lives at {hit['label']} (score {hit['score']:.1f})")
        return saved

    def find_store(self, address: dict[str, Any]) -> dict[str, Any]:
        here = self.person.get("/geo/locate", lat=address["lat"], lon=address["lon"], service="DELIVERY")
        store: dict[str, Any] = self.person.get(f"/stores/{here['store_id']}")
        self.world.say("customer", f"is served by {store['code']} {store['name']}")
        return store

    def choose_food(self, store: dict[str, Any]) -> list[dict[str, Any]]:
        menu = self.person.get(f"/stores/{store['id']}/menu")
        pizza = next(v for v in menu["variants"] if v["product"] == "S_PIZZA" and v["size"] == "14")
        drinks = {p["code"] for p in menu["products"] if p["category"] == "DRINKS"}
        drink = next(v for v in menu["variants"] if v["product"] in drinks)
        sizes = f"{len(menu['products'])} products, {len(menu['variants'])} variants"
        self.world.say("customer", f"reads the menu: {sizes}")
        return [
            {"variant": pizza["code"], "quantity": 2, "options": HALF_AND_HALF},
            {"variant": drink["code"], "quantity": 2},
        ]

    def order(
        self, store: dict[str, Any], address: dict[str, Any], lines: list[dict[str, Any]]
    ) -> dict[str, Any]:
        request: dict[str, Any] = {
            "service": "DELIVERY",
            "lines": lines,
            "address": {"address_id": address["id"]},
            "deals": DEALS,
            "tip": 200,
        }
        quote = self.person.post("/orders/price", **request)
        for deal in quote["deals"]:
            self.world.say("customer", f"saves {Money(deal['discount'], quote['currency'])}: {deal['name']}")
        self.world.say("customer", f"is quoted {Money(quote['amounts']['total'], quote['currency'])}")
        contact = {"name": "Veera Virtanen", "phone": "+358 40 1234567"}
        order: dict[str, Any] = self.person.post("/orders", quote_id=quote["id"], contact=contact)
        self.world.say("customer", f"places order {order['number']}")
        method = {"type": "card", "token": "pm_card_visa"}
        payment = self.person.post("/payments", order_id=order["id"], method=method)
        self.payment = payment["id"]
        self.world.say("customer", f"pays by card: {payment['status']}")
        eventually(lambda: self.placed(order))
        return order

    def placed(self, order: dict[str, Any]) -> dict[str, Any]:
        """The order as it is, if its payment has reached it. Refused."""
        return expected(self.person.get(f"/orders/{order['id']}"), status="PLACED")

    def pin(self, order: dict[str, Any]) -> str:
        """What the customer reads off their tracker when the courier asks."""
        return str(self.person.get(f"/track/{order['tracking_token']}")["pin"])

    def finish(
        self, order: dict[str, Any], ahead: dict[str, Any], seen: list[str], watcher: Thread
    ) -> Outcome:
        url = f"/orders/{order['id']}"
        invoice = eventually(lambda: self.person.get(f"{url}/invoice"))
        path = self.world.downloads / f"invoice-{invoice['number'].replace('/', '-')}.pdf"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(eventually(lambda: self.person.download(f"{url}/invoice.pdf")))
        self.world.say("customer", f"gets invoice {invoice['number']}")
        review = eventually(lambda: self.person.post("/reviews", order_id=order["id"], stars=5, text=REVIEW))
        self.world.say("customer", f"reviews: {review['stars']} stars")
        watcher.join(20)
        done = expected(self.person.get(url), status="COMPLETED")
        return Outcome(
            order=done,
            tracker=self.person.get(f"/track/{order['tracking_token']}"),
            payment=self.person.get(f"/payments/{self.payment}"),
            invoice=invoice,
            invoice_path=path,
            review=review,
            rating=self.person.get(f"/stores/{done['store_id']}/ratings")["store"],
            ahead=ahead,
            seen=seen,
        )


class Guest:
    """Orders for tomorrow without an account, to collect it."""

    def __init__(self, world: World, person: Person) -> None:
        self.world, self.person = world, person
        person.token = person.post("/auth/guest")["access"]

    def order_ahead(self, store: dict[str, Any], lines: list[dict[str, Any]]) -> dict[str, Any]:
        day = date.fromisoformat(store["services"][0]["business_date"]) + timedelta(days=1)
        slots = self.person.get(f"/stores/{store['id']}/slots", service="CARRYOUT", date=day.isoformat())
        request = {"service": "CARRYOUT", "store_id": store["id"], "lines": lines, "when": slots[0]["start"]}
        quote = self.person.post("/orders/price", **request)
        contact = {"name": "Otso", "phone": "+358 40 7654321", "email": "otso@demo.example"}
        order = self.person.post("/orders", quote_id=quote["id"], contact=contact)
        method = {"type": "card", "token": "pm_card_visa"}
        self.person.post("/payments", order_id=order["id"], method=method)
        url = f"/orders/{order['id']}"
        waiting = eventually(lambda: expected(self.person.get(url), status="SCHEDULED"))
        self.world.say("guest", f"orders {order['number']} for {waiting['scheduled_for'][:16]} UTC, pays")
        return waiting


class Kitchen:
    """Accepts and bakes."""

    def __init__(self, world: World, person: Person) -> None:
        self.world, self.person = world, person
        person.sign_in(PASSWORD)

    def cook(self, order: dict[str, Any]) -> None:
        for action in ("accept", "start", "bake", "ready"):
            moved = self.person.post(f"/orders/{order['id']}/actions/{action}")
            self.world.say("store", f"{action}: {moved['status']}")


def _watch(world: World, tracker: Socket, seen: list[str]) -> None:
    """Follows the tracker as the customer's screen does, until the order is done."""
    while not seen or seen[-1] != "COMPLETED":
        try:
            state = tracker.receive(120)
        except Exception:  # the socket closed: the order ended or the demo did
            return
        status = state.get("status")
        if status and (not seen or seen[-1] != status):
            seen.append(status)
            world.say("tracker", status.replace("_", " ").lower())
