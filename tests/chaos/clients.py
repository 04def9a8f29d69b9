"""Customers, kitchens and couriers as clients of the public interfaces, who try again until they are answered."""

import threading
import time
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime
from random import Random
from typing import Any
from uuid import UUID, uuid4

import httpx
from django.conf import settings
from django.db import connection
from websockets.exceptions import WebSocketException

from apps.delivery.domain.proofs import pin_of
from apps.orders.models import Order
from apps.payments.gateways.embedded.bank import resolve_action
from apps.stores.contract.types import ServiceMethod
from dominos.demo.client import Person, Refused, Socket
from dominos.kernel.auth import Principal, Role
from dominos.kernel.testing.api import principal
from tests.chaos.people import token_of
from tests.chaos.scenarios.journey import METHODS, one_of
from tests.chaos.scenarios.payment import PAYMENT_ATTEMPTS, SECURED
from tests.chaos.town import Shop, Town, door_of

NEXT_BUMP = {"PLACED": "accept", "ACCEPTED": "start", "PREPARING": "bake", "BAKING": "ready"}
LOST = (OSError, TimeoutError, WebSocketException)
PATIENCE = 40


class Clients:
    """Threads of people, until `stop`."""

    def __init__(self, town: Town, port: int, realtime_port: int, seed: int) -> None:
        self.town, self.seed, self.counts = town, seed, Counter[str]()
        self._web, self._realtime = f"http://127.0.0.1:{port}", f"ws://127.0.0.1:{realtime_port}"
        self._over = threading.Event()
        self._threads: list[threading.Thread] = []

    def begin(self, customers: int, couriers: dict[UUID, list[UUID]]) -> None:
        """Everybody starts; couriers by store."""
        for number in range(customers):
            self._thread(self._order_again_and_again, Random(self.seed + number), number)
        for number, shop in enumerate(self.town.shops):
            self._thread(self._cook, Random(self.seed + 100 + number), shop)
            for courier in couriers[shop.id]:
                self._thread(self._drive, shop, principal(Role.COURIER, id=courier))

    def _thread(self, work: Any, *arguments: Any) -> None:
        thread = threading.Thread(target=work, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def end(self) -> None:
        """Everybody goes home."""
        self._over.set()
        for thread in self._threads:
            thread.join(PATIENCE * 2)

    def _call(self, caller: Principal, verb: str, path: str, /, key: str = "", **body: Any) -> httpx.Response:
        """The answer, after as many tries as it takes, all with one key. TimeoutError."""
        headers = {
            "Authorization": f"Bearer {token_of(caller)}",
            "Idempotency-Key": key or str(uuid4()),
        }
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            self.counts["calls"] += 1
            with suppress(httpx.TransportError):
                url = f"{self._web}/api/v1{path}"
                answer = httpx.request(verb, url, headers=headers, json=body or None, timeout=10)
                if answer.status_code < 500:
                    return answer
            self.counts["calls unanswered"] += 1
            time.sleep(0.3)
        raise TimeoutError(path)

    def _order_again_and_again(self, rng: Random, number: int) -> None:
        customer = self.town.customers[number]
        try:
            while not self._over.is_set():
                with suppress(TimeoutError):
                    self._order(rng, customer)
        finally:
            connection.close()

    def _order(self, rng: Random, customer: Principal) -> None:
        shop, method = rng.choice(self.town.shops), one_of(rng, METHODS)
        quote = self._call(customer, "POST", "/orders/price", **_basket(rng, shop, method))
        contact = {"name": "Aino Virtanen", "phone": "+358401234567"}
        body = {"quote_id": quote.json()["id"], "contact": contact}
        placed = self._call(customer, "POST", "/orders", **body)
        if placed.status_code != 201:
            return
        self.counts["orders"] += 1
        order_id = placed.json()["id"]
        self._pay(rng, customer, order_id, one_of(rng, PAYMENT_ATTEMPTS))
        if rng.random() < 0.3:
            time.sleep(rng.expovariate(0.2))
            by = rng.choice((customer, shop.manager, self.town.support))
            fault = rng.choice(("store", "customer"))
            self._call(by, "POST", f"/orders/{order_id}/actions/cancel", reason=fault, fault=fault)

    def _pay(self, rng: Random, customer: Principal, order_id: str, attempts: tuple[str, ...]) -> None:
        for token in attempts:
            method = {"type": "card", "token": token} if token else {"type": "cash"}
            answer = self._call(customer, "POST", "/payments", order_id=order_id, method=method)
            payment = answer.json()
            if answer.status_code == 202 and token == SECURED:
                if rng.random() < 0.8:
                    resolve_action(
                        payment["next_action"]["url"].rstrip("/").rsplit("/", 1)[1], is_approved=True
                    )
                self._call(customer, "POST", f"/payments/{payment['id']}/confirm")
            if answer.status_code in (201, 202, 409):
                return

    def _cook(self, rng: Random, shop: Shop) -> None:
        try:
            while not self._over.is_set():
                with suppress(TimeoutError):
                    line = self._call(shop.staff, "GET", f"/stores/{shop.id}/make-line").json()
                    for order in line["queue"]:
                        self._bump(rng, shop, order)
                time.sleep(0.5)
        finally:
            connection.close()

    def _bump(self, rng: Random, shop: Shop, order: dict[str, Any]) -> None:
        path = f"/orders/{order['id']}/actions"
        if order["status"] in NEXT_BUMP and rng.random() < 0.9:
            self._call(shop.staff, "POST", f"{path}/{NEXT_BUMP[order['status']]}")
        elif order["status"] == "PLACED":
            self._call(shop.manager, "POST", f"{path}/reject", reason="store")
        elif order["status"] == "READY" and order["service"] != "DELIVERY":
            self._call(shop.staff, "POST", f"{path}/hand_over", code=_code_of(order["id"]))

    def _drive(self, shop: Shop, courier: Principal) -> None:
        person = Person("", web=self._web, realtime=self._realtime)
        person.token = token_of(courier)
        try:
            while not self._over.is_set():
                with suppress(Refused, *LOST), person.socket("/ws/v1/courier") as road:
                    self._work(shop, road)
                time.sleep(0.3)
        finally:
            person.close()

    def _work(self, shop: Shop, road: Socket) -> None:
        """One connection's worth of work, begun where the welcome says; whatever goes wrong ends it."""
        welcome = road.receive()
        fixes = welcome["shift"]["acked_sequence"] if welcome["shift"] else 0
        if welcome["shift"] is None:
            road.ask("shift.start")
        run, offer = welcome["run"], welcome["offer"]
        while not self._over.is_set():
            fixes += 1
            here = {"lat": shop.place.lat, "lon": shop.place.lon, "accuracy": 8.0, "at": _instant()}
            road.ask("position", positions=[{"sequence": fixes, **here}])
            for stop in run:
                self._bring(road, stop)
            if not run and offer is None:
                with suppress(TimeoutError):
                    offer = road.wait_for(lambda message: message["type"] == "offer", 5)["offer"]
            run = []
            if offer is not None:
                road.ask("offer.accept", offer=offer["offer"])
                run, offer = [{**stop, "status": "ASSIGNED"} for stop in offer["stops"]], None

    def _bring(self, road: Socket, stop: dict[str, Any]) -> None:
        delivery, status = stop["delivery"], stop["status"]
        if status == "ASSIGNED":
            _until_ready(road, delivery)
        if status in ("ASSIGNED", "PICKED_UP"):
            road.ask("delivery.arrive", delivery=delivery)
        pin = pin_of(UUID(stop["order_id"]), settings.SECRET_KEY, stop["attempt"])
        road.ask("delivery.hand_over", delivery=delivery, pin=None if stop["contactless"] else pin)
        self.counts["deliveries"] += 1


def _until_ready(road: Socket, delivery: str) -> None:
    """Waits in the store until the food may be picked up."""
    for _ in range(PATIENCE):
        try:
            road.ask("delivery.pick_up", delivery=delivery)
        except Refused as refusal:
            if "not-released" not in str(refusal):
                raise
            time.sleep(0.5)
        else:
            return


def _basket(rng: Random, shop: Shop, method: ServiceMethod) -> dict[str, Any]:
    body: dict[str, Any] = {
        "service": method,
        "store_id": str(shop.id),
        "lines": [{"variant": "14HT", "quantity": rng.choice((1, 1, 3))}],
        "tip": rng.choice((0, 200)) if method is ServiceMethod.DELIVERY else 0,
    }
    if method is ServiceMethod.DELIVERY:
        body["address"] = door_of(shop.place)
    return body


def _code_of(order_id: str) -> str:
    """What the customer shows at the counter."""
    return Order.objects.values_list("collection_code", flat=True).get(pk=order_id)


def _instant() -> str:
    return datetime.now(UTC).isoformat()
