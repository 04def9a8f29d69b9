"""A gateway on a bad line: the embedded one, whose requests or replies get lost when a test says so."""

from collections.abc import Callable, Mapping

from apps.payments.gateways.embedded.gateway import EmbeddedGateway
from apps.payments.gateways.port import Authorization, GatewayEvent, GatewayPayment, GatewayUnavailable


class FaultyGateway:
    """`lost_requests` and `lost_replies` count down; `before_reply` runs between the effect and the reply."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.line = EmbeddedGateway()
        self.lost_requests = 0
        self.lost_replies = 0
        self.calls: list[str] = []
        self.before_reply: Callable[[GatewayPayment], None] = lambda seen: None

    def authorize(self, wish: Authorization, *, key: str) -> GatewayPayment:
        return self._over("authorize", lambda: self.line.authorize(wish, key=key))

    def confirm(self, reference: str, *, key: str) -> GatewayPayment:
        return self._over("confirm", lambda: self.line.confirm(reference, key=key))

    def increment(self, reference: str, *, amount: int, key: str) -> GatewayPayment:
        return self._over("increment", lambda: self.line.increment(reference, amount=amount, key=key))

    def capture(self, reference: str, *, amount: int, key: str) -> GatewayPayment:
        return self._over("capture", lambda: self.line.capture(reference, amount=amount, key=key))

    def void(self, reference: str, *, key: str) -> GatewayPayment:
        return self._over("void", lambda: self.line.void(reference, key=key))

    def refund(self, reference: str, *, amount: int, key: str) -> GatewayPayment:
        return self._over("refund", lambda: self.line.refund(reference, amount=amount, key=key))

    def retrieve(self, reference: str) -> GatewayPayment:
        return self._over("retrieve", lambda: self.line.retrieve(reference))

    def parse_webhook(self, body: bytes, headers: Mapping[str, str]) -> GatewayEvent:
        return self.line.parse_webhook(body, headers)

    def _over(self, call: str, effect: Callable[[], GatewayPayment]) -> GatewayPayment:
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
