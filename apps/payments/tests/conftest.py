"""What payments' tests share."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any
from uuid import UUID

import pytest
from rest_framework.response import Response

from apps.payments.gateways.guarded import ADAPTERS
from apps.payments.tests.bag import Bag
from apps.payments.tests.gateway_double import FaultyGateway
from apps.payments.tests.world import World
from dominos.kernel.auth import Role
from dominos.kernel.ids import new_id
from dominos.kernel.messaging import outbox
from dominos.kernel.messaging.deliveries import Delivery
from dominos.kernel.messaging.inbox import hand_out
from dominos.kernel.services.registry import preserved
from dominos.kernel.testing.api import client, principal
from dominos.kernel.unit_of_work import send, unit_of_work


@pytest.fixture(autouse=True)
def _others_are_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other apps' deliveries stay in the outbox: they know nothing of the orders here."""

    def to_payments(deliveries: Sequence[Delivery]) -> None:
        hand_out([each for each in deliveries if each.receiver == "payments"])

    monkeypatch.setattr(outbox, "send_out", to_payments)


@pytest.fixture
def world() -> Iterator[World]:
    with preserved():
        yield World().open()


@pytest.fixture
def pay(world: World) -> Callable[..., Response]:
    """Posts a payment as the order's customer."""

    def call(
        order_id: UUID, token: str | None = "pm_card_visa", *, key: str = "", as_id: UUID | None = None
    ) -> Any:
        api = client(principal(Role.CUSTOMER, id=as_id or world.customer_id))
        method = {"type": "cash"} if token is None else {"type": "card", "token": token}
        body = {"order_id": str(order_id), "method": method}
        return api.post("/api/v1/payments", body, HTTP_IDEMPOTENCY_KEY=key or str(new_id()))

    return call


@pytest.fixture
def bag(world: World, pay: Callable[..., Response], command: Callable[..., None]) -> Bag:
    return Bag(world, pay, command)


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
