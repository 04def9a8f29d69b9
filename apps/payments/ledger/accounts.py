"""The chart of accounts and the posting rules, as data. A debit is positive, a credit negative; minor units."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from apps.orders.contract.types import Amounts
from apps.payments.domain import Change


class Account(StrEnum):
    """Where an amount is booked."""

    CUSTOMER_RECEIVABLE = "CUSTOMER_RECEIVABLE"
    GATEWAY_CLEARING = "GATEWAY_CLEARING"
    CASH_IN_BAG = "CASH_IN_BAG"
    CASH_IN_TILL = "CASH_IN_TILL"
    REVENUE = "REVENUE"
    DELIVERY_FEES = "DELIVERY_FEES"
    PROMOTIONS = "PROMOTIONS"
    TAX_PAYABLE = "TAX_PAYABLE"
    TIPS_PAYABLE = "TIPS_PAYABLE"
    REFUNDS = "REFUNDS"
    CHARGEBACKS = "CHARGEBACKS"
    SUSPENSE = "SUSPENSE"


# The accounts that hold the money itself: what an entry moves there is what the customer paid or got back.
MONEY = frozenset({Account.GATEWAY_CLEARING, Account.CASH_IN_BAG, Account.CASH_IN_TILL})


class EntryKind(StrEnum):
    """The facts that move money. An authorisation moves none and is not posted."""

    CAPTURE = "CAPTURE"
    CASH_COLLECTION = "CASH_COLLECTION"
    REFUND = "REFUND"
    CHARGEBACK = "CHARGEBACK"


KINDS: Mapping[Change, EntryKind] = {
    Change.CAPTURED: EntryKind.CAPTURE,
    Change.REFUNDED_IN_PART: EntryKind.REFUND,
    Change.REFUNDED_IN_FULL: EntryKind.REFUND,
    Change.DISPUTED: EntryKind.CHARGEBACK,
}


class Part(StrEnum):
    """The parts of an amount. FOOD + DELIVERY_FEE - DISCOUNT + TAX + TIP + UNKNOWN = WHOLE."""

    WHOLE = "WHOLE"
    FOOD = "FOOD"
    DELIVERY_FEE = "DELIVERY_FEE"
    DISCOUNT = "DISCOUNT"
    TAX = "TAX"
    TIP = "TIP"
    # What the customer gets back of the sale itself: the whole without tax and tip.
    SALE = "SALE"
    # Of a payment whose order's amounts were never kept.
    UNKNOWN = "UNKNOWN"


DEBIT, CREDIT = 1, -1


@dataclass(frozen=True, slots=True)
class Rule:
    """Books a part on a side of an account; None stands for the account that holds the payment's money."""

    side: int
    account: Account | None
    part: Part


_SALE = (
    Rule(DEBIT, Account.CUSTOMER_RECEIVABLE, Part.WHOLE),
    Rule(DEBIT, Account.PROMOTIONS, Part.DISCOUNT),
    Rule(CREDIT, Account.REVENUE, Part.FOOD),
    Rule(CREDIT, Account.DELIVERY_FEES, Part.DELIVERY_FEE),
    Rule(CREDIT, Account.TAX_PAYABLE, Part.TAX),
    Rule(CREDIT, Account.TIPS_PAYABLE, Part.TIP),
    Rule(CREDIT, Account.SUSPENSE, Part.UNKNOWN),
    Rule(DEBIT, None, Part.WHOLE),
    Rule(CREDIT, Account.CUSTOMER_RECEIVABLE, Part.WHOLE),
)
RULES: Mapping[EntryKind, tuple[Rule, ...]] = {
    EntryKind.CAPTURE: _SALE,
    EntryKind.CASH_COLLECTION: _SALE,
    EntryKind.REFUND: (
        Rule(DEBIT, Account.REFUNDS, Part.SALE),
        Rule(DEBIT, Account.TAX_PAYABLE, Part.TAX),
        Rule(DEBIT, Account.TIPS_PAYABLE, Part.TIP),
        Rule(DEBIT, Account.SUSPENSE, Part.UNKNOWN),
        Rule(CREDIT, Account.CUSTOMER_RECEIVABLE, Part.WHOLE),
        Rule(DEBIT, Account.CUSTOMER_RECEIVABLE, Part.WHOLE),
        Rule(CREDIT, None, Part.WHOLE),
    ),
    EntryKind.CHARGEBACK: (
        Rule(DEBIT, Account.CHARGEBACKS, Part.WHOLE),
        Rule(CREDIT, None, Part.WHOLE),
    ),
}


def lines_of(
    kind: EntryKind, money: Account, amounts: Amounts | None, *, before: int, after: int
) -> tuple[tuple[Account, int], ...]:
    """The lines of the entry that takes the sum of its kind from `before` to `after`. They add up to zero."""
    parts = _between(amounts, before, after)
    return tuple(
        (rule.account or money, rule.side * parts[rule.part]) for rule in RULES[kind] if parts[rule.part]
    )


def _between(amounts: Amounts | None, before: int, after: int) -> Mapping[Part, int]:
    """The parts between two cumulative sums: several refunds up to all that was captured undo its parts exactly."""
    first, last = _parts(amounts, before), _parts(amounts, after)
    return {part: last[part] - first[part] for part in Part}


def _parts(amounts: Amounts | None, whole: int) -> Mapping[Part, int]:
    """The parts of `whole`, in proportion to the order's total and rounded down; the food takes the rest."""
    parts = dict.fromkeys(Part, 0) | {Part.WHOLE: whole}
    if amounts is None or amounts.total <= 0:
        return parts | {Part.UNKNOWN: whole}
    parts |= {part: amount * whole // amounts.total for part, amount in _net(amounts)}
    parts[Part.SALE] = whole - parts[Part.TAX] - parts[Part.TIP]
    parts[Part.FOOD] = parts[Part.SALE] - parts[Part.DELIVERY_FEE] + parts[Part.DISCOUNT]
    return parts


def _net(amounts: Amounts) -> Iterator[tuple[Part, int]]:
    """The order's fee, discount, tax and tip, free of the tax that is included in prices."""
    included, taxed = amounts.tax - amounts.tax_added, amounts.total - amounts.tip - amounts.tax_added
    for part, gross in ((Part.DELIVERY_FEE, amounts.delivery_fee), (Part.DISCOUNT, amounts.discount)):
        yield part, gross - (included * gross // taxed if taxed else 0)
    yield Part.TAX, amounts.tax
    yield Part.TIP, amounts.tip
