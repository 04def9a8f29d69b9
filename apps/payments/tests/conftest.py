"""What payments' tests share."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import connections
from rest_framework.response import Response

from apps.payments.contract.types import PaymentStatus
from apps.payments.gateways.guarded import ADAPTERS
from apps.payments.models import Payment
from apps.payments.tests.bag import Bag
from apps.payments.tests.faulty import FaultyGateway
from apps.payments.tests.shop import Shop
from dominos.kernel.auth import Role
from dominos.kernel.ids import new_id
from dominos.kernel.messaging import outbox
from dominos.kernel.services.registry import preserved
from dominos.kernel.testing.api import client, principal
from dominos.kernel.unit_of_work import send, unit_of_work


@pytest.fixture(autouse=True)
def _performs_inline(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is due is done right after the commit that made it due: no worker runs here."""
    monkeypatch.setenv("PAYMENTS_DISPATCH", "inline")


@pytest.fixture(autouse=True)
def _others_are_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other apps' deliveries stay in the outbox: they know nothing of the orders here."""
    send_out = outbox.send_out

    def to_payments(delivery: outbox.Delivery) -> None:
        if delivery.receiver == "payments":
            send_out(delivery)

    monkeypatch.setattr(outbox, "send_out", to_payments)


@pytest.fixture
def shop() -> Iterator[Shop]:
    with preserved():
        yield Shop().open()


@pytest.fixture
def pay(shop: Shop) -> Callable[..., Response]:
    """Posts a payment as the order's customer."""

    def call(
        order_id: UUID, token: str | None = "pm_card_visa", *, key: str = "", as_id: UUID | None = None
    ) -> Any:
        api = client(principal(Role.CUSTOMER, id=as_id or shop.customer_id))
        method = {"type": "cash"} if token is None else {"type": "card", "token": token}
        body = {"order_id": str(order_id), "method": method}
        return api.post("/api/v1/payments", body, HTTP_IDEMPOTENCY_KEY=key or str(new_id()))

    return call


@pytest.fixture
def bag(shop: Shop, pay: Callable[..., Response], command: Callable[..., None]) -> Bag:
    return Bag(shop, pay, command)


@pytest.fixture
def faulty(monkeypatch: pytest.MonkeyPatch) -> FaultyGateway:
    """New payments go over a line on which requests and replies get lost."""
    gateway = FaultyGateway(f"faulty-{new_id().hex[-8:]}")
    monkeypatch.setitem(ADAPTERS, gateway.name, lambda: gateway)
    monkeypatch.setenv("PAYMENTS_GATEWAY", gateway.name)
    return gateway


@pytest.fixture
def command() -> Callable[..., None]:
    """Sends a command as the orders saga would."""

    def call(message: Any) -> None:
        with unit_of_work("payments"):
            send(message, subject=message.order_id)

    return call


def status_of(order_id: UUID) -> PaymentStatus:
    return PaymentStatus(Payment.objects.exclude(status="FAILED").get(order_id=order_id).status)


def events(kind: str, order_id: UUID) -> list[dict[str, Any]]:
    """The data of the events of this type that payments published about the order."""
    messages = apps.get_model("payments", "OutboxMessage")
    rows = messages.objects.filter(type=f"payments.{kind}", subject=order_id).order_by("id")
    return [row.data for row in rows]


def at_once(count: int, call: Callable[[int], Any]) -> list[Any]:
    """Calls `call(0..count-1)` at the same time, each in a thread with connections of its own."""

    def one(index: int) -> Any:
        try:
            return call(index)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))
