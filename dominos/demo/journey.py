"""One whole order, from sign-up to review, through the public interfaces only."""

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import UUID, uuid4

from dominos.demo.city import PASSWORD, accounts
from dominos.demo.client import Person, Refused, Socket, answered, key
from dominos.demo.courier import Courier
from dominos.demo.mailbox import verification_token
from dominos.demo.world import World, eventually, expected
from dominos.kernel.auth import Role
from dominos.kernel.money import Money
from dominos_client import models
from dominos_client.api.after_the_order import payments_invoice, payments_invoice_pdf, post_review
from dominos_client.api.choose_from_the_menu import get_menu
from dominos_client.api.find_a_store import (
    geo_geocode,
    geo_locate,
    get_store,
    get_store_ratings,
    list_slots,
)
from dominos_client.api.follow_an_order import track_order
from dominos_client.api.have_an_account import add_address, register, verify_email
from dominos_client.api.make_orders_in_a_store import act_on_order
from dominos_client.api.order import get_order, place_order, price_order
from dominos_client.api.pay import payments_get, payments_pay
from dominos_client.api.sign_in import issue_guest_token

ADDRESS = "Bulevardi 7, Helsinki"
HALF_AND_HALF = {"P": {"1/2": "1"}, "M": {"2/2": "1"}, "O": {"2/2": "2"}}
DEALS = ["WELCOME5", "TWOLARGE"]
"""Asked for both; the set that saves most applies."""
REVIEW = "Still hot, and the halves were where they belong."
CARD = "pm_card_visa"


@dataclass(slots=True)
class Outcome:
    """What came of it."""

    order: models.Order
    tracker: models.Tracker
    payment: models.Payment
    invoice: models.Invoice
    invoice_path: Path
    review: models.OwnReview
    rating: models.Rating
    ahead: models.Order
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
        order = customer.order(address, lines)
        ahead = Guest(world, person("")).order_ahead(store, lines)
        tracker = stack.enter_context(customer.person.socket(f"/ws/v1/track/{order.tracking_token}"))
        seen: list[str] = []
        watcher = Thread(target=_watch, args=(world, tracker, seen), daemon=True)
        watcher.start()

        courier = Courier(world, person(accounts(Role.COURIER, store.code)[0].email))
        road = stack.enter_context(courier.on_shift(store))
        kitchen = Kitchen(world, person(accounts(Role.STORE_STAFF, store.code)[0].email))
        kitchen.cook(order)
        stop = courier.take_offer(road, order.id)
        courier.drive(road, stop, store, pin=lambda: customer.pin(order))
        return customer.finish(order, ahead, seen, watcher)


def pay(person: Person, order: UUID) -> models.Payment:
    """Pays by card."""
    method = models.MethodRequest(type_=models.TypeEnum.CARD, token=CARD)
    body = models.PayRequest(order_id=order, method=method)
    return answered(payments_pay.sync_detailed(client=person.api, body=body, idempotency_key=key()))


class Customer:
    """Orders, pays, follows, reviews."""

    def __init__(self, world: World, person: Person) -> None:
        self.world, self.person, self.api = world, person, person.api
        self.payment: UUID | None = None

    def sign_up(self) -> None:
        email, password = self.person.email, f"Pizza-{uuid4().hex[:12]}"
        account = models.RegistrationRequest(email=email, password=password, name="Veera Virtanen")
        answered(register.sync_detailed(client=self.api, body=account))
        token = eventually(lambda: verification_token(self.world.mailbox, email))
        proof = models.VerificationRequest(token=token)
        answered(verify_email.sync_detailed(client=self.api, body=proof))
        self.person.sign_in(password)
        self.world.say("customer", f"signed up, proved {email} by mail, signed in")

    def choose_address(self) -> models.SavedAddress:
        found = answered(geo_geocode.sync_detailed(client=self.api, q=ADDRESS))
        if found.verdict != "accept":
            raise Refused(f"{ADDRESS}: {found}")
        hit = found.hits[0]
        address = models.SavedAddressRequest(
            label="home",
            street=hit.street,
            house_number=hit.house_number,
            postcode=hit.postcode or "00120",
            city=hit.city or "Helsinki",
            lat=hit.point.lat,
            lon=hit.point.lon,
            note="2nd floor",
        )
        saved = answered(add_address.sync_detailed(client=self.api, body=address))
        self.world.say("customer", f"lives at {hit.label} (score {hit.score:.1f})")
        return saved

    def find_store(self, address: models.SavedAddress) -> models.Store:
        here = answered(geo_locate.sync_detailed(client=self.api, lat=address.lat, lon=address.lon))
        store = answered(get_store.sync_detailed(here.store_id, client=self.api))
        self.world.say("customer", f"is served by {store.code} {store.name}")
        return store

    def choose_food(self, store: models.Store) -> list[models.LineRequest]:
        menu = answered(get_menu.sync_detailed(store.id, client=self.api))
        pizza = next(v for v in menu.variants if v.product == "S_PIZZA" and v.size == "14")
        drinks = {p.code for p in menu.products if p.category == "DRINKS"}
        drink = next(v for v in menu.variants if v.product in drinks)
        sizes = f"{len(menu.products)} products, {len(menu.variants)} variants"
        self.world.say("customer", f"reads the menu: {sizes}")
        halves = models.LineRequestOptions.from_dict(HALF_AND_HALF)
        return [
            models.LineRequest(variant=pizza.code, quantity=2, options=halves),
            models.LineRequest(variant=drink.code, quantity=2),
        ]

    def order(self, address: models.SavedAddress, lines: list[models.LineRequest]) -> models.PlacedOrder:
        basket = models.QuoteRequestRequest(
            service=models.ServiceMethod.DELIVERY,
            lines=lines,
            address=models.AddressRequest(address_id=address.id),
            deals=DEALS,
            tip=200,
        )
        quote = answered(price_order.sync_detailed(client=self.api, body=basket))
        for deal in quote.deals:
            self.world.say("customer", f"saves {Money(deal.discount, quote.currency)}: {deal.name}")
        self.world.say("customer", f"is quoted {Money(quote.amounts.total, quote.currency)}")
        order = place(self.person, quote, models.ContactRequest("Veera Virtanen", "+358 40 1234567"))
        self.world.say("customer", f"places order {order.number}")
        payment = pay(self.person, order.id)
        self.payment = payment.id
        self.world.say("customer", f"pays by card: {payment.status}")
        eventually(lambda: self.look(order.id, "PLACED"))
        return order

    def look(self, order: UUID, status: str) -> models.Order:
        """The order as it is, if it has come that far. Refused."""
        found = answered(get_order.sync_detailed(order, client=self.api))
        return expected(found, status=status)

    def pin(self, order: models.PlacedOrder) -> str:
        """What the customer reads off their tracker when the courier asks."""
        return answered(track_order.sync_detailed(order.tracking_token, client=self.api)).pin

    def finish(
        self, order: models.PlacedOrder, ahead: models.Order, seen: list[str], watcher: Thread
    ) -> Outcome:
        invoice = eventually(lambda: answered(payments_invoice.sync_detailed(order.id, client=self.api)))
        path = self.world.downloads / f"invoice-{invoice.number.replace('/', '-')}.pdf"
        path.parent.mkdir(parents=True, exist_ok=True)
        pdf = eventually(lambda: answered(payments_invoice_pdf.sync_detailed(order.id, client=self.api)))
        path.write_bytes(pdf.payload.read())
        self.world.say("customer", f"gets invoice {invoice.number}")
        said = models.NewReviewRequest(order_id=order.id, stars=5, text=REVIEW)
        review = eventually(lambda: answered(post_review.sync_detailed(client=self.api, body=said)))
        self.world.say("customer", f"reviews: {review.stars} stars")
        watcher.join(20)
        done = self.look(order.id, "COMPLETED")
        assert self.payment is not None
        return Outcome(
            order=done,
            tracker=answered(track_order.sync_detailed(order.tracking_token, client=self.api)),
            payment=answered(payments_get.sync_detailed(self.payment, client=self.api)),
            invoice=invoice,
            invoice_path=path,
            review=review,
            rating=answered(get_store_ratings.sync_detailed(done.store_id, client=self.api)).store,
            ahead=ahead,
            seen=seen,
        )


def place(
    person: Person, quote: models.Quote, contact: models.ContactRequest, *, contactless: bool = False
) -> models.PlacedOrder:
    """Makes a quote an order."""
    body = models.PlacementRequest(quote_id=quote.id, contact=contact, contactless=contactless)
    return answered(place_order.sync_detailed(client=person.api, body=body, idempotency_key=key()))


class Guest:
    """Orders for tomorrow without an account, to collect it."""

    def __init__(self, world: World, person: Person) -> None:
        self.world, self.person = world, person
        person.token = answered(issue_guest_token.sync_detailed(client=person.api)).access

    def order_ahead(self, store: models.Store, lines: list[models.LineRequest]) -> models.Order:
        api, day = self.person.api, store.services[0].business_date + timedelta(days=1)
        carryout = models.ListSlotsService.CARRYOUT
        slots = answered(list_slots.sync_detailed(store.id, client=api, service=carryout, date=day))
        basket = models.QuoteRequestRequest(
            service=models.ServiceMethod.CARRYOUT, store_id=store.id, lines=lines, when=slots[0].start
        )
        quote = answered(price_order.sync_detailed(client=api, body=basket))
        contact = models.ContactRequest("Otso", "+358 40 7654321", email="otso@demo.example")
        order = place(self.person, quote, contact)
        pay(self.person, order.id)
        waiting = eventually(lambda: Customer(self.world, self.person).look(order.id, "SCHEDULED"))
        self.world.say("guest", f"orders {order.number} for {waiting.scheduled_for:%Y-%m-%d %H:%M} UTC, pays")
        return waiting


class Kitchen:
    """Accepts and bakes."""

    def __init__(self, world: World, person: Person) -> None:
        self.world, self.person = world, person
        person.sign_in(PASSWORD)

    def cook(self, order: models.PlacedOrder) -> None:
        for action in ("accept", "start", "bake", "ready"):
            moved = act(self.person, order.id, action)
            self.world.say("store", f"{action}: {moved.status}")


def act(person: Person, order: UUID, action: str, **decision: Any) -> models.Order:
    """Takes an action on an order, with what it asks for."""
    body = models.DecisionRequest(**decision)
    chosen = models.ActOnOrderAction(action)
    return answered(
        act_on_order.sync_detailed(order, chosen, client=person.api, body=body, idempotency_key=key())
    )


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
