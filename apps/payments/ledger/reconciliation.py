"""Compares ledger, payments, orders and the gateway's own record of the payments of a day."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import batched
from uuid import UUID

from django.db.models import Count, Sum

from apps.orders.contract.types import OrderSummary
from apps.payments.contract.types import PaymentStatus
from apps.payments.domain.accounts import CUSTOMERS, MONEY, SALES, Account, EntryKind
from apps.payments.domain.charges import ChargeStatus
from apps.payments.domain.gateway import GatewayPayment, GatewayRefusal, GatewayUnavailable
from apps.payments.domain.gateway_news import holds_money
from apps.payments.domain.payment import PAID
from apps.payments.gateways.credit.gateway import gateway_for
from apps.payments.gateways.guarded import gateway_of
from apps.payments.ledger.orders import ask_orders, due_of
from apps.payments.ledger.orders import differences as differing_orders
from apps.payments.models import LateTip, Payment
from apps.payments.models.journal import JournalEntry, Posting
from apps.payments.queries.cash import cancelled_but_delivered

BATCH = 200
REFUNDS = (EntryKind.REFUND, EntryKind.REFUND_FAILED, EntryKind.REFUND_RETRIED, EntryKind.TIP_RETURNED)
OF_TIPS = (
    EntryKind.TIP_PAID,
    EntryKind.TIP_RETURNED,
    EntryKind.CHARGEBACK,
    EntryKind.CHARGEBACK_REVERSAL,
)
ENDED = (PaymentStatus.VOIDED, PaymentStatus.FAILED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The amounts of a payment in one record, in minor units."""

    captured: int = 0
    refunded: int = 0
    charged_back: int = 0

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(
            captured=self.captured + other.captured,
            refunded=self.refunded + other.refunded,
            charged_back=self.charged_back + other.charged_back,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One payment in all records; `gateway` is None for cash and if it is unknown there, `orders` if unknown there."""

    payment_id: UUID
    order_number: str
    method: str
    currency: str
    ledger: Figures
    payments: Figures
    gateway: Figures | None
    orders: Figures | None
    differences: tuple[str, ...]


def reconcile(day: date) -> Iterator[Row]:
    """Compares the payments and late tips begun, changed or posted on the day (UTC), in their current state."""
    ids = _payments_of(day)
    for batch in batched(ids, BATCH, strict=False):
        payments = Payment.objects.filter(id__in=batch).order_by("id")
        records = _records(batch, [payment.order_id for payment in payments])
        for payment in payments:
            yield _compared(payment, records)
    yield from _compared_tips(day)


def _compared_tips(day: date) -> Iterator[Row]:
    """Late tips have no order's payment: the ledger has them by the order and the tip's key."""
    start = datetime.combine(day, time(), UTC)
    span = (start, start + timedelta(days=1))
    posted = JournalEntry.objects.filter(kind__in=OF_TIPS, **_within("posted_at", span)).values("order_id")
    wanted = LateTip.objects.filter(order_id__in=posted) | LateTip.objects.filter(
        **_within("created_at", span)
    )
    for tip in wanted.order_by("id").iterator():
        ours = Figures(
            captured=tip.amount if tip.status == ChargeStatus.PAID else 0,
            refunded=tip.refunded,
            charged_back=tip.disputed - tip.dispute_won,
        )
        gateway, differences = _gateway(tip, ours.captured)
        ledger = _ledger_of_tip(tip)
        differences += _differing(ours, ledger, gateway)
        yield Row(
            payment_id=tip.id,
            order_number=tip.order_number,
            method="tip",
            currency=tip.currency,
            ledger=ledger,
            payments=ours,
            gateway=gateway,
            orders=None,
            differences=tuple(differences),
        )


def _ledger_of_tip(tip: LateTip) -> Figures:
    moved = Posting.objects.filter(entry__key__startswith=f"{tip.id}:", account=Account.GATEWAY_CLEARING)
    sums = moved.values_list("entry__kind").annotate(total=Sum("amount"))
    return sum((_moved(EntryKind(kind), int(total)) for kind, total in sums), Figures())


@dataclass(frozen=True, slots=True)
class Records:
    """What the ledger and orders have of a batch of payments; `posted` counts the entries that took money.

    `owed` is the cash taken for a cancelled order minus what the ledger has of it.
    """

    ledger: Mapping[UUID, Figures]
    suspense: Mapping[UUID, int]
    posted: Mapping[UUID, int]
    owed: Mapping[UUID, int]
    orders: Mapping[UUID, OrderSummary] | None


def _records(ids: Iterable[UUID], order_ids: Iterable[UUID]) -> Records:
    figures, suspense = _ledger(ids)
    sales = JournalEntry.objects.filter(payment__in=ids, kind__in=SALES)
    posted = dict(sales.values_list("payment").annotate(count=Count("id")))
    return Records(figures, suspense, posted, _owed(ids), ask_orders(order_ids))


def _owed(ids: Iterable[UUID]) -> Mapping[UUID, int]:
    """What couriers took for cancelled orders minus what the ledger booked."""
    taken = cancelled_but_delivered().filter(id__in=ids).values_list("id", "amount")
    booked = Posting.objects.filter(
        entry__payment__in=ids, entry__kind=EntryKind.CASH_OWED, account=Account.CASH_IN_BAG
    )
    missing = Counter(dict(taken))
    missing.subtract(dict(booked.values_list("entry__payment", "amount")))
    return missing


def _payments_of(day: date) -> list[UUID]:
    start = datetime.combine(day, time(), UTC)
    span = (start, start + timedelta(days=1))
    payments = [
        Payment.objects.filter(**_within(name, span)).values_list("id")
        for name in ("created_at", "updated_at")
    ]
    posted = JournalEntry.objects.filter(payment__isnull=False, **_within("posted_at", span))
    found = payments[0].union(payments[1], posted.values_list("payment"))
    return sorted(payment_id for (payment_id,) in found)


def _within(column: str, span: tuple[datetime, datetime]) -> dict[str, datetime]:
    return {f"{column}__gte": span[0], f"{column}__lt": span[1]}


def _ledger(ids: Iterable[UUID]) -> tuple[Mapping[UUID, Figures], Mapping[UUID, int]]:
    """What the accounts that hold money say of each payment, and what lies in suspense."""
    sums = (
        Posting.objects.filter(
            entry__payment__in=ids, entry__kind__in=CUSTOMERS, account__in=[*MONEY, Account.SUSPENSE]
        )
        .values_list("entry__payment", "entry__kind", "account")
        .annotate(total=Sum("amount"))
    )
    figures: dict[UUID, Figures] = defaultdict(Figures)
    suspense: dict[UUID, int] = defaultdict(int)
    for payment_id, kind, account, total in sums:
        if account == Account.SUSPENSE:
            suspense[payment_id] += int(total)
        else:
            figures[payment_id] += _moved(EntryKind(kind), int(total))
    return figures, suspense


def _moved(kind: EntryKind, amount: int) -> Figures:
    if kind in REFUNDS:
        return Figures(refunded=-amount)
    if kind in (EntryKind.CHARGEBACK, EntryKind.CHARGEBACK_REVERSAL):
        return Figures(charged_back=-amount)
    return Figures(captured=amount)


def _compared(payment: Payment, records: Records) -> Row:
    ledger = records.ledger.get(payment.id, Figures())
    ours = Figures(captured=payment.captured, refunded=payment.refunded, charged_back=payment.charged_back)
    gateway, differences = _gateway(payment, payment.captured)
    differences += _differing(ours, ledger, gateway)
    if records.suspense.get(payment.id):
        differences.append("an amount is left in suspense")
    if records.posted.get(payment.id, 0) > 1:
        differences.append(f"its charge was posted {records.posted[payment.id]} times")
    if records.owed.get(payment.id):
        differences.append(f"cash of a cancelled order: {records.owed[payment.id]} not booked")
    order = records.orders.get(payment.order_id) if records.orders is not None else None
    differences += (
        differing_orders(payment, order) if records.orders is not None else ["orders do not answer"]
    )
    return Row(
        payment_id=payment.id,
        order_number=payment.order_number,
        method=payment.method,
        currency=payment.currency,
        ledger=ledger,
        payments=ours,
        gateway=gateway,
        orders=Figures(captured=due_of(order)) if order and payment.status in PAID else None,
        differences=tuple(differences),
    )


def _differing(ours: Figures, ledger: Figures, gateway: Figures | None) -> list[str]:
    return [
        f"{name} {_text(figures)} but payment {_text(ours)}"
        for name, figures in (("ledger", ledger), ("gateway", gateway))
        if figures is not None and figures != ours
    ]


def _gateway(payment: Payment | LateTip, captured: int) -> tuple[Figures | None, list[str]]:
    if not payment.gateway:
        return None, []
    if not payment.reference:
        return None, ["captured without the gateway"] if captured else []
    try:
        gateway = gateway_of(payment.gateway) if isinstance(payment, LateTip) else gateway_for(payment)
        seen = gateway.retrieve(payment.reference)
    except GatewayUnavailable:
        return None, ["the gateway does not answer"]
    except GatewayRefusal:
        return None, ["the gateway knows no such payment"]
    figures = Figures(captured=seen.captured, refunded=seen.refunded, charged_back=seen.charged_back)
    return figures, _anomalies(payment, seen)


def _anomalies(payment: Payment | LateTip, seen: GatewayPayment) -> list[str]:
    """What no sum shows: another currency, or money still reserved for an attempt that ended."""
    found = []
    if seen.currency != payment.currency:
        found.append(f"gateway {seen.currency} but payment {payment.currency}")
    if payment.status in ENDED and holds_money(seen):
        found.append(f"payment {payment.status} but the gateway holds it {seen.status}")
    return found


def _text(figures: Figures) -> str:
    return f"captured {figures.captured}, refunded {figures.refunded}, charged back {figures.charged_back}"
