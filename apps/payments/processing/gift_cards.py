"""Buying a gift card: charged at once by card, then its account is opened. Every step is idempotent."""

from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from uuid import UUID

import structlog
from django.db.models import QuerySet

from apps.payments.contract.errors import CardGatewayDown
from apps.payments.domain.accounts import EntryKind
from apps.payments.domain.credit import CreditKind, PurchaseStatus
from apps.payments.domain.gateway import (
    AuthorizationRequest,
    DeclineCode,
    Declined,
    GatewayPayment,
    GatewayRefusal,
    GatewayStatus,
    GatewayUnavailable,
)
from apps.payments.gateways import conf
from apps.payments.gateways.credit.accounts import open_account
from apps.payments.gateways.guarded import gateway_of
from apps.payments.ledger.journal import post_credit
from apps.payments.models import GiftPurchase
from apps.payments.processing.declines import Payer, card_mark, count_decline, counts_of, refuse_too_many
from dominos.kernel.clock import now
from dominos.kernel.errors import NotFound
from dominos.kernel.ids import new_id
from dominos.kernel.leases import claim, work_off
from dominos.kernel.money import Money
from dominos.kernel.unit_of_work import unit_of_work

log = structlog.get_logger(__name__)
CHECK_AFTER, LEASE, BATCH = timedelta(minutes=2), timedelta(minutes=2), 10
GIVEN_UP_AFTER = timedelta(hours=1)
"""Buyers who have not returned from their bank by then are given up, and the authorization is released."""
OPEN = (PurchaseStatus.BEGUN, PurchaseStatus.REQUIRES_ACTION)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A gift card to buy: recipient, amount, and the card that pays for it."""

    amount: int
    currency: str
    token: str
    recipient_email: str
    sender: str = ""
    words: str = ""
    locale: str = ""


def buy(wanted: Wanted, payer: Payer, *, key: str) -> GiftPurchase:
    """Buys one: PAID, or REQUIRES_ACTION until the buyer has authenticated. Declined, TooManyDeclines,
    CardGatewayDown.
    """
    try:
        payer = replace(payer, card=card_mark(conf.gateway_name(), wanted.token))
    except GatewayUnavailable as error:
        raise _gateway_down(error) from error
    new = GiftPurchase(
        id=new_id(),
        buyer_id=payer.customer_id,
        request_key=key,
        gateway=conf.gateway_name(),
        due_at=now() + CHECK_AFTER,
        **asdict(wanted),
    )
    with unit_of_work("payments", interim=True):
        GiftPurchase.objects.bulk_create([new], ignore_conflicts=True)
        kept = GiftPurchase.objects.annotate(**counts_of(payer)).get(
            buyer_id=payer.customer_id, request_key=key
        )
        if kept.id == new.id:
            refuse_too_many(kept)
    purchase = _advance(kept)
    if purchase.status == PurchaseStatus.FAILED:
        if kept.status == PurchaseStatus.BEGUN:
            with unit_of_work("payments"):
                count_decline(payer)
        raise Declined(purchase.failure_code)
    return purchase


def confirm(purchase_id: UUID, buyer_id: UUID) -> GiftPurchase:
    """Continues after the buyer's authentication. NotFound, Declined, CardGatewayDown."""
    purchase = GiftPurchase.objects.filter(id=purchase_id, buyer_id=buyer_id).first()
    if purchase is None:
        raise NotFound
    purchase = _advance(purchase)
    if purchase.status == PurchaseStatus.FAILED:
        raise Declined(purchase.failure_code)
    return purchase


def due() -> QuerySet[GiftPurchase]:
    """Purchases whose buyer has not returned to learn the outcome."""
    return GiftPurchase.objects.filter(due_at__lte=now())


def finish_due() -> int:
    """Finishes due purchases, and gives up those whose buyer has left; returns the number."""
    return work_off(
        lambda: claim(GiftPurchase.objects.filter(status__in=OPEN), LEASE, batch=BATCH), _finish_or_give_up
    )


def _finish_or_give_up(purchase: GiftPurchase) -> None:
    try:
        purchase = _advance(purchase)
        if purchase.status == PurchaseStatus.REQUIRES_ACTION and purchase.created_at < now() - GIVEN_UP_AFTER:
            record(
                purchase, gateway_of(purchase.gateway).void(purchase.reference, key=_key(purchase, "void"))
            )
    except Exception as error:
        log.warning("purchase of a gift card not finished", purchase=str(purchase.id), error=str(error))


def _advance(purchase: GiftPurchase) -> GiftPurchase:
    """Takes the purchase as far as the gateway lets it. CardGatewayDown."""
    if purchase.status not in OPEN:
        return purchase
    try:
        seen = _seen(purchase)
        if seen.status is GatewayStatus.AUTHORIZED:
            amount = Money(purchase.amount, purchase.currency)
            gateway = gateway_of(purchase.gateway)
            seen = gateway.capture(seen.reference, amount=amount, key=_key(purchase, "capture"))
    except GatewayUnavailable as error:
        raise _gateway_down(error) from error
    except Declined as error:
        seen = _failed(purchase, error.decline_code)
    except GatewayRefusal:
        seen = _failed(purchase, DeclineCode.INVALID_PAYMENT_METHOD.value)
    return record(purchase, seen)


def _gateway_down(error: GatewayUnavailable) -> CardGatewayDown:
    told = "The card gateway does not answer. Ask again in a moment."
    return CardGatewayDown(told, reason=error.outage.value)


def _seen(purchase: GiftPurchase) -> GatewayPayment:
    gateway = gateway_of(purchase.gateway)
    if purchase.reference:
        return gateway.confirm(purchase.reference, key=_key(purchase, "confirm"))
    request = AuthorizationRequest(
        payment_id=purchase.id,
        order_id=purchase.id,
        amount=purchase.amount,
        currency=purchase.currency,
        token=purchase.token,
    )
    return gateway.authorize(request, key=_key(purchase, "authorize"))


def record(purchase: GiftPurchase, seen: GatewayPayment) -> GiftPurchase:
    """Records what the gateway shows; a paid purchase gets its account, once."""
    with unit_of_work("payments"):
        kept = GiftPurchase.objects.select_for_update().get(id=purchase.id)
        if kept.status not in OPEN:
            return kept
        kept.reference = kept.reference or seen.reference
        kept.status = _status_of(seen).value
        kept.failure_code = (
            "" if kept.status != PurchaseStatus.FAILED else seen.decline_code or "card_declined"
        )
        is_waiting = kept.status == PurchaseStatus.REQUIRES_ACTION and seen.next_action is not None
        kept.next_action = asdict(seen.next_action) if is_waiting and seen.next_action else None
        if kept.status == PurchaseStatus.PAID:
            account_id = new_id()
            kept.account = open_account(CreditKind.GIFT, kept.amount, kept.currency, account_id=account_id)
            post_credit(EntryKind.GIFT_CARD_SOLD, account_id, Money(kept.amount, kept.currency))
        if kept.status not in OPEN:
            kept.due_at, kept.token = None, ""
        kept.save()
        return kept


def _status_of(seen: GatewayPayment) -> PurchaseStatus:
    match seen.status:
        case GatewayStatus.CAPTURED:
            return PurchaseStatus.PAID
        case GatewayStatus.FAILED | GatewayStatus.VOIDED:
            return PurchaseStatus.FAILED
        case GatewayStatus.REQUIRES_ACTION:
            return PurchaseStatus.REQUIRES_ACTION
    return PurchaseStatus.BEGUN


def _failed(purchase: GiftPurchase, code: str) -> GatewayPayment:
    return GatewayPayment(
        reference=purchase.reference,
        payment_id=purchase.id,
        status=GatewayStatus.FAILED,
        currency=purchase.currency,
        decline_code=code,
    )


def _key(purchase: GiftPurchase, call: str) -> str:
    return f"gift:{purchase.id}:{call}"
