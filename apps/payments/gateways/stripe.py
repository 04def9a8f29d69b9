"""Stripe behind the gateway port: PaymentIntents with manual capture."""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Self
from uuid import UUID

import stripe
from django.conf import settings
from requests import Response, Session

from apps.payments.domain.gateway import (
    RETURN_PATH,
    AuthorizationRequest,
    Declined,
    Dispute,
    GatewayCard,
    GatewayEvent,
    GatewayPayment,
    GatewayRefusal,
    GatewayStatus,
    NextAction,
    SetupStatus,
)
from apps.payments.gateways import conf
from apps.payments.gateways.signatures import MAX_WEBHOOK_BYTES, NOT_AN_EVENT, verify
from apps.payments.gateways.stripe_amounts import from_stripe, to_stripe
from apps.payments.gateways.stripe_calls import asked, decline_of
from dominos.kernel.json_input import load
from dominos.kernel.money import Money
from dominos.kernel.resilience.deadline import time_for_call
from dominos.kernel.webhook_signing import BadSignature

STATUSES: Mapping[str, GatewayStatus] = {
    "requires_payment_method": GatewayStatus.FAILED,
    "requires_confirmation": GatewayStatus.PENDING,
    "processing": GatewayStatus.PENDING,
    "requires_action": GatewayStatus.REQUIRES_ACTION,
    "requires_capture": GatewayStatus.AUTHORIZED,
    "succeeded": GatewayStatus.CAPTURED,
    "canceled": GatewayStatus.VOIDED,
}
DISPUTES: Mapping[str, Dispute] = {
    "needs_response": Dispute.OPEN,
    "under_review": Dispute.OPEN,
    "won": Dispute.WON,
    "lost": Dispute.LOST,
    "appeal_needs_response": Dispute.LOST,
    "appeal_under_review": Dispute.LOST,
}
SIGNATURE_HEADER = "Stripe-Signature"
_EXPAND = ["latest_charge.refunds"]
WRITING_SECONDS = 2
"""The part of a request's time that a call leaves for storing its result."""
# A refund of these states does not reach the customer; the money is ours again.
FAILED_REFUNDS = frozenset({"failed", "canceled"})


class InTime(Session):
    """A session whose calls end before the deadline of the current request, leaving time to store the result.

    It goes where it is told to and follows nobody elsewhere.
    """

    def __init__(self) -> None:
        super().__init__()
        self.max_redirects = 0

    def request(self, *args: Any, **options: Any) -> Response:
        options["timeout"] = time_for_call(options["timeout"], keep=WRITING_SECONDS)
        return super().request(*args, **options)


class StripeGateway:
    """Talks to Stripe through an injectable HTTP client. Every POST carries our own idempotency key."""

    name = conf.STRIPE

    def __init__(self, api_key: str, webhook_secret: str, http_client: stripe.HTTPClient) -> None:
        client = stripe.StripeClient(api_key, http_client=http_client, max_network_retries=1)
        self._intents, self._refunds = client.v1.payment_intents, client.v1.refunds
        self._disputes, self._customers = client.v1.disputes, client.v1.customers
        self._charges = client.v1.charges
        self._setups, self._methods = client.v1.setup_intents, client.v1.payment_methods
        self._webhook_secret = webhook_secret

    @classmethod
    def configured(cls) -> Self:
        """An instance with the keys of the environment, a connection pool and a timeout."""
        http_client = stripe.RequestsClient(timeout=conf.gateway_timeout(), session=InTime())
        return cls(conf.stripe_secret_key(), conf.stripe_webhook_secret(), http_client)

    def authorize(self, request: AuthorizationRequest, *, key: str) -> GatewayPayment:
        """Creates and confirms a PaymentIntent with manual capture."""
        metadata = {"payment_id": str(request.payment_id), "order_id": str(request.order_id)}
        customer = {"customer": request.customer} if request.customer else {}
        params: Any = customer | {
            "amount": to_stripe(request.amount, request.currency),
            "currency": request.currency.lower(),
            "payment_method": request.token,
            "payment_method_types": ["card"],
            "capture_method": "manual",
            "confirm": True,
            "return_url": f"{settings.PUBLIC_URL}{RETURN_PATH}",
            "metadata": metadata,
            "expand": _EXPAND,
        }
        return self._shown(asked(lambda: self._intents.create(params, {"idempotency_key": key})))

    def identify(self, token: str) -> str:
        """The card's fingerprint, equal for every entry of the same number."""
        card = asked(lambda: self._methods.retrieve(token)).card
        return str((card and card.fingerprint) or "")

    def confirm(self, reference: str, *, key: str) -> GatewayPayment:
        """The intent after the customer's action; confirmed by Stripe itself, or by us if it requires that."""
        intent = self._intent(reference)
        if intent.status == "requires_confirmation":
            params: Any = {"expand": _EXPAND}
            intent = asked(lambda: self._intents.confirm(reference, params, {"idempotency_key": key}))
        if intent.status == "requires_payment_method":
            raise Declined(decline_of(intent.last_payment_error), reference)
        return self._shown(intent)

    def increment(self, reference: str, *, amount: Money, key: str) -> GatewayPayment:
        """Raises the authorization; the card network may decline."""
        params: Any = {"amount": to_stripe(amount.amount, amount.currency), "expand": _EXPAND}
        options: Any = {"idempotency_key": key}
        return self._shown(asked(lambda: self._intents.increment_authorization(reference, params, options)))

    def capture(self, reference: str, *, amount: Money, key: str) -> GatewayPayment:
        """Captures once; Stripe releases the rest."""
        taken = to_stripe(amount.amount, amount.currency)
        params: Any = {"amount_to_capture": taken, "expand": _EXPAND}
        return self._shown(asked(lambda: self._intents.capture(reference, params, {"idempotency_key": key})))

    def void(self, reference: str, *, key: str) -> GatewayPayment:
        """Cancels the intent."""
        params: Any = {"expand": _EXPAND}
        return self._shown(asked(lambda: self._intents.cancel(reference, params, {"idempotency_key": key})))

    def refund(self, reference: str, *, amount: Money, key: str) -> GatewayPayment:
        """Refunds part of the intent's charge; then shows the intent."""
        returned = to_stripe(amount.amount, amount.currency)
        params: Any = {"payment_intent": reference, "amount": returned}
        asked(lambda: self._refunds.create(params, {"idempotency_key": key}))
        return self.retrieve(reference)

    def retrieve(self, reference: str) -> GatewayPayment:
        """The intent with its charge."""
        return self._shown(self._intent(reference))

    def create_customer(self, user_id: UUID, *, key: str) -> str:
        """A Stripe customer; of the person only our id is sent."""
        params: Any = {"metadata": {"user_id": str(user_id)}}
        return asked(lambda: self._customers.create(params, {"idempotency_key": key})).id

    def save_card(self, customer: str, token: str, *, key: str) -> GatewayCard:
        """Confirms a SetupIntent, which attaches the card to the customer."""
        params: Any = {
            "customer": customer,
            "payment_method": token,
            "payment_method_types": ["card"],
            "usage": "on_session",
            "confirm": True,
            "return_url": f"{settings.PUBLIC_URL}{RETURN_PATH}",
            "expand": ["payment_method"],
        }
        return _saved(asked(lambda: self._setups.create(params, {"idempotency_key": key})))

    def retrieve_card(self, reference: str) -> GatewayCard:
        """The SetupIntent with its card."""
        params: Any = {"expand": ["payment_method"]}
        return _saved(asked(lambda: self._setups.retrieve(reference, params)))

    def list_cards(self, customer: str) -> tuple[GatewayCard, ...]:
        """The cards attached to the customer."""
        params: Any = {"type": "card"}
        found = asked(lambda: self._customers.payment_methods.list(customer, params))
        return tuple(_card(method, reference="") for method in found.data)

    def forget_card(self, token: str, *, key: str) -> None:
        """Detaches the card."""
        asked(lambda: self._methods.detach(token, {}, {"idempotency_key": key}))

    def parse_webhook(self, body: bytes, headers: Mapping[str, str]) -> tuple[GatewayEvent, ...]:
        """A Stripe event about a PaymentIntent, a charge, a refund or a dispute."""
        verify(body, headers.get(SIGNATURE_HEADER, ""), self._webhook_secret)
        try:
            event = load(body, MAX_WEBHOOK_BYTES)
            told = GatewayEvent(
                id=event["id"],
                type=event["type"],
                reference=_intent_of(event["data"]["object"]),
                occurred_at=datetime.fromtimestamp(event["created"], UTC),
                body=body.decode(),
            )
        except NOT_AN_EVENT as error:
            raise BadSignature("The webhook is not an event.") from error
        return (told,)

    def _intent(self, reference: str) -> stripe.PaymentIntent:
        params: Any = {"expand": _EXPAND}
        intent = self._intent_of_charge(reference) if reference.startswith(CHARGES) else reference
        return asked(lambda: self._intents.retrieve(intent, params))

    def _intent_of_charge(self, charge: str) -> str:
        intent = asked(lambda: self._charges.retrieve(charge)).payment_intent
        if not intent:
            raise GatewayRefusal("This charge is of no payment of ours.")
        return str(intent)

    def _shown(self, intent: stripe.PaymentIntent) -> GatewayPayment:
        status = STATUSES[intent.status]
        charge: Any = intent.latest_charge
        is_reserved = status in (GatewayStatus.AUTHORIZED, GatewayStatus.CAPTURED)
        refunded, refund_failed = self._refunded(intent, charge) if charge else (0, 0)
        disputed, won, lost = self._disputed(intent) if charge and charge.disputed else (0, 0, 0)
        currency = intent.currency.upper()
        return GatewayPayment(
            reference=intent.id,
            payment_id=_payment_id(intent),
            status=status,
            currency=currency,
            authorized=from_stripe(intent.amount, currency) if is_reserved else 0,
            captured=from_stripe(intent.amount_received, currency),
            refunded=from_stripe(refunded, currency),
            refund_failed=from_stripe(refund_failed, currency),
            disputed=from_stripe(disputed, currency),
            dispute_won=from_stripe(won, currency),
            dispute_lost=from_stripe(lost, currency),
            is_test=not intent.livemode,
            next_action=_next_action(intent),
            decline_code=decline_of(intent.last_payment_error) if status is GatewayStatus.FAILED else "",
        )

    def _refunded(self, intent: stripe.PaymentIntent, charge: Any) -> tuple[int, int]:
        """What went back and what of it failed, from the refunds themselves."""
        found: Any = getattr(charge, "refunds", None)
        if found is None or found.has_more:
            params: Any = {"payment_intent": intent.id, "limit": 100}
            found = asked(lambda: self._refunds.list(params))
        failed = sum(refund.amount for refund in found.data if refund.status in FAILED_REFUNDS)
        return sum(refund.amount for refund in found.data) - failed, failed

    def _disputed(self, intent: stripe.PaymentIntent) -> tuple[int, int, int]:
        """The sums of the disputes that moved money, and of the won and lost ones. An inquiry moves none."""
        params: Any = {"payment_intent": intent.id, "limit": 100}
        found = asked(lambda: self._disputes.list(params))
        sums = Counter[Dispute]()
        for dispute in found.data:
            if dispute.status in DISPUTES:
                sums[DISPUTES[dispute.status]] += dispute.amount
        return sums.total(), sums[Dispute.WON], sums[Dispute.LOST]


CHARGES = ("ch_", "py_")
"""The prefixes of charge ids: a dispute may refer to its payment by the charge only."""


def _intent_of(subject: Mapping[str, Any]) -> str:
    if subject["object"] == "payment_intent":
        return str(subject["id"])
    return str(subject.get("payment_intent") or subject.get("charge") or "")


def _card(method: stripe.PaymentMethod, *, reference: str) -> GatewayCard:
    card: Any = method.card
    return GatewayCard(
        reference=reference,
        status=SetupStatus.READY,
        token=method.id,
        brand=card.brand,
        last4=card.last4,
        expires=f"{card.exp_year}-{card.exp_month:02d}",
    )


def _saved(setup: stripe.SetupIntent) -> GatewayCard:
    method: Any = setup.payment_method
    if setup.status == "succeeded":
        return _card(method, reference=setup.id)
    if setup.status == "requires_action":
        action: Any = setup.next_action
        url = str(action.redirect_to_url.url) if action and action.redirect_to_url else ""
        step = NextAction(type="redirect", url=url)
        return GatewayCard(reference=setup.id, status=SetupStatus.REQUIRES_ACTION, next_action=step)
    code = decline_of(setup.last_setup_error)
    return GatewayCard(reference=setup.id, status=SetupStatus.FAILED, decline_code=code)


def _payment_id(intent: stripe.PaymentIntent) -> UUID | None:
    metadata = intent.metadata
    return UUID(metadata["payment_id"]) if metadata and "payment_id" in metadata else None


def _next_action(intent: stripe.PaymentIntent) -> NextAction | None:
    action = intent.next_action
    if intent.status != "requires_action" or action is None or action.redirect_to_url is None:
        return None
    return NextAction(type="redirect", url=str(action.redirect_to_url.url))
