"""A partner of a platform that runs: its key comes from the admin's forms, everything else by the public interface."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from apps.partners.tests.receiver import Receiver, receiving
from tests.split.forms import send

PATH = "/api/v1/partners"
EVENTS = ["order.placed", "order.advanced", "order.completed"]


@dataclass
class Partner:
    """`secret` signs its webhook's events since it was made, `secrets` all that ever did."""

    api: httpx.Client
    receiver: Receiver
    webhook: str = ""
    secrets: list[str] = field(default_factory=list)

    def subscribe(self, url: str) -> httpx.Response:
        """Asks for a webhook at this address."""
        return self.api.post(f"{PATH}/webhooks", json={"url": url, "events": EVENTS})

    def ask(self, what: str, **body: Any) -> Any:
        """Does something with its webhook."""
        answer = self.api.post(f"{PATH}/webhooks/{self.webhook}/{what}", json=body)
        assert answer.is_success, answer.text
        return answer.json()

    def log(self, state: str) -> list[dict[str, Any]]:
        """Its deliveries in this state."""
        query = {"state": state, "page_size": 100}
        answer = self.api.get(f"{PATH}/webhooks/{self.webhook}/deliveries", params=query)
        assert answer.is_success, answer.text
        return list(answer.json()["results"])


@contextmanager
def subscribed(web: str, admin: dict[str, str]) -> Iterator[Partner]:
    """A partner that hears of all orders from now on."""
    key = _key(web, admin)
    with receiving() as receiver, httpx.Client(base_url=web, timeout=30) as api:
        entered = api.post(f"{PATH}/token", json={"key": key})
        assert entered.is_success, entered.text
        api.headers["Authorization"] = f"Bearer {entered.json()['access']}"
        partner = Partner(api, receiver)
        made = partner.subscribe(receiver.url).json()
        partner.webhook, partner.secrets = made["id"], [made["secret"]]
        yield partner


def _key(web: str, admin: dict[str, str]) -> str:
    """A key that the chain's admin makes, and sees once."""
    with httpx.Client(base_url=web, follow_redirects=True, timeout=30) as browser:
        page = browser.get("/admin/partners/partner/add/")
        page = send(browser, page, username=admin["email"], password=admin["password"])
        page = send(browser, page, name="Eats", _save="Save")
        (partner,) = set(re.findall(r"/admin/partners/partner/([0-9a-f-]{36})/change/", page.text))
        page = browser.get("/admin/partners/apikey/add/")
        shown = send(browser, page, partner=partner, name="orders", scopes=["webhooks", "orders:read"])
        return re.search(r"dpk_[\w-]+", shown.text)[0]  # type: ignore[index]
