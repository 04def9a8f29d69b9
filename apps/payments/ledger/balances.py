"""What is left of a payment and of its tax, according to the ledger."""

from django.db.models import Sum

from apps.payments.contract.types import RefundComponents
from apps.payments.domain.accounts import SALES, Account, EntryKind, Part, Parts
from apps.payments.domain.amount_parts import Left, read_amounts
from apps.payments.domain.tax_rows import Rows, TaxRow, merged, refund_rows, sale_rows
from apps.payments.models import Payment
from apps.payments.models.journal import JournalEntry, Posting


def left_of(payment: Payment) -> Left:
    """What remains of the payment after refunds that were made or are owed."""
    names = {
        Account.TAX_PAYABLE: "tax",
        Account.TIPS_PAYABLE: "tip",
        Account.SUSPENSE: "unknown",
        Account.REFUNDS_DUE: "due",
    }
    sums = (
        Posting.objects.filter(entry__payment=payment, account__in=names)
        .values_list("account")
        .annotate(total=Sum("amount"))
    )
    parts = {names[Account(account)]: -int(total) for account, total in sums}
    whole = payment.captured - payment.refunded - parts.pop("due", 0)
    return Left(whole=whole, **parts)


def left_without_tip(payment: Payment) -> int:
    """What remains of the payment apart from its tip, even once the tip belongs to its courier."""
    tips = Posting.objects.filter(entry__payment=payment, account=Account.TIPS_PAYABLE)
    given = tips.exclude(entry__kind=EntryKind.TIP_EARNED).aggregate(sum=Sum("amount"))["sum"]
    return max(left_of(payment).whole + int(given or 0), 0)


def taxes_of(
    payment: Payment, kind: EntryKind, parts: Parts, components: RefundComponents | None
) -> Rows | None:
    """The tax by rate that a sale or a refund books; None if it has none."""
    tax = parts.get(Part.TAX, 0)
    if kind in SALES:
        amounts = read_amounts(payment.order_amounts)
        return sale_rows(amounts, parts[Part.WHOLE], tax=tax, tip=parts[Part.TIP])
    if kind is not EntryKind.REFUND:
        return None
    kept = JournalEntry.objects.filter(payment=payment, taxes__isnull=False)
    sold = [_rows(entry) for entry in kept if entry.kind in SALES]
    gone = [_rows(entry) for entry in kept if entry.kind == EntryKind.REFUND]
    left = merged((row for rows in sold for row in rows), minus=(row for rows in gone for row in rows))
    tip = components.tip if components else parts[Part.TIP]
    rounding = components.rounding if components else 0
    return refund_rows(
        left,
        components.tax_lines if components else (),
        tax=tax,
        gross=parts[Part.WHOLE] - tip - rounding,
        is_rest=left_of(payment).whole == 0,
    )


def _rows(entry: JournalEntry) -> list[TaxRow]:
    return [TaxRow.read(row) for row in entry.taxes or ()]
