"""A guest of the living city: an address, a basket, a card, the tracker, and what they think of it."""

import random
import time
from collections.abc import Callable, Collection
from contextlib import suppress
from typing import Any

from dominos.demo.client import Person, Refused, answered
from dominos.demo.journey import pay, place
from dominos.demo.living.city import City
from dominos.demo.zones import CITY
from dominos_client import models
from dominos_client.api.after_the_order import post_review_by_link
from dominos_client.api.find_a_store import geo_locate, geo_reverse
from dominos_client.api.order import price_order
from dominos_client.api.sign_in import issue_guest_token

COLLECTED = 0.25
HOUSEHOLDS = 12
REVIEWED = 0.6
WEST, SOUTH, EAST, NORTH = CITY.bounds
ENDS = frozenset({"COMPLETED", "CANCELLED", "REJECTED", "EXPIRED", "RETURNED", "PAYMENT_FAILED"})
NAMES = ("Aino", "Eetu", "Helmi", "Leo", "Lumi", "Oliver", "Olivia", "Otso", "Väinö", "Veera")
WORDS = {5: "Hot and quick, thank you.", 4: "Good, as always.", 3: "It took its time."}
TRIES, PATIENCE_S, LOOK_S, EATING_S = 12, 5.0, 1.0, 120.0
TOO_OFTEN, TOO_EARLY = frozenset({429}), frozenset({409, 429})
"""What a review is refused with, too, until its app has heard that the order came."""


def order_and_eat(city: City, number: int) -> None:
    """One order of the evening, which is the same for the same seed."""
    rng = random.Random(f"{city.evening.seed}/{number}")
    with city.trouble("customer"), city.person() as guest:
        guest.token = _token(city, guest, number % HOUSEHOLDS)
        basket = _basket(city, guest, rng)
        quote = retry_while_refused(
            city, lambda: answered(price_order.sync_detailed(client=guest.api, body=basket))
        )
        contact = models.ContactRequest(
            rng.choice(NAMES), f"+35840{rng.randrange(10**7):07}", email=f"guest-{number}@demo.example"
        )
        order = place(guest, quote, contact)
        city.orders[order.id] = order
        pay(guest, order.id)
        city.say("customer", f"{order.number}: {order.service.lower()}, {len(order.lines)} lines")
        became = _follow(city, guest, order)
        city.figures.count(city.figures.became, became)
        city.say("customer", f"{order.number}: {became.lower()}")
        if became == "COMPLETED" and rng.random() < REVIEWED:
            _review(city, guest, order, rng)


def _token(city: City, guest: Person, household: int) -> str:
    """Of a household, the one it had where it ordered before: an address may be few new guests in an hour."""
    with city.door:
        if household not in city.tokens:
            made = issue_guest_token.sync_detailed
            city.tokens[household] = retry_while_refused(
                city, lambda: answered(made(client=guest.api)).access
            )
        return city.tokens[household]


def retry_while_refused[T](city: City, ask: Callable[[], T], again: Collection[int] = TOO_OFTEN) -> T:
    """Asks again, after a while, when refused with one of these statuses. Refused."""
    for _ in range(TRIES):
        try:
            return ask()
        except Refused as refusal:
            if refusal.problem is None or refusal.problem.status not in again:
                raise
            city.pace.over.wait(PATIENCE_S)
    return ask()


def _basket(city: City, guest: Person, rng: random.Random) -> models.QuoteRequestRequest:
    if rng.random() < COLLECTED:
        store = rng.choice(city.stores)
        where: dict[str, Any] = {"service": models.ServiceMethod.CARRYOUT, "store_id": store.id}
        menu = city.menus[store.id]
    else:
        lat, lon = rng.uniform(SOUTH, NORTH), rng.uniform(WEST, EAST)
        api = guest.api
        hit = retry_while_refused(
            city, lambda: answered(geo_reverse.sync_detailed(client=api, lat=lat, lon=lon))
        ).hit
        lat, lon = hit.point.lat, hit.point.lon
        here = retry_while_refused(
            city, lambda: answered(geo_locate.sync_detailed(client=api, lat=lat, lon=lon))
        )
        address = models.AddressRequest(
            lat=lat,
            lon=lon,
            street=hit.street,
            house_number=hit.house_number or "1",
            postcode=hit.postcode or "00120",
            city=hit.city or "Helsinki",
        )
        where = {"service": models.ServiceMethod.DELIVERY, "address": address}
        menu = city.menus[here.store_id]
    return models.QuoteRequestRequest(lines=_lines(menu, rng), tip=0, **where)


def _lines(menu: models.Menu, rng: random.Random) -> list[models.LineRequest]:
    sold_out = set(menu.unorderable.variants)
    pizzas = {product.code for product in menu.products if product.needs_oven is not False}
    baked = [v for v in menu.variants if v.product in pizzas and v.size and v.code not in sold_out]
    chosen = [models.LineRequest(rng.choice(baked).code, quantity=rng.choice((1, 1, 2)))]
    return chosen + [models.LineRequest(rng.choice(baked).code) for _ in range(rng.choice((0, 1, 1)))]


def _follow(city: City, guest: Person, order: models.PlacedOrder) -> str:
    """What the tracker says in the end, or that nobody had patience for it."""
    until = time.monotonic() + city.evening.patience_minutes * 60 / city.pace.speed
    with guest.socket(f"/ws/v1/track/{order.tracking_token}") as tracker:
        while time.monotonic() < until and not city.pace.over.is_set():
            with suppress(TimeoutError):
                if (status := tracker.receive(LOOK_S).get("status")) in ENDS:
                    return str(status)
    return "not done in time"


def _review(city: City, guest: Person, order: models.PlacedOrder, rng: random.Random) -> None:
    stars = rng.choice((5, 5, 5, 4, 4, 3))
    said = models.ReviewRequest(stars=stars, text=WORDS[stars])
    city.pace.wait(EATING_S)

    def review() -> models.OwnReview:
        link = order.tracking_token
        return answered(post_review_by_link.sync_detailed(link, client=guest.api, body=said))

    retry_while_refused(city, review, TOO_EARLY)
