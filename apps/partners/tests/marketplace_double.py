"""A marketplace: shows what it is pushed, is paid by its customers at its own prices, and sends their orders.

Its receiver is a real HTTP server; it believes nothing that is not signed, and calls the platform by its API only.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from apps.partners.tests.receiver import Receiver, is_signed, receiving

API = "/api/v1/partners"
EVENTS = [
    *("order.placed", "order.advanced", "order.completed"),
    *("menu.availability_changed", "store.menu", "store.state"),
]
MARKUP = 1.1


@dataclass
class Marketplace:
    """`api` calls the platform with its token; `secret` is that of its webhook."""

    api: Any
    receiver: Receiver
    secret: str = ""
    sent: int = 0
    read: int = 0
    menus: dict[str, dict[str, Any]] = field(default_factory=dict)
    states: dict[str, dict[str, Any]] = field(default_factory=dict)
    sold_out: dict[str, set[str]] = field(default_factory=dict)
    statuses: dict[str, list[str]] = field(default_factory=dict)

    def listen(self) -> None:
        """Has itself told of its orders and of what its shops sell."""
        made = self.api.post(f"{API}/webhooks", {"url": self.receiver.url, "events": EVENTS})
        assert made.status_code == 201, made.content
        self.secret = made.json()["secret"]

    def take_in(self) -> None:
        """Reads what was pushed since it last looked."""
        for came in self.receiver.came[self.read :]:
            assert is_signed(came, self.secret)
            told = json.loads(came[1])
            self._hear(told["type"], told["data"])
        self.read = len(self.receiver.came)

    def _hear(self, event: str, data: dict[str, Any]) -> None:
        store = data["store_id"]
        if event == "store.menu":
            self.menus[store], self.sold_out[store] = data, set(data["sold_out"])
        elif event == "store.state":
            self.states[store] = data
        elif event == "menu.availability_changed":
            self.sold_out[store] = set(data["unorderable"])
        elif event == "order.advanced":
            self.statuses.setdefault(data["external_id"], []).append(data["status"])

    def order(self, store: str, variant: str, **changes: Any) -> dict[str, Any]:
        """What a customer paid here for one piece of a variant that is shown, collected by a courier of ours."""
        shown = [row for product in self.menus[store]["products"] for row in product["variants"]]
        price = next(round(row["price"] * MARKUP) for row in shown if row["code"] == variant)
        self.sent += 1
        body = {
            "external_id": f"eats-{self.sent}",
            "store_id": store,
            "service": "CARRYOUT",
            "lines": [{"item": {"variant": variant}, "total": price}],
            "currency": self.menus[store]["currency"],
            "total": price,
            "name": "Eats courier",
        }
        return {**body, **changes}

    def send(self, order: dict[str, Any]) -> Any:
        """Sends an order."""
        return self.api.post(f"{API}/orders", order)


@contextmanager
def marketplace(api: Any) -> Iterator[Marketplace]:
    """A marketplace that calls with the client's token and listens."""
    with receiving() as receiver:
        opened = Marketplace(api, receiver)
        opened.listen()
        yield opened
