"""The gateway of this deployment, guarded: circuit breaker, bounded retries with jitter, never inside a transaction."""

import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import cache
from uuid import UUID

import structlog
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from apps.payments.domain.gateway import (
    AuthorizationRequest,
    GatewayCard,
    GatewayEvent,
    GatewayPayment,
    GatewayUnavailable,
    Outage,
    PaymentGateway,
)
from apps.payments.gateways import conf
from apps.payments.gateways.metrics import GATEWAY_FAILURES, GATEWAY_RETRIES
from dominos.kernel.errors import Unavailable
from dominos.kernel.money import Money
from dominos.kernel.resilience.backoff import Backoff
from dominos.kernel.resilience.breakers import Breaker, breaker

log = structlog.get_logger(__name__)
ATTEMPTS = 2
PAUSE = Backoff(first=timedelta(seconds=0.5), longest=timedelta(seconds=0.5), jitter=0.8)


class GuardedGateway:
    """Forwards calls to a gateway; raises GatewayUnavailable while the circuit is open.

    `identify` has a circuit of its own: it is called before every card, and its successes would keep closing
    the circuit of the calls that move money.
    """

    def __init__(self, gateway: PaymentGateway, guard: Breaker, cards: Breaker | None = None) -> None:
        self.name = gateway.name
        self._gateway, self._breaker, self._cards = gateway, guard, cards or guard

    def authorize(self, request: AuthorizationRequest, *, key: str) -> GatewayPayment:
        return self._call("authorize", lambda: self._gateway.authorize(request, key=key))

    def identify(self, token: str) -> str:
        return self._call("identify", lambda: self._gateway.identify(token), guard=self._cards)

    def confirm(self, reference: str, *, key: str) -> GatewayPayment:
        return self._call("confirm", lambda: self._gateway.confirm(reference, key=key))

    def increment(self, reference: str, *, amount: Money, key: str) -> GatewayPayment:
        return self._call("increment", lambda: self._gateway.increment(reference, amount=amount, key=key))

    def capture(self, reference: str, *, amount: Money, key: str) -> GatewayPayment:
        return self._call("capture", lambda: self._gateway.capture(reference, amount=amount, key=key))

    def void(self, reference: str, *, key: str) -> GatewayPayment:
        return self._call("void", lambda: self._gateway.void(reference, key=key))

    def refund(self, reference: str, *, amount: Money, key: str) -> GatewayPayment:
        return self._call("refund", lambda: self._gateway.refund(reference, amount=amount, key=key))

    def retrieve(self, reference: str) -> GatewayPayment:
        return self._call("retrieve", lambda: self._gateway.retrieve(reference))

    def create_customer(self, user_id: UUID, *, key: str) -> str:
        return self._call("create_customer", lambda: self._gateway.create_customer(user_id, key=key))

    def save_card(self, customer: str, token: str, *, key: str) -> GatewayCard:
        return self._call("save_card", lambda: self._gateway.save_card(customer, token, key=key))

    def retrieve_card(self, reference: str) -> GatewayCard:
        return self._call("retrieve_card", lambda: self._gateway.retrieve_card(reference))

    def list_cards(self, customer: str) -> tuple[GatewayCard, ...]:
        return self._call("list_cards", lambda: self._gateway.list_cards(customer))

    def forget_card(self, token: str, *, key: str) -> None:
        return self._call("forget_card", lambda: self._gateway.forget_card(token, key=key))

    def parse_webhook(self, body: bytes, headers: Mapping[str, str]) -> tuple[GatewayEvent, ...]:
        return self._gateway.parse_webhook(body, headers)

    def _call[T](self, name: str, call: Callable[[], T], *, guard: Breaker | None = None) -> T:
        if connection.in_atomic_block:
            raise RuntimeError("a payment gateway is never called inside a transaction")
        is_unsent, number = True, 0
        try:
            for number in range(1, ATTEMPTS + 1):
                try:
                    seen: T = (guard or self._breaker).call(call)
                    break
                except GatewayUnavailable as error:
                    is_unsent = is_unsent and error.is_unsent
                    self._tell(name, error.outage, number)
                    if number == ATTEMPTS:
                        raise
                time.sleep(PAUSE.after(number).total_seconds())
        except (Unavailable, GatewayUnavailable) as error:
            outage = error.outage if isinstance(error, GatewayUnavailable) else Outage.CIRCUIT_OPEN
            if outage is Outage.CIRCUIT_OPEN:
                self._tell(name, outage, number)
            if number > 1:
                GATEWAY_RETRIES.labels(self.name, name, "in_vain").inc()
            # It is the last attempt's: an earlier one may have been heard.
            raise GatewayUnavailable(str(error), is_unsent=is_unsent, outage=outage) from error
        if number > 1:
            GATEWAY_RETRIES.labels(self.name, name, "answered").inc()
            log.info("payment gateway answered a repeated call", gateway=self.name, call=name)
        return seen

    def _tell(self, call: str, outage: Outage, attempt: int) -> None:
        GATEWAY_FAILURES.labels(self.name, call, outage.value).inc()
        say = log.error if outage is Outage.REFUSES_US else log.warning
        say(
            "payment gateway does not answer",
            gateway=self.name,
            call=call,
            outage=outage.value,
            attempt=attempt,
        )


def _embedded() -> PaymentGateway:
    from apps.payments.gateways.embedded.gateway import EmbeddedGateway

    return EmbeddedGateway()


def _stripe() -> PaymentGateway:
    from apps.payments.gateways.stripe import StripeGateway

    return StripeGateway.configured()


# How the adapter of each name is made, configured from the environment.
ADAPTERS: dict[str, Callable[[], PaymentGateway]] = {conf.EMBEDDED: _embedded, conf.STRIPE: _stripe}


@cache
def gateway_of(name: str) -> PaymentGateway:
    """The gateway that took a payment, whichever new ones use now."""
    if name not in ADAPTERS:
        raise ImproperlyConfigured(f"PAYMENTS_GATEWAY names no gateway: {name}")
    return GuardedGateway(ADAPTERS[name](), breaker(f"gateway:{name}"), breaker(f"gateway:{name}:cards"))
