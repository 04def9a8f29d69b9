"""The chart of accounts and the posting rules, as data. A debit is positive, a credit negative; minor units."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from apps.payments.domain.payment import Change


class Account(StrEnum):
    """Accounts of the ledger."""

    CUSTOMER_RECEIVABLE = "CUSTOMER_RECEIVABLE"
    GATEWAY_CLEARING = "GATEWAY_CLEARING"
    PARTNER_CLEARING = "PARTNER_CLEARING"
    BANK = "BANK"
    CASH_IN_BAG = "CASH_IN_BAG"
    CASH_IN_TILL = "CASH_IN_TILL"
    CASH_OVER_SHORT = "CASH_OVER_SHORT"
    CASH_OWED_BACK = "CASH_OWED_BACK"
    REVENUE = "REVENUE"
    DELIVERY_FEES = "DELIVERY_FEES"
    SMALL_ORDER_FEES = "SMALL_ORDER_FEES"
    DEPOSITS = "DEPOSITS"
    ROUNDING = "ROUNDING"
    PROMOTIONS = "PROMOTIONS"
    COMMISSIONS = "COMMISSIONS"
    TAX_PAYABLE = "TAX_PAYABLE"
    TIPS_PAYABLE = "TIPS_PAYABLE"
    COURIER_PAY = "COURIER_PAY"
    COURIER_PAYABLE = "COURIER_PAYABLE"
    PROVIDER_FEES = "PROVIDER_FEES"
    PROVIDERS_PAYABLE = "PROVIDERS_PAYABLE"
    REFUNDS = "REFUNDS"
    REFUNDS_DUE = "REFUNDS_DUE"
    CHARGEBACKS = "CHARGEBACKS"
    CUSTOMER_CREDIT = "CUSTOMER_CREDIT"
    GOODWILL = "GOODWILL"
    SUSPENSE = "SUSPENSE"


# What each account stands for, as docs/money.md tells it.
MEANING: Mapping[Account, str] = {
    Account.CUSTOMER_RECEIVABLE: "what customers owe; zero after every entry",
    Account.GATEWAY_CLEARING: "money the card gateway holds for us",
    Account.PARTNER_CLEARING: "money partners took from customers for us and have not paid out, less their commission",
    Account.BANK: "what partners have paid out, less what went back to them",
    Account.CASH_IN_BAG: "cash in couriers' bags, not yet handed in",
    Account.CASH_IN_TILL: "cash in the stores' tills",
    Account.CASH_OVER_SHORT: "explained differences between cash counted and expected",
    Account.CASH_OWED_BACK: "cash taken for orders that were cancelled meanwhile, owed to their customers",
    Account.REVENUE: "food sold, before discounts, without tax",
    Account.DELIVERY_FEES: "delivery fees, without tax",
    Account.SMALL_ORDER_FEES: "what small orders pay on top, without tax",
    Account.DEPOSITS: "deposits on bottles and cans, without tax",
    Account.ROUNDING: "rounding to the market's smallest coin",
    Account.PROMOTIONS: "discounts given, without tax",
    Account.COMMISSIONS: "what partners keep of the sales they bring",
    Account.TAX_PAYABLE: "tax owed to the state",
    Account.TIPS_PAYABLE: "tips taken, not yet a courier's",
    Account.COURIER_PAY: "what deliveries and hours cost in courier pay",
    Account.COURIER_PAYABLE: "pay and tips owed to couriers",
    Account.PROVIDER_FEES: "what deliveries by other companies' couriers cost",
    Account.PROVIDERS_PAYABLE: "fees, and tips of their couriers, owed to those companies",
    Account.REFUNDS: "sales given back, without tax",
    Account.REFUNDS_DUE: "refunds the customers' banks returned, still owed to customers",
    Account.CHARGEBACKS: "payments the customers' banks took back",
    Account.CUSTOMER_CREDIT: "gift cards and store credit, owed to whoever has them",
    Account.GOODWILL: "store credit granted for complaints",
    Account.SUSPENSE: "amounts whose parts are unknown; zero when all is well",
}

# The accounts that hold a customer's money: what an entry moves there is what the customer paid or got back.
MONEY = frozenset(
    {Account.GATEWAY_CLEARING, Account.PARTNER_CLEARING, Account.CUSTOMER_CREDIT}
    | {Account.CASH_IN_BAG, Account.CASH_IN_TILL}
)


class EntryKind(StrEnum):
    """The facts that are posted. An authorization moves nothing and is not posted."""

    CAPTURE = "CAPTURE"
    CASH_COLLECTION = "CASH_COLLECTION"
    REFUND = "REFUND"
    REFUND_FAILED = "REFUND_FAILED"
    REFUND_RETRIED = "REFUND_RETRIED"
    CHARGEBACK = "CHARGEBACK"
    CHARGEBACK_REVERSAL = "CHARGEBACK_REVERSAL"
    CASH_HANDED_IN = "CASH_HANDED_IN"
    CASH_OWED = "CASH_OWED"
    CASH_RETURNED = "CASH_RETURNED"
    COURIER_PAY = "COURIER_PAY"
    COURIER_HOURS = "COURIER_HOURS"
    TIP_EARNED = "TIP_EARNED"
    PROVIDER_FEE = "PROVIDER_FEE"
    PROVIDER_TIP = "PROVIDER_TIP"
    TIP_PAID = "TIP_PAID"
    TIP_RETURNED = "TIP_RETURNED"
    GIFT_CARD_SOLD = "GIFT_CARD_SOLD"
    CREDIT_GRANTED = "CREDIT_GRANTED"
    CREDIT_WITHHELD = "CREDIT_WITHHELD"
    CREDIT_RESTORED = "CREDIT_RESTORED"
    COMMISSION = "COMMISSION"
    PARTNER_PAYOUT = "PARTNER_PAYOUT"


SALES = frozenset({EntryKind.CAPTURE, EntryKind.CASH_COLLECTION})
KINDS: Mapping[Change, EntryKind] = {
    Change.CAPTURED: EntryKind.CAPTURE,
    Change.REFUNDED_IN_PART: EntryKind.REFUND,
    Change.REFUNDED_IN_FULL: EntryKind.REFUND,
    Change.REFUND_FAILED: EntryKind.REFUND_FAILED,
    Change.DISPUTED: EntryKind.CHARGEBACK,
    Change.DISPUTE_WON: EntryKind.CHARGEBACK_REVERSAL,
}
# Those that move a customer's money; the others move our own.
CUSTOMERS = frozenset(
    {EntryKind.CAPTURE, EntryKind.CASH_COLLECTION, EntryKind.REFUND}
    | {EntryKind.REFUND_FAILED, EntryKind.REFUND_RETRIED}
    | {EntryKind.CHARGEBACK, EntryKind.CHARGEBACK_REVERSAL}
    | {EntryKind.TIP_PAID, EntryKind.TIP_RETURNED}
)


class Part(StrEnum):
    """The parts of an amount, net of tax.

    FOOD - DISCOUNT + DELIVERY_FEE + SMALL_ORDER_FEE + DEPOSIT + ROUNDING + TAX + TIP + UNKNOWN = WHOLE.
    """

    WHOLE = "WHOLE"
    FOOD = "FOOD"
    DELIVERY_FEE = "DELIVERY_FEE"
    SMALL_ORDER_FEE = "SMALL_ORDER_FEE"
    DEPOSIT = "DEPOSIT"
    ROUNDING = "ROUNDING"
    DISCOUNT = "DISCOUNT"
    TAX = "TAX"
    TIP = "TIP"
    # What the customer gets back of the sale itself: the whole without tax and tip.
    SALE = "SALE"
    # Of a payment whose order's amounts were never kept.
    UNKNOWN = "UNKNOWN"
    # Of a close-out: what was expected, what was counted, and counted minus expected.
    EXPECTED = "EXPECTED"
    COUNTED = "COUNTED"
    DIFFERENCE = "DIFFERENCE"


type Parts = Mapping[Part, int]
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
    Rule(CREDIT, Account.SMALL_ORDER_FEES, Part.SMALL_ORDER_FEE),
    Rule(CREDIT, Account.DEPOSITS, Part.DEPOSIT),
    Rule(CREDIT, Account.ROUNDING, Part.ROUNDING),
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
    EntryKind.REFUND_FAILED: (
        Rule(DEBIT, None, Part.WHOLE),
        Rule(CREDIT, Account.REFUNDS_DUE, Part.WHOLE),
    ),
    EntryKind.REFUND_RETRIED: (
        Rule(DEBIT, Account.REFUNDS_DUE, Part.WHOLE),
        Rule(CREDIT, None, Part.WHOLE),
    ),
    EntryKind.CHARGEBACK: (
        Rule(DEBIT, Account.CHARGEBACKS, Part.WHOLE),
        Rule(CREDIT, None, Part.WHOLE),
    ),
    EntryKind.CHARGEBACK_REVERSAL: (
        Rule(DEBIT, None, Part.WHOLE),
        Rule(CREDIT, Account.CHARGEBACKS, Part.WHOLE),
    ),
    EntryKind.CASH_HANDED_IN: (
        Rule(DEBIT, Account.CASH_IN_TILL, Part.COUNTED),
        Rule(CREDIT, Account.CASH_OVER_SHORT, Part.DIFFERENCE),
        Rule(CREDIT, Account.CASH_IN_BAG, Part.EXPECTED),
    ),
    EntryKind.CASH_OWED: (
        Rule(DEBIT, None, Part.WHOLE),
        Rule(CREDIT, Account.CASH_OWED_BACK, Part.WHOLE),
    ),
    EntryKind.CASH_RETURNED: (
        Rule(DEBIT, Account.CASH_OWED_BACK, Part.WHOLE),
        Rule(CREDIT, None, Part.WHOLE),
    ),
    EntryKind.COURIER_PAY: (
        Rule(DEBIT, Account.COURIER_PAY, Part.WHOLE),
        Rule(CREDIT, Account.COURIER_PAYABLE, Part.WHOLE),
    ),
    EntryKind.COURIER_HOURS: (
        Rule(DEBIT, Account.COURIER_PAY, Part.WHOLE),
        Rule(CREDIT, Account.COURIER_PAYABLE, Part.WHOLE),
    ),
    EntryKind.TIP_EARNED: (
        Rule(DEBIT, Account.TIPS_PAYABLE, Part.TIP),
        Rule(CREDIT, Account.COURIER_PAYABLE, Part.TIP),
    ),
    EntryKind.PROVIDER_FEE: (
        Rule(DEBIT, Account.PROVIDER_FEES, Part.WHOLE),
        Rule(CREDIT, Account.PROVIDERS_PAYABLE, Part.WHOLE),
    ),
    EntryKind.PROVIDER_TIP: (
        Rule(DEBIT, Account.TIPS_PAYABLE, Part.TIP),
        Rule(CREDIT, Account.PROVIDERS_PAYABLE, Part.TIP),
    ),
    EntryKind.TIP_PAID: (
        Rule(DEBIT, None, Part.TIP),
        Rule(CREDIT, Account.TIPS_PAYABLE, Part.TIP),
    ),
    EntryKind.TIP_RETURNED: (
        Rule(DEBIT, Account.REFUNDS, Part.TIP),
        Rule(CREDIT, None, Part.TIP),
    ),
    EntryKind.GIFT_CARD_SOLD: (
        Rule(DEBIT, None, Part.WHOLE),
        Rule(CREDIT, Account.CUSTOMER_CREDIT, Part.WHOLE),
    ),
    EntryKind.CREDIT_GRANTED: (
        Rule(DEBIT, Account.GOODWILL, Part.WHOLE),
        Rule(CREDIT, Account.CUSTOMER_CREDIT, Part.WHOLE),
    ),
    EntryKind.CREDIT_WITHHELD: (
        Rule(DEBIT, Account.CUSTOMER_CREDIT, Part.WHOLE),
        Rule(CREDIT, Account.CHARGEBACKS, Part.WHOLE),
    ),
    EntryKind.CREDIT_RESTORED: (
        Rule(DEBIT, Account.CHARGEBACKS, Part.WHOLE),
        Rule(CREDIT, Account.CUSTOMER_CREDIT, Part.WHOLE),
    ),
    EntryKind.COMMISSION: (
        Rule(DEBIT, Account.COMMISSIONS, Part.WHOLE),
        Rule(CREDIT, Account.PARTNER_CLEARING, Part.WHOLE),
    ),
    EntryKind.PARTNER_PAYOUT: (
        Rule(DEBIT, Account.BANK, Part.WHOLE),
        Rule(CREDIT, Account.PARTNER_CLEARING, Part.WHOLE),
    ),
}


def lines_of(
    kind: EntryKind, parts: Parts, *, money: Account | None = None
) -> tuple[tuple[Account, int], ...]:
    """The lines of an entry over these parts. They add up to zero."""
    return tuple(
        (account, rule.side * parts[rule.part])
        for rule in RULES[kind]
        if (account := rule.account or money) and parts.get(rule.part)
    )


def shared(lines: Iterable[tuple[Account, int]], credit: int) -> tuple[tuple[Account, int], ...]:
    """The lines, with this amount moved from the card gateway's account to the customer's credit."""
    split: list[tuple[Account, int]] = []
    for account, amount in lines:
        if account is not Account.GATEWAY_CLEARING:
            split.append((account, amount))
            continue
        share = credit if amount > 0 else -credit
        parts = ((Account.CUSTOMER_CREDIT, share), (account, amount - share))
        split += [(name, part) for name, part in parts if part]
    return tuple(split)
