"""Forgetting a customer: cards go, here and at the gateway; what the books stand on stays and names nobody."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet

from apps.orders.contract.events import OrdersForgotten
from apps.payments.models import Payment, SavedCard, WebhookEvent
from apps.payments.processing.wallet import remove_card
from apps.users.contract.commands import ConfirmForgotten
from dominos.kernel.after_commit import start_after_commit
from dominos.kernel.forgetting import forget
from dominos.kernel.unit_of_work import send

FORGET_CARDS = "payments.forget_cards"


def forget_payer(event: OrdersForgotten) -> None:
    """Forgets who paid these orders, and what gateways told of them; inside a unit of work.

    Gateways forget the person's cards first, by a task, as nobody waits for a gateway inside a transaction: users ask
    again, and then there are none.
    """
    if _cards(event.person_ids).exists():
        start_after_commit(FORGET_CARDS, [str(person) for person in event.person_ids])
        return
    payments = Payment.objects.filter(order_id__in=event.order_ids).exclude(reference="")
    told = WebhookEvent.objects.filter(reference__in=list(payments.values_list("reference", flat=True)))
    told.filter(handled_at__isnull=False).delete()
    nameless = (ConfirmForgotten.type,)
    if forget("payments", event.person_ids, event.order_ids, except_types=nameless) and event.is_all:
        send(ConfirmForgotten(user_id=event.user_id, app="payments"), subject=event.user_id)


def forget_cards(person_ids: Collection[UUID]) -> None:
    """Has the gateways forget these people's cards. CardGatewayDown."""
    for card in _cards(person_ids):
        remove_card(card.id, card.user_id)


def _cards(person_ids: Collection[UUID]) -> QuerySet[SavedCard]:
    return SavedCard.objects.filter(user_id__in=person_ids, removed_at=None).exclude(token="")
