"""Gateways under test, and what the outside world does to them."""

from dataclasses import dataclass
from typing import Any

from apps.payments.domain.gateway import AuthorizationRequest
from apps.payments.gateways.embedded.bank import close_dispute, fail_refund, resolve_action
from apps.payments.gateways.embedded.cards import resolve_setup
from apps.payments.gateways.embedded.gateway import SIGNATURE_HEADER, EmbeddedGateway
from apps.payments.gateways.stripe import SIGNATURE_HEADER as STRIPE_HEADER
from apps.payments.gateways.stripe import StripeGateway
from apps.payments.models import EmbeddedEvent
from apps.payments.tests.stripe_double import StripeDouble, webhook_body
from dominos.kernel.ids import new_id
from dominos.kernel.money import Money


def eur(amount: int) -> Money:
    """An amount in euro cents."""
    return Money(amount, "EUR")


SECRET = "whsec_test"


class Embedded:
    """The embedded gateway, and what the outside world does to it."""

    header = SIGNATURE_HEADER

    def __init__(self) -> None:
        self.gateway = EmbeddedGateway()

    def resolve(self, url: str, *, is_approved: bool) -> None:
        resolve_action(url.rstrip("/").rsplit("/", 1)[1], is_approved=is_approved)

    def resolve_setup(self, url: str, *, is_approved: bool) -> None:
        resolve_setup(url.rstrip("/").rsplit("/", 1)[1], is_approved=is_approved)

    def close_dispute(self, reference: str, *, is_won: bool) -> None:
        close_dispute(reference, is_won=is_won)

    def fail_refund(self, reference: str) -> None:
        fail_refund(reference)

    def webhook(self, reference: str) -> bytes:
        return EmbeddedEvent.objects.filter(body__contains=reference).latest("id").body.encode()


class Stripe:
    """Stripe's adapter over the double."""

    header = STRIPE_HEADER

    def __init__(self) -> None:
        self.double = StripeDouble()
        self.gateway = StripeGateway("sk_test_x", SECRET, self.double)
        self.resolve, self.close_dispute = self.double.resolve, self.double.close_dispute
        self.resolve_setup, self.fail_refund = self.double.resolve_setup, self.double.fail_refund
        self.webhook = webhook_body


@dataclass
class Bench:
    """A gateway under test and a payment to make with it."""

    world: Any

    @property
    def gateway(self) -> Any:
        return self.world.gateway

    def wanted(self, token: str = "pm_card_visa", amount: int = 2000) -> AuthorizationRequest:
        return AuthorizationRequest(
            payment_id=new_id(), order_id=new_id(), amount=amount, currency="EUR", token=token
        )

    def authorized(self, **options: Any) -> Any:
        return self.gateway.authorize(self.wanted(**options), key=str(new_id()))

    def captured(self, amount: int = 2000, **options: Any) -> Any:
        reference = self.authorized(**options).reference
        return self.gateway.capture(reference, amount=eur(amount), key=str(new_id()))
