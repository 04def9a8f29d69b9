"""Chargebacks of gift cards: posted, and the remaining balance is withheld until the bank returns the money."""

from uuid import UUID

import structlog

from apps.payments.domain.accounts import EntryKind
from apps.payments.domain.credit import Movement
from apps.payments.domain.gateway import GatewayPayment
from apps.payments.domain.payment import Change
from apps.payments.gateways.credit.accounts import move
from apps.payments.ledger.journal import post_credit
from apps.payments.models import CreditAccount, GiftPurchase
from apps.payments.processing.gift_cards import GIFTS
from apps.payments.processing.metrics import GIFT_CARDS_CHARGED_BACK, NEWS_NOT_TAKEN
from dominos.kernel.money import Money
from dominos.kernel.unit_of_work import unit_of_work

log = structlog.get_logger(__name__)


def follow(purchase_id: UUID, gateway: str, seen: GatewayPayment) -> bool:
    """Records what the gateway shows, if it is the purchase of a gift card; False if it is not."""
    ours = GIFTS.known(purchase_id, gateway, seen)
    if ours is not None and seen.disputed:
        _record(ours.id, seen)
    return ours is not None


def _record(purchase_id: UUID, seen: GatewayPayment) -> None:
    """Books what is new of the disputes, their sums only growing, and withholds or restores what follows."""
    with unit_of_work("payments"):
        purchase = GiftPurchase.objects.select_for_update().get(id=purchase_id)
        if purchase.account_id is None:
            log.error("a bank took back what bought no gift card", purchase=str(purchase_id))
            NEWS_NOT_TAKEN.labels(purchase.status, Change.DISPUTED.value).inc()
            return
        account = CreditAccount.objects.select_for_update().get(id=purchase.account_id)
        sums = (
            (EntryKind.CHARGEBACK, "disputed", seen.disputed),
            (EntryKind.CHARGEBACK_REVERSAL, "dispute_won", seen.dispute_won),
        )
        for kind, name, shown in sums:
            if (new := shown - getattr(purchase, name)) > 0:
                setattr(purchase, name, shown)
                post_credit(kind, account.id, Money(new, purchase.currency), after=shown)
                log.warning(
                    "a bank decides about a gift card", purchase=str(purchase_id), kind=kind.value, amount=new
                )
                if kind is EntryKind.CHARGEBACK:
                    GIFT_CARDS_CHARGED_BACK.inc()
        _withhold(purchase, account)


def _withhold(purchase: GiftPurchase, account: CreditAccount) -> None:
    """Takes off the account what the bank took, as far as it is there, or puts it back.

    The account is blocked while more is missing: what an order gives back to it is not spent again.
    """
    missing = purchase.charged_back - purchase.withheld
    moved = min(missing, account.balance)
    if moved:
        turn = account.movements.count()
        movement = Movement.WITHHELD if moved > 0 else Movement.RESTORED
        entry = EntryKind.CREDIT_WITHHELD if moved > 0 else EntryKind.CREDIT_RESTORED
        move(account, movement, -moved, key=f"{account.id}:{movement}:{turn}")
        post_credit(entry, account.id, Money(abs(moved), account.currency), after=turn)
    purchase.withheld += moved
    purchase.save(update_fields=["disputed", "dispute_won", "withheld"])
    CreditAccount.objects.filter(id=account.id).update(is_blocked=missing > moved)
