"""The embedded gateway behind the port."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any
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
from apps.payments.gateways.embedded.calls import answer_of, once, once_storing
from apps.payments.gateways.signatures import MAX_WEBHOOK_BYTES, NOT_AN_EVENT, verify
from apps.payments.models.embedded import (
    EmbeddedPayment,
)
from dominos.kernel.dataclass_dicts import plain
from dominos.kernel.errors import Invalid
from dominos.kernel.json_input import load
from dominos.kernel.money import Money
from dominos.kernel.prepared_reads import Prepared

SIGNATURE_HEADER = "Gateway-Signature"


_PAYMENT = Prepared(lambda: EmbeddedPayment.objects.all())


class EmbeddedGateway:
    """Stores payments in tables of its own and moves no money. Accepts published test tokens only."""

    name = conf.EMBEDDED

    def authorize(self, request: AuthorizationRequest, *, key: str) -> GatewayPayment:
        """Reserves, declines or requires 3-D Secure, depending on the token."""
        payment, outcome = payments.authorized(request)
        event = payments.webhook_of(payment, f"payment.{payment.status.lower()}")
        return once_storing(key, ["authorize", plain(request)], answer_of(outcome), [payment, event])

    def identify(self, token: str) -> str:
        """Always "": a published token is everybody's card."""
        return ""

    def confirm(self, reference: str, *, key: str) -> GatewayPayment:
        """The outcome of 3-D Secure, as the customer chose on the gateway's page."""
        seen = self.retrieve(reference)
        if seen.status is GatewayStatus.FAILED:
            raise Declined(seen.decline_code, reference)
        return seen

    def increment(self, reference: str, *, amount: Money, key: str) -> GatewayPayment:
        """Raises the authorization."""
        return once(
            key, ["increment", reference, str(amount)], partial(payments.increment, reference, amount)
        )

    def capture(self, reference: str, *, amount: Money, key: str) -> GatewayPayment:
        """Captures the authorization or less; some tokens are disputed at once."""
        return once(key, ["capture", reference, str(amount)], partial(payments.capture, reference, amount))

    def void(self, reference: str, *, key: str) -> GatewayPayment:
        """Releases the authorization."""
        return once(key, ["void", reference], partial(payments.void, reference))

    def refund(self, reference: str, *, amount: Money, key: str) -> GatewayPayment:
        """Refunds at most what was captured and not refunded."""
        return once(key, ["refund", reference, str(amount)], partial(payments.refund, reference, amount))

    def retrieve(self, reference: str) -> GatewayPayment:
        """The stored payment."""
        payment = _PAYMENT.get(reference)
        if payment is None:
            raise GatewayRefusal("There is no such payment.")
        return payments.shown(payment)

    def create_customer(self, user_id: UUID, *, key: str) -> str:
        """A reference derived from the key."""
        return f"ecus_{hashlib.sha256(key.encode()).hexdigest()[:32]}"

    def save_card(self, customer: str, token: str, *, key: str) -> GatewayCard:
        """Saves the card, declines, or requires 3-D Secure, depending on the token."""
        return cards.save(customer, token, key=key)

    def retrieve_card(self, reference: str) -> GatewayCard:
        """The outcome of saving a card."""
        return cards.retrieve(reference)

    def list_cards(self, customer: str) -> tuple[GatewayCard, ...]:
        """The customer's saved cards."""
        return cards.list_of(customer)

    def forget_card(self, token: str, *, key: str) -> None:
        """Removes the card."""
        cards.forget(token)

    def parse_webhook(self, body: bytes, headers: Mapping[str, str]) -> tuple[GatewayEvent, ...]:
        """The events this gateway sent in one webhook."""
        verify(body, headers.get(SIGNATURE_HEADER, ""), conf.webhook_secret())
        try:
            return tuple(map(_event, load(body, MAX_WEBHOOK_BYTES)["events"]))
        except NOT_AN_EVENT as error:
            raise Invalid("This is no event of the gateway.") from error


def _event(told: Any) -> GatewayEvent:
    shown = dict(told["data"])
    return GatewayEvent(
        id=str(told["id"]),
        type=str(told["type"]),
        reference=str(shown["reference"]),
        occurred_at=datetime.fromtimestamp(told["created"], UTC),
        body=json.dumps(told),
        shown=GatewayPayment(
            **{name: shown[name] for name in payments.SHOWN if name != "status"},
            status=GatewayStatus(shown["status"]),
            payment_id=UUID(shown["payment_id"]),
            is_test=True,
        ),
    )
