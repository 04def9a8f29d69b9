"""Posts changes of a payment, within the transaction that records them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

import structlog
from django.db.models import Sum

from apps.delivery.contract.events import ProviderCharged, ShiftEnded
from apps.payments.contract.errors import PayoutDiffers
from apps.payments.contract.types import PaymentStatus, RefundComponents, SaleParts
from apps.payments.domain.accounts import KINDS, SALES, Account, EntryKind, Part, Parts, lines_of, shared
from apps.payments.domain.amount_parts import read_amounts, refund_parts, sale_parts
from apps.payments.domain.commissions import commission_of
from apps.payments.domain.payment import LIVE, PAID, PaymentMethod, Step
from apps.payments.domain.tax_rows import TaxRow
from apps.payments.ledger.balances import left_of, left_without_tip, taxes_of
from apps.payments.ledger.days import open_day
from apps.payments.models import CashCount, CreditHold, LateTip, OrderFacts, OwedCash, Payment, StoreFacts
from apps.payments.models.journal import JournalEntry, Posting
from apps.payments.queries.market import rules
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.errors import NotFound
from dominos.kernel.money import Money
from dominos.kernel.unit_of_work import unit_of_work

log = structlog.get_logger(__name__)
TAKEN_AT_DOOR = SALES | {EntryKind.CASH_OWED}
TAKEN = frozenset(PAID) - {PaymentStatus.AUTHORIZED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What an entry is about: its natural key, and the business day it belongs to while that is open."""

    key: str
    kind: EntryKind
    currency: str
    payment: Payment | None = None
    order_id: UUID | None = None
    store_id: UUID | None = None
    courier_id: UUID | None = None
    partner_id: UUID | None = None
    provider: str = ""
    day: date | None = None


def post(
    payment: Payment,
    step: Step,
    components: RefundComponents | None = None,
    *,
    is_retry: bool = False,
) -> JournalEntry | None:
    """Posts the step, once; None if it moves no money or is already posted.

    The payment is locked in this unit of work and is in the state after the step. If `is_retry`, a refund
    that the bank had returned pays what is owed and is not another refund.
    """
    kind = EntryKind.REFUND_RETRIED if is_retry else _kind(payment, step)
    if kind is None or not step.amount:
        return None
    after = _sum_after(payment, kind, step)
    fact = _fact(payment, kind, f"{payment.id}:{kind}:{after}")
    if _is_posted(fact.key):
        return None
    parts = _parts(payment, kind, step, after, components)
    taxes = taxes_of(payment, kind, parts, components)
    lines = lines_of(kind, parts, money=money_account(payment, kind))
    entry = _write(fact, shared(lines, _credit_in(payment, kind, step)) if payment.credit else lines, taxes)
    if payment.partner_id is not None:
        _post_commission(payment, kind)
    if kind in SALES:
        post_courier_pay(payment.order_id)
    return entry


def parts_of_sale(payment: Payment, step: Step) -> SaleParts:
    """The parts as which a capture, or cash at the door, is booked."""
    amounts = read_amounts(payment.order_amounts)
    parts = sale_parts(amounts, before=payment.captured - step.amount, after=payment.captured)
    return SaleParts(**{name: parts[Part[name.upper()]] for name in SaleParts.__dataclass_fields__})


def money_account(payment: Payment, kind: EntryKind = EntryKind.CAPTURE) -> Account:
    """The account that holds the payment's money: gateway, partner, courier's bag or the store's till.

    Cash is refunded from the till.
    """
    if payment.method == PaymentMethod.PARTNER:
        return Account.PARTNER_CLEARING
    if payment.method in (PaymentMethod.CARD, PaymentMethod.CREDIT):
        return Account.GATEWAY_CLEARING
    is_on_road = payment.service == ServiceMethod.DELIVERY and kind in TAKEN_AT_DOOR
    return Account.CASH_IN_BAG if is_on_road else Account.CASH_IN_TILL


def _credit_in(payment: Payment, kind: EntryKind, step: Step) -> int:
    """The credit's share of the step: what it paid, or got back, and is not posted yet."""
    if kind not in SALES | {EntryKind.REFUND}:
        return 0
    hold = CreditHold.objects.get(payment_id=payment.id)
    posted = Posting.objects.filter(
        entry__payment=payment, entry__kind=kind, account=Account.CUSTOMER_CREDIT
    ).aggregate(sum=Sum("amount"))["sum"]
    moved = hold.returned if kind is EntryKind.REFUND else hold.taken
    return min(moved - abs(int(posted or 0)), step.amount)


def post_credit(
    kind: EntryKind, account_id: UUID, amount: Money, *, store_id: UUID | None = None, after: int = 0
) -> None:
    """Posts the sale of a gift card, a grant, or a chargeback and its return; each once.

    `after` is a figure that only grows, which distinguishes facts of one kind.
    """
    key = f"{account_id}:{kind}:{after}" if after else f"{account_id}:{kind}"
    fact = Fact(key=key, kind=kind, currency=amount.currency, store_id=store_id)
    if amount.amount and not _is_posted(fact.key):
        _write(fact, lines_of(kind, {Part.WHOLE: amount.amount}, money=Account.GATEWAY_CLEARING))


def _post_commission(payment: Payment, after: EntryKind) -> None:
    """Books what the partner keeps of what is left of the sale, tips apart, on the day of the entry that it is `after`.

    What was booked too much comes back.
    """
    kind = EntryKind.COMMISSION
    due = commission_of(left_without_tip(payment), payment.commission)
    booked = Posting.objects.filter(entry__payment=payment, account=Account.COMMISSIONS)
    more = due - int(booked.aggregate(sum=Sum("amount"))["sum"] or 0)
    key = f"{payment.id}:{kind}:{payment.captured}:{payment.refunded}"
    fact = replace(_fact(payment, after, key), kind=kind)
    if more and not _is_posted(fact.key):
        _write(fact, lines_of(kind, {Part.WHOLE: more}))


def post_payout(partner_id: UUID, reference: str, amount: Money) -> JournalEntry | None:
    """Posts a partner's payout, negative if it was returned, once for each of its references.

    None if it is already posted; PayoutDiffers if the reference belongs to another payout.
    """
    kind = EntryKind.PARTNER_PAYOUT
    fact = Fact(
        key=f"{partner_id}:{kind}:{reference}", kind=kind, currency=amount.currency, partner_id=partner_id
    )
    known = Posting.objects.filter(entry__key=fact.key, account=Account.BANK)
    for booked, currency in known.values_list("amount", "entry__currency"):
        if (booked, currency) != (amount.amount, amount.currency):
            raise PayoutDiffers(amount=booked, currency=currency)
        return None
    return _write(fact, lines_of(kind, {Part.WHOLE: amount.amount}))


def post_owed_cash(payment: Payment, kind: EntryKind, amount: int) -> None:
    """Posts cash taken for an order that was cancelled meanwhile (CASH_OWED), or its return (CASH_RETURNED)."""
    fact = _fact(payment, kind, f"{payment.id}:{kind}")
    if not _is_posted(fact.key):
        _write(fact, lines_of(kind, {Part.WHOLE: amount}, money=money_account(payment, kind)))


def post_courier_pay(order_id: UUID) -> None:
    """Posts the courier's pay for a delivery, and the tip once it is captured. Either may come first.

    The kept tip of an order that nobody accepted at the door goes to the courier who rode for it. A provider is owed
    its courier's tip.
    """
    facts = OrderFacts.objects.filter(order_id=order_id).first()
    if facts is None or not (facts.provider or facts.courier_id or facts.carrier_id):
        return
    payment = Payment.objects.select_for_update().filter(order_id=order_id, status__in=LIVE).first()
    if payment is None or not _is_earned(payment):
        return
    courier, tip = facts.courier_id or facts.carrier_id, {Part.TIP: left_of(payment).tip}
    if facts.provider:
        _post_earned(payment, EntryKind.PROVIDER_TIP, tip, provider=facts.provider)
        return
    if facts.courier_id is not None:
        pay = {Part.WHOLE: rules().pay(payment.currency)}
        _post_earned(payment, EntryKind.COURIER_PAY, pay, courier_id=courier)
    _post_earned(payment, EntryKind.TIP_EARNED, tip, courier_id=courier)


def post_tip(tip: LateTip, kind: EntryKind, amount: int, *, after: int = 0) -> JournalEntry | None:
    """Posts a step of a tip that was given after the hand-over, once, on the store's open day; None if it is posted.

    `after` is a figure that only grows, which distinguishes facts of one kind.
    """
    fact = Fact(
        key=f"{tip.id}:{kind}:{after}" if after else f"{tip.id}:{kind}",
        kind=kind,
        currency=tip.currency,
        order_id=tip.order_id,
        store_id=tip.store_id,
        courier_id=tip.courier_id,
    )
    if _is_posted(fact.key):
        return None
    parts = {Part.TIP: amount, Part.WHOLE: amount}
    return _write(fact, lines_of(kind, parts, money=Account.GATEWAY_CLEARING))


def key_of_fee(job_id: UUID) -> str:
    """The key of the entry about what a provider's job costs."""
    return f"{job_id}:{EntryKind.PROVIDER_FEE}"


def post_provider_fee(event: ProviderCharged) -> None:
    """Books what a provider's job costs, once."""
    kind = EntryKind.PROVIDER_FEE
    fact = Fact(
        key=key_of_fee(event.job_id),
        kind=kind,
        currency=event.currency,
        order_id=event.order_id,
        store_id=event.store_id,
        provider=event.provider,
    )
    if not _is_posted(fact.key):
        _write(fact, lines_of(kind, {Part.WHOLE: event.fee}))


def post_shift(event: ShiftEnded) -> None:
    """Posts the pay for a courier's hours, once per shift. NotFound while the store is unknown."""
    if event.store_id is None:
        log.warning("a shift without a store earns nothing", shift=str(event.shift_id))
        return
    store = StoreFacts.objects.filter(store_id=event.store_id).first()
    if store is None:
        raise NotFound("This store is not known yet.")
    market, kind = rules(), EntryKind.COURIER_HOURS
    fact = Fact(
        key=f"{event.shift_id}:{kind}",
        kind=kind,
        currency=store.currency,
        store_id=event.store_id,
        courier_id=event.courier_id,
        day=store.business_date(event.started_at),
    )
    pay = market.pay_of_shift(event.worked_minutes, store.currency, store.code)
    if pay and not _is_posted(fact.key):
        _write(fact, lines_of(kind, {Part.WHOLE: pay}))


def _is_earned(payment: Payment) -> bool:
    """Whether money was taken for the delivery, even if it is owed back."""
    return payment.status in TAKEN or OwedCash.objects.filter(payment=payment).exists()


def _post_earned(
    payment: Payment, kind: EntryKind, parts: Parts, *, courier_id: UUID | None = None, provider: str = ""
) -> None:
    """Posts what a delivery earned whoever brought it: a courier of ours, or a provider."""
    fact = replace(_fact(payment, kind, f"{payment.id}:{kind}"), courier_id=courier_id, provider=provider)
    if any(parts.values()) and not _is_posted(fact.key):
        _write(fact, lines_of(kind, parts))


def post_cash_count(count: CashCount, day: date) -> None:
    """Posts counted cash from the bag to the till; an explained difference has its own account."""
    fact = Fact(
        key=f"{count.id}:{EntryKind.CASH_HANDED_IN}",
        kind=EntryKind.CASH_HANDED_IN,
        currency=count.currency,
        store_id=count.store_id,
        courier_id=count.courier_id,
        day=day,
    )
    parts = {
        Part.EXPECTED: count.expected,
        Part.COUNTED: count.counted,
        Part.DIFFERENCE: count.difference,
    }
    if any(parts.values()) and not _is_posted(fact.key):
        _write(fact, lines_of(fact.kind, parts))


def _fact(payment: Payment, kind: EntryKind, key: str) -> Fact:
    """A sale belongs to its order's business day, everything else to the day on which it happens."""
    return Fact(
        key=key,
        kind=kind,
        currency=payment.currency,
        payment=payment,
        order_id=payment.order_id,
        store_id=payment.store_id,
        partner_id=payment.partner_id,
        day=payment.business_date if kind in SALES else None,
    )


def _parts(
    payment: Payment, kind: EntryKind, step: Step, after: int, components: RefundComponents | None
) -> Parts:
    if kind in SALES:
        return sale_parts(read_amounts(payment.order_amounts), before=after - step.amount, after=after)
    if kind is EntryKind.REFUND:
        left = left_of(payment)
        return refund_parts(replace(left, whole=left.whole + step.amount), step.amount, components)
    return {Part.WHOLE: step.amount}


def _kind(payment: Payment, step: Step) -> EntryKind | None:
    kind = KINDS.get(step.change)
    if kind is EntryKind.CAPTURE and payment.method == PaymentMethod.CASH:
        return EntryKind.CASH_COLLECTION
    return kind


def _sum_after(payment: Payment, kind: EntryKind, step: Step) -> int:
    if kind in (EntryKind.REFUND, EntryKind.REFUND_RETRIED):
        # All refunds, as the sum of those that stand may come to the same figure twice.
        return payment.refunded + payment.refund_failed
    if kind is EntryKind.REFUND_FAILED:
        return payment.refund_failed
    if kind is EntryKind.CHARGEBACK:
        return payment.disputed
    if kind is EntryKind.CHARGEBACK_REVERSAL:
        return payment.dispute_won
    return payment.captured


def _is_posted(key: str) -> bool:
    return JournalEntry.objects.filter(key=key).exists()


def _write(
    fact: Fact, lines: Iterable[tuple[Account, int]], taxes: Iterable[TaxRow] | None = None
) -> JournalEntry:
    postings = list(lines)
    with unit_of_work("payments"):
        entry = JournalEntry.objects.create(
            key=fact.key,
            kind=fact.kind.value,
            payment=fact.payment,
            order_id=fact.order_id,
            store_id=fact.store_id,
            courier_id=fact.courier_id,
            partner_id=fact.partner_id,
            provider=fact.provider,
            business_date=open_day(fact.store_id, fact.day),
            currency=fact.currency,
            taxes=None if taxes is None else [row.as_json() for row in taxes],
            size=len(postings),
        )
        Posting.objects.bulk_create(
            Posting(entry=entry, account=account.value, amount=amount) for account, amount in postings
        )
        return entry
