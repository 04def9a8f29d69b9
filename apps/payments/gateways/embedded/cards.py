"""Cards saved at the embedded gateway."""

import hashlib
import secrets

from django.conf import settings

from apps.payments.domain.gateway import (
    DeclineCode,
    Declined,
    GatewayCard,
    GatewayRefusal,
    NextAction,
    SetupStatus,
)
from apps.payments.gateways.embedded.tokens import TEST_TOKENS
from apps.payments.models.embedded import EmbeddedCard, new_reference
from dominos.kernel.clock import now
from dominos.kernel.unit_of_work import unit_of_work

ACTION_PATH = "/gateway/embedded/card-setup/"
EXPIRES = "2034-12"


def save(customer: str, token: str, *, key: str) -> GatewayCard:
    """Saves the card of a published token, once for each key. `Declined`, `GatewayRefusal`."""
    behavior = TEST_TOKENS.get(token)
    if behavior is None:
        raise GatewayRefusal("This gateway takes published test tokens only.")
    if behavior.decline:
        raise Declined(behavior.decline)
    card = EmbeddedCard(
        reference=f"eset_{hashlib.sha256(key.encode()).hexdigest()[:32]}",
        customer=customer,
        token=new_reference("pm"),
        behaves_like=token,
        status=(SetupStatus.REQUIRES_ACTION if behavior.needs_action else SetupStatus.READY).value,
        action_token=secrets.token_urlsafe(32) if behavior.needs_action else None,
    )
    with unit_of_work("payments", interim=True):
        EmbeddedCard.objects.bulk_create([card], ignore_conflicts=True)
        kept = EmbeddedCard.objects.get(reference=card.reference)
    if (kept.customer, kept.behaves_like) != (customer, token):
        raise GatewayRefusal("The idempotency key was used for another call.")
    return _shown(kept)


def retrieve(reference: str) -> GatewayCard:
    """The stored card. `GatewayRefusal`."""
    card = EmbeddedCard.objects.filter(reference=reference).first()
    if card is None:
        raise GatewayRefusal("There is no such card.")
    return _shown(card)


def list_of(customer: str) -> tuple[GatewayCard, ...]:
    """The customer's saved cards, oldest first."""
    ready = EmbeddedCard.objects.filter(customer=customer, status=SetupStatus.READY, forgotten_at=None)
    return tuple(_shown(card) for card in ready.order_by("created_at", "reference"))


def forget(token: str) -> None:
    """Removes the card; repeating it changes nothing. `GatewayRefusal` for an unknown one."""
    with unit_of_work("payments", interim=True):
        card = EmbeddedCard.objects.select_for_update().filter(token=token).first()
        if card is None:
            raise GatewayRefusal("There is no such card.")
        card.forgotten_at = card.forgotten_at or now()
        card.save(update_fields=["forgotten_at"])


def has_setup(action_token: str) -> bool:
    """Whether there is a card to save behind the token."""
    return EmbeddedCard.objects.filter(action_token=action_token).exists()


def resolve_setup(action_token: str, *, is_approved: bool) -> GatewayCard:
    """Applies the customer's choice on the gateway's page; a second choice changes nothing. `GatewayRefusal`."""
    with unit_of_work("payments", interim=True):
        card = EmbeddedCard.objects.select_for_update().filter(action_token=action_token).first()
        if card is None:
            raise GatewayRefusal("There is no such action.")
        if card.status == SetupStatus.REQUIRES_ACTION:
            card.status = (SetupStatus.READY if is_approved else SetupStatus.FAILED).value
            card.decline_code = "" if is_approved else DeclineCode.AUTHENTICATION_FAILED.value
            card.save()
        return _shown(card)


def _shown(card: EmbeddedCard) -> GatewayCard:
    status, behavior = SetupStatus(card.status), TEST_TOKENS[card.behaves_like]
    if status is SetupStatus.READY:
        return GatewayCard(
            reference=card.reference,
            status=status,
            token=card.token,
            brand=behavior.brand,
            last4=behavior.last4,
            expires=EXPIRES,
        )
    action = None
    if status is SetupStatus.REQUIRES_ACTION:
        action = NextAction(type="redirect", url=f"{settings.PUBLIC_URL}{ACTION_PATH}{card.action_token}/")
    return GatewayCard(
        reference=card.reference, status=status, next_action=action, decline_code=card.decline_code
    )
