"""A gateway on a bad line: the embedded one, whose requests or replies get lost when a test says so."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from apps.payments.domain.gateway import (
    AuthorizationRequest,
    GatewayCard,
    GatewayEvent,
    GatewayPayment,
    GatewayUnavailable,
)
from apps.payments.gateways.embedded.gateway import EmbeddedGateway
from dominos.kernel.money import Money


class FaultyGateway:
    """`unsent_requests`, `lost_requests` and `lost_replies` count down.

    `before_reply` runs between the effect and the reply.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.line = EmbeddedGateway()
        self.lost_requests = 0
        self.lost_replies = 0
        self.unsent_requests = 0
        self.calls: list[str] = []
        self.before_reply: Callable[[GatewayPayment], None] = lambda seen: None

    def authorize(self, wanted: AuthorizationRequest, *, key: str) -> GatewayPayment:
        return self._over("authorize", lambda: self.line.authorize(wanted, key=key))

    def identify(self, token: str) -> str:
        return self.line.identify(token)

    def confirm(self, reference: str, *, key: str) -> GatewayPayment:
        return self._over("confirm", lambda: self.line.confirm(reference, key=key))

    def increment(self, reference: str, *, amount: Money, key: str) -> GatewayPayment:
        return self._over("increment", lambda: self.line.increment(reference, amount=amount, key=key))

    def capture(self, reference: str, *, amount: Money, key: str) -> GatewayPayment:
        return self._over("capture", lambda: self.line.capture(reference, amount=amount, key=key))

    def void(self, reference: str, *, key: str) -> GatewayPayment:
        return self._over("void", lambda: self.line.void(reference, key=key))

    def refund(self, reference: str, *, amount: Money, key: str) -> GatewayPayment:
        return self._over("refund", lambda: self.line.refund(reference, amount=amount, key=key))

    def retrieve(self, reference: str) -> GatewayPayment:
        return self._over("retrieve", lambda: self.line.retrieve(reference))

    def create_customer(self, user_id: UUID, *, key: str) -> str:
        return self._over("create_customer", lambda: self.line.create_customer(user_id, key=key))

    def save_card(self, customer: str, token: str, *, key: str) -> GatewayCard:
        return self._over("save_card", lambda: self.line.save_card(customer, token, key=key))

    def retrieve_card(self, reference: str) -> GatewayCard:
        return self._over("retrieve_card", lambda: self.line.retrieve_card(reference))

    def list_cards(self, customer: str) -> tuple[GatewayCard, ...]:
        return self._over("list_cards", lambda: self.line.list_cards(customer))

    def forget_card(self, token: str, *, key: str) -> None:
        return self._over("forget_card", lambda: self.line.forget_card(token, key=key))

    def parse_webhook(self, body: bytes, headers: Mapping[str, str]) -> tuple[GatewayEvent, ...]:
        return self.line.parse_webhook(body, headers)

    def _over(self, call: str, effect: Callable[[], Any]) -> Any:
        if self.unsent_requests:
            self.unsent_requests -= 1
            raise GatewayUnavailable("the line is dead", is_unsent=True)
        self.calls.append(call)
        if self.lost_requests:
            self.lost_requests -= 1
            raise GatewayUnavailable("the request got lost")
        seen = effect()
        self.before_reply(seen)
        if self.lost_replies:
            self.lost_replies -= 1
            raise GatewayUnavailable("the reply got lost")
        return seen
