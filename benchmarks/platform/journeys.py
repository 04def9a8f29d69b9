"""What customers do, at the platform and at the floor: the same steps by the same names, each checks its answer."""

import random
from typing import Any, Protocol

from benchmarks.platform.client import Client, WrongAnswer

LAT, LON = 60.16466, 24.93837
ADDRESS = {"street": "Bulevardi", "house_number": "7", "postcode": "00120", "city": "Helsinki"}
CONTACT = {"name": "Benchmark", "phone": "+358 40 1234567", "email": "customer@bench.example"}
CARD = {"type": "card", "token": "pm_card_visa"}


class Journey(Protocol):
    """The steps that are timed."""

    async def prepare(self, client: Client) -> None:
        """Looks up what the steps need."""

    async def order(self, client: Client, rng: random.Random) -> dict[str, Any]:
        """A placed and paid order of two lines."""

    async def read(self, client: Client, rng: random.Random) -> None:
        """One's own order."""

    async def menu(self, client: Client, rng: random.Random) -> None:
        """The whole menu."""


class PlatformJourney:
    """Guests order a delivery: one pizza of two halves and two drinks, priced, placed and paid by card."""

    def __init__(self) -> None:
        self.tokens: dict[Client, str] = {}

    async def prepare(self, client: Client) -> None:
        """Finds the store, something to eat and to drink, and leaves an order to read."""
        _, here = await client.ask("GET", f"/api/v1/geo/locate?lat={LAT}&lon={LON}&service=DELIVERY")
        self.store: str = here["store_id"]
        fields, menu = await client.ask("GET", self.menu_path)
        self.etag, self.variants = fields["etag"], len(menu["variants"])
        pizzas = (v for v in menu["variants"] if v["product"] == "S_PIZZA" and v["size"] == "14")
        drinks = {product["code"] for product in menu["products"] if product["category"] == "DRINKS"}
        pizza, drink = next(pizzas), next(v for v in menu["variants"] if v["product"] in drinks)
        self.lines = [
            {"variant": pizza["code"], "quantity": 1, "options": {"P": {"1/2": "1"}, "M": {"2/2": "1"}}},
            {"variant": drink["code"], "quantity": 2},
        ]
        self.own = (await self.order(client, random.Random(0)))["id"]
        self.owner = self.tokens[client]

    @property
    def menu_path(self) -> str:
        return f"/api/v1/stores/{self.store}/menu"

    async def order(self, client: Client, rng: random.Random) -> dict[str, Any]:
        """Three calls: the price, the order, its payment."""
        token = await self._token(client)
        basket = {"service": "DELIVERY", "address": ADDRESS | {"lat": LAT, "lon": LON}, "lines": self.lines}
        _, quote = await client.ask("POST", "/api/v1/orders/price", basket, token=token)
        order = {"quote_id": quote["id"], "contact": CONTACT}
        _, placed = await client.ask("POST", "/api/v1/orders", order, token=token)
        payment = {"order_id": placed["id"], "method": CARD}
        _, paid = await client.ask("POST", "/api/v1/payments", payment, token=token)
        if paid["status"] != "AUTHORIZED" or len(placed["lines"]) != len(self.lines):
            raise WrongAnswer(f"{paid} for {placed}")
        found: dict[str, Any] = placed
        return found

    async def read(self, client: Client, rng: random.Random) -> None:
        """The order left by `prepare`, by its customer."""
        _, order = await client.ask("GET", f"/api/v1/orders/{self.own}", token=self.owner)
        if order["id"] != self.own or len(order["lines"]) != len(self.lines):
            raise WrongAnswer(str(order))

    async def menu(self, client: Client, rng: random.Random) -> None:
        """The document as JSON, uncompressed."""
        _, menu = await client.ask("GET", self.menu_path)
        if len(menu["variants"]) != self.variants:
            raise WrongAnswer("another menu")

    async def unchanged(self, client: Client, rng: random.Random) -> None:
        """The document, by somebody who has it."""
        await client.ask("GET", self.menu_path, expected=(304,), headers={"If-None-Match": self.etag})

    async def _token(self, client: Client) -> str:
        if client not in self.tokens:
            self.tokens[client] = (await client.ask("POST", "/api/v1/auth/guest", {}))[1]["access"]
        return self.tokens[client]


class FloorJourney:
    """The same at the floor, in one request."""

    async def prepare(self, client: Client) -> None:
        """Leaves an order to read."""
        self.own = (await self.order(client, random.Random(0)))["id"]

    async def order(self, client: Client, rng: random.Random) -> dict[str, Any]:
        """One call, one transaction."""
        first, second = rng.randint(1, 150), rng.randint(1, 150)
        product = (first - 1) // 3
        lines = [
            {"variant": first, "quantity": 1, "options": [3 * product + 1, 3 * product + 2]},
            {"variant": second, "quantity": 2},
        ]
        order = {"customer": CONTACT["name"], "address": "Bulevardi 7, 00120 Helsinki", "lines": lines}
        _, placed = await client.ask("POST", "/orders", order)
        found: dict[str, Any] = placed
        return found

    async def read(self, client: Client, rng: random.Random) -> None:
        """The order left by `prepare`."""
        _, order = await client.ask("GET", f"/orders/{self.own}")
        if len(order["lines"]) != 2:
            raise WrongAnswer(str(order))

    async def menu(self, client: Client, rng: random.Random) -> None:
        """All products with variants and options."""
        _, menu = await client.ask("GET", "/menu")
        if len(menu) != 50:
            raise WrongAnswer("another menu")
