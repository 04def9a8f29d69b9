"""The embedded gateway behind the port."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial
from uuid import UUID

from apps.payments.domain.gateway import (
    AuthorizationRequest,
    Declined,
    GatewayCard,
    GatewayEvent,
    GatewayPayment,
    GatewayRefusal,
    GatewayStatus,
)
from apps.payments.gateways import conf
from apps.payments.gateways.embedded import cards, payments
from apps.payments.gateways.embedded.calls import once
from apps.payments.gateways.signatures import MAX_WEBHOOK_BYTES, NOT_AN_EVENT, verify
from apps.payments.models.embedded import (
    EmbeddedPayment,
)
from dominos.kernel.errors import Invalid
from dominos.kernel.json_input import load
from dominos.kernel.money import Money
from dominos.kernel.prepared import Prepared

SIGNATURE_HEADER = "Gateway-Signature"


_PAYMENT = Prepared(lambda: EmbeddedPayment.objects.all())


class EmbeddedGateway:
    """Keeps payments in tables of its own and moves no money. Accepts published test tokens only."""

    name = conf.EMBEDDED

    def authorize(self, request: AuthorizationRequest, *, key: str) -> GatewayPayment:
        """Reserves, declines or asks for 3-D Secure, as the token says."""
        return once(key, ["authorize", asdict(request)], partial(payments.authorize, request))

    def confirm(self, reference: str, *, key: str) -> GatewayPayment:
        """The outcome of 3-D Secure, as the customer left it on the gateway's page."""
        seen = self.retrieve(reference)
        if seen.status is GatewayStatus.FAILED:
            raise Declined(seen.decline_code, reference)
        return seen

    def increment(self, reference: str, *, amount: Money, key: str) -> GatewayPayment:
        """Raises the reservation."""
        return once(
            key, ["increment", reference, str(amount)], partial(payments.increment, reference, amount)
        )

    def capture(self, reference: str, *, amount: Money, key: str) -> GatewayPayment:
        """Takes what was reserved, or less; a dispute follows at once where the token says so."""
        return once(key, ["capture", reference, str(amount)], partial(payments.capture, reference, amount))

    def void(self, reference: str, *, key: str) -> GatewayPayment:
        """Releases the reservation."""
        return once(key, ["void", reference], partial(payments.void, reference))

    def refund(self, reference: str, *, amount: Money, key: str) -> GatewayPayment:
        """Gives back at most what was captured and not refunded."""
        return once(key, ["refund", reference, str(amount)], partial(payments.refund, reference, amount))

    def retrieve(self, reference: str) -> GatewayPayment:
        """The payment as the books show it."""
        payment = _PAYMENT.get(reference)
        if payment is None:
            raise GatewayRefusal("There is no such payment.")
        return payments.shown(payment)

    def create_customer(self, user_id: UUID, *, key: str) -> str:
        """A reference, the same for the same key."""
        return f"ecus_{hashlib.sha256(key.encode()).hexdigest()[:32]}"

    def save_card(self, customer: str, token: str, *, key: str) -> GatewayCard:
        """Keeps the card, declines, or asks for 3-D Secure, as the token says."""
        return cards.save(customer, token, key=key)

    def retrieve_card(self, reference: str) -> GatewayCard:
        """How keeping a card ended."""
        return cards.retrieve(reference)

    def list_cards(self, customer: str) -> tuple[GatewayCard, ...]:
        """The cards kept for the customer."""
        return cards.list_of(customer)

    def forget_card(self, token: str, *, key: str) -> None:
        """Keeps the card no longer."""
        cards.forget(token)

    def parse_webhook(self, body: bytes, headers: Mapping[str, str]) -> GatewayEvent:
        """An event this gateway sent."""
        verify(body, headers.get(SIGNATURE_HEADER, ""), conf.webhook_secret())
        try:
            event = load(body, MAX_WEBHOOK_BYTES)
            return GatewayEvent(
                id=str(event["id"]),
                type=str(event["type"]),
                reference=str(event["data"]["reference"]),
                occurred_at=datetime.fromtimestamp(event["created"], UTC),
            )
        except NOT_AN_EVENT as error:
            raise Invalid("This is no event of the gateway.") from error
