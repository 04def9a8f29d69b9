"""Erasing a customer: cards are removed, here and at the gateway; accounting records stay without personal data."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet

from apps.orders.contract.events import OrdersForgotten
from apps.payments.models import Payment, PaymentPart, SavedCard, WebhookEvent
from apps.payments.processing.wallet import remove_card
from apps.users.contract.commands import ConfirmForgotten
from dominos.kernel.after_commit import start_after_commit
from dominos.kernel.forgetting import forget
from dominos.kernel.unit_of_work import send

FORGET_CARDS = "payments.forget_cards"


def forget_payer(event: OrdersForgotten) -> None:
    """Erases the payer of these orders and the gateways' data about them; called within a unit of work.

    A task removes the person's cards at the gateways first, since gateways are never called within a
    transaction: users repeats the request until none are left.
    """
    if _cards(event.person_ids).exists():
        start_after_commit(FORGET_CARDS, [str(person) for person in event.person_ids])
        return
    payments = Payment.objects.filter(order_id__in=event.order_ids).exclude(reference="")
    parts = PaymentPart.objects.filter(payment__in=payments).exclude(reference="")
    references = [*payments.values_list("reference", flat=True), *parts.values_list("reference", flat=True)]
    told = WebhookEvent.objects.filter(reference__in=references)
    told.filter(handled_at__isnull=False).delete()
    nameless = (ConfirmForgotten.type,)
    if forget("payments", event.person_ids, event.order_ids, except_types=nameless) and event.is_all:
        send(ConfirmForgotten(user_id=event.user_id, app="payments"), subject=event.user_id)


def forget_cards(person_ids: Collection[UUID]) -> None:
    """Removes these people's cards at the gateways. CardGatewayDown."""
    for card in _cards(person_ids):
        remove_card(card.id, card.user_id)


def _cards(person_ids: Collection[UUID]) -> QuerySet[SavedCard]:
    return SavedCard.objects.filter(user_id__in=person_ids, removed_at=None).exclude(token="")
