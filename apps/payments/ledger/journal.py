"""Posting what happened to a payment, in the transaction that records it."""

from apps.orders.contract.types import Amounts
from apps.payments.domain import Step
from apps.payments.ledger.accounts import KINDS, Account, EntryKind, lines_of
from apps.payments.ledger.models import JournalEntry, Posting
from apps.payments.models import Method, Payment
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.unit_of_work import unit_of_work


def post(payment: Payment, step: Step) -> JournalEntry | None:
    """Posts the step, once; None where it moves no money or is posted already.

    The payment is locked in this unit of work and stands where the step has led.
    """
    kind = _kind(payment, step)
    if kind is None or not step.amount:
        return None
    after = _sum_after(payment, kind, step)
    key = f"{payment.id}:{kind}:{after}"
    if JournalEntry.objects.filter(key=key).exists():
        return None
    amounts = Amounts(**payment.order_amounts) if payment.order_amounts else None
    lines = lines_of(kind, money_account(payment), amounts, before=after - step.amount, after=after)
    return _write(payment, kind, key, lines)


def money_account(payment: Payment) -> Account:
    """Where the payment's money lies: with the gateway, in the courier's bag or in the store's till."""
    if payment.method == Method.CARD:
        return Account.GATEWAY_CLEARING
    return Account.CASH_IN_BAG if payment.service == ServiceMethod.DELIVERY else Account.CASH_IN_TILL


def _kind(payment: Payment, step: Step) -> EntryKind | None:
    kind = KINDS.get(step.change)
    if kind is EntryKind.CAPTURE and payment.method == Method.CASH:
        return EntryKind.CASH_COLLECTION
    return kind


def _sum_after(payment: Payment, kind: EntryKind, step: Step) -> int:
    if kind is EntryKind.REFUND:
        return payment.refunded
    return step.amount if kind is EntryKind.CHARGEBACK else payment.captured


def _write(
    payment: Payment, kind: EntryKind, key: str, lines: tuple[tuple[Account, int], ...]
) -> JournalEntry:
    with unit_of_work("payments"):
        entry = JournalEntry.objects.create(
            key=key,
            kind=kind.value,
            payment=payment,
            order_id=payment.order_id,
            store_id=payment.store_id,
            currency=payment.currency,
            size=len(lines),
        )
        Posting.objects.bulk_create(
            Posting(entry=entry, account=account.value, amount=amount) for account, amount in lines
        )
        return entry
