"""Records what the generated client sends when a guest orders, and is answered by a platform that runs:

    make run
    .venv/bin/python -m tests.cassettes.tape http://127.0.0.1:8000 tests/cassettes/dominos-client-0.1.0.json

A release adds its own; those of releases that are still in use stay. Of lists the first items are kept.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

import httpx

from dominos.demo.client import Person, answered, key
from dominos.demo.journey import pay, place
from dominos.demo.scene import BASKET, HOME
from dominos_client import models
from dominos_client.api.choose_from_the_menu import check_basket, get_menu
from dominos_client.api.find_a_store import geo_locate, get_store, list_stores
from dominos_client.api.follow_an_order import track_order
from dominos_client.api.order import get_order, list_orders, place_and_pay_order, price_order
from dominos_client.api.sign_in import issue_guest_token

TOKEN = re.compile(r"eyJ[\w.-]{100,}")
KEPT = ("authorization", "idempotency-key", "content-type")
ITEMS = 2


class Tape(httpx.HTTPTransport):
    """Keeps every call."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[dict[str, Any]] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """As its parent does."""
        answer = super().handle_request(request)
        body = answer.read()
        headers = {name: value for name, value in request.headers.items() if name in KEPT}
        sent = {"method": request.method, "path": request.url.raw_path.decode(), "headers": headers}
        sent["body"] = json.loads(request.content or b"null")
        self.calls.append({"request": sent, "status": answer.status_code, "answer": lean(json.loads(body))})
        return answer


def lean(value: Any) -> Any:
    """The value with no more than the first items of each list."""
    if isinstance(value, dict):
        return {name: lean(part) for name, part in value.items()}
    return [lean(part) for part in value[:ITEMS]] if isinstance(value, list) else value


def order(web: str) -> list[dict[str, Any]]:
    """A guest orders twice, by version 1 and 2, and looks."""
    tape = Tape()
    guest = Person("", web=web, realtime="", transport=tape)
    api = guest.api
    guest.token = answered(issue_guest_token.sync_detailed(client=api)).access
    answered(list_stores.sync_detailed(client=api))
    here = answered(geo_locate.sync_detailed(client=api, lat=HOME["lat"], lon=HOME["lon"]))
    answered(get_store.sync_detailed(here.store_id, client=api))
    answered(get_menu.sync_detailed(here.store_id, client=api))
    lines = [models.LineRequest.from_dict(line) for line in BASKET]
    look = models.BasketRequest(lines=lines)
    answered(check_basket.sync_detailed(here.store_id, client=api, body=look))
    wanted = models.QuoteRequestRequest.from_dict({"service": "DELIVERY", "lines": BASKET, "address": HOME})
    contact = models.ContactRequest("Veera Virtanen", "+358401234567", email="veera@example.com")
    placed = place(guest, answered(price_order.sync_detailed(client=api, body=wanted)), contact)
    pay(guest, placed.id)
    card = models.PaymentRequest(type_=models.TypeEnum.CARD, token="pm_card_visa")
    quote = answered(price_order.sync_detailed(client=api, body=wanted))
    body = models.PaidPlacementRequest(quote_id=quote.id, contact=contact, payment=card)
    answered(place_and_pay_order.sync_detailed(client=api, body=body, idempotency_key=key()))
    answered(get_order.sync_detailed(placed.id, client=api))
    answered(track_order.sync_detailed(placed.tracking_token, client=api))
    answered(list_orders.sync_detailed(client=api))
    guest.close()
    return tape.calls


if __name__ == "__main__":
    written = json.dumps(order(sys.argv[1]), ensure_ascii=False, indent=1) + "\n"
    Path(sys.argv[2]).write_text(TOKEN.sub("the-guests-access-token", written))
