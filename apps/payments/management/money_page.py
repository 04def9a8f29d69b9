"""Generates the page on how money flows from the tables in the code."""

from collections.abc import Iterable, Iterator, Mapping

from apps.orders.contract.refund_matrix import REFUND_MATRIX, REFUND_STAGES, RefundStage
from apps.payments.contract.types import PaymentStatus
from apps.payments.domain.accounts import DEBIT, KINDS, MEANING, RULES, EntryKind, Part, Rule
from apps.payments.domain.credit import bounds
from apps.payments.domain.market import PaymentRules
from apps.payments.domain.payment import TRANSITIONS, Change, Stays
from apps.payments.gateways.stripe_amounts import to_stripe
from dominos.kernel.money import Money, digits
from dominos.kernel.texts.amounts import written

_HEAD = """# How money flows

Written by `manage.py money_page` from the rules in `domain/` of apps/payments and the refund matrix of apps/orders; do
not edit.

A payment is the order's; a gateway (or the courier) moves the money; the ledger says where it is. Everything a
gateway shows is compared with what we know, and each step of the difference posts one balanced entry in the same
transaction. The key of an entry names its fact, so that nothing is posted twice.

```mermaid
flowchart LR
    customer([customer]) -- card --> clearing[GATEWAY_CLEARING]
    customer -- cash at the door --> bag[CASH_IN_BAG]
    customer -- cash at the counter --> till[CASH_IN_TILL]
    bag -- close-out --> till
    bag -- explained difference --> short[CASH_OVER_SHORT]
    customer -- cash for a cancelled order --> bag
    owed[CASH_OWED_BACK] -- given back from the till --> customer
    customer -- paid where it was ordered --> partner[PARTNER_CLEARING]
    clearing --> sale{sale}
    partner --> sale
    partner -- commission --> commissions[COMMISSIONS]
    partner -- payout --> bank[BANK]
    bag --> sale
    till --> sale
    sale --> revenue[REVENUE less PROMOTIONS] & fees[DELIVERY_FEES] & tax[TAX_PAYABLE] & tips[TIPS_PAYABLE]
    clearing -- a tip after the hand-over --> tips
    tips -- delivered --> courier[COURIER_PAYABLE]
    tips -- delivered by a provider --> providers[PROVIDERS_PAYABLE]
    cost[PROVIDER_FEES] -- a provider's job is over --> providers
    pay[COURIER_PAY] -- delivered, and hours worked --> courier
    clearing -- refund --> refunds[REFUNDS, TAX_PAYABLE, TIPS_PAYABLE]
    till -- refund --> refunds
    due[REFUNDS_DUE] -- a refund that came back --> clearing
    clearing -- dispute --> chargebacks[CHARGEBACKS]
    chargebacks -- won --> clearing
```
"""
_WORDS: dict[Part, str] = {
    Part.WHOLE: "the whole",
    Part.FOOD: "food before discounts",
    Part.DELIVERY_FEE: "delivery fee",
    Part.SMALL_ORDER_FEE: "small-order fee",
    Part.DEPOSIT: "deposit",
    Part.ROUNDING: "rounding",
    Part.DISCOUNT: "discount",
    Part.TAX: "tax",
    Part.TIP: "tip",
    Part.SALE: "the whole without tax and tip",
    Part.UNKNOWN: "what nobody knows the parts of",
    Part.EXPECTED: "expected cash",
    Part.COUNTED: "counted cash",
    Part.DIFFERENCE: "counted minus expected",
}
_CURRENCIES = ("EUR", "HUF", "ISK", "JPY", "CLP", "VND", "KWD")
_MINOR_UNITS = 45_000
_MONEY = "the payment's money: GATEWAY_CLEARING, PARTNER_CLEARING, CASH_IN_BAG or CASH_IN_TILL"
_DAYS = """## Business days

A sale belongs to its order's business day, everything else to the store's business day on which it happens; each store
says when its day starts. `manage.py close_day` freezes a day's report; what is posted later for a closed
day belongs to the next open one, whose report counts it under "from earlier days":

![A day report](documents/day-report.png)

## Tips after the hand-over

Whoever ordered may tip the courier for a week after the hand-over, once or more, up to what an order's tip may be. It
is a charge of its own beside the order's payment: no sale, no tax, no line of the invoice. It is booked on the store's
business day on which it is paid, and belongs to who delivered the order. Support gives it back in the admin site; the
courier keeps theirs, and the chain bears it.

## Partners

An order that a partner took and was paid for is a sale like any other, with its invoice and its taxes; its money is
with the partner. The commission follows what is left of the sale, tips apart: a refund takes its share of it back. What
the partner has paid out is booked by the reference of its statement, once, and so is what went back to it; `GET
/payments/partners/.../balances` says what it still owes.

## Declined cards

Declines are counted in the transaction that records them and before a gateway is asked: after five an order takes no
further card, after five in an hour a customer, after sixty a network address (`too-many-declines`). Nor is one card
tried a sixth time in an hour, whoever tries it: the gateway is asked which card a token is, and a keyed digest of that
is kept. Cash is still taken.

## Refunds

What comes back when an order is cancelled or complained about, in percent; of food that is complained about, its
lines. A manager may grant the food of a cancelled order in the kitchen or on the road.

{matrix}
A refund never exceeds captured minus refunded, charged back and promised. It names its lines, and is taxed at their
rates; or it is all that is left, and undoes tax and tip to the cent; or a reduction of the whole order, with its
reason, taxed in proportion to what is left. What says nothing of it is refused. A tip that is its courier's already
stays theirs: the chain bears its refund. Cash goes back from the till.

An order cancelled while its courier is handing it over stays cancelled, though the customer paid: the cash is booked
as owed back to the customer, is counted with the rest of the bag, and a manager says when it was given back.

A refund that comes back from the customer's bank stays owed, with its credit note as it is, until somebody sends it
again; it is never granted twice meanwhile.

A person's refund waits for somebody else once the refunds that nobody else decided about come to more than the market's
limit: those of an order, whoever granted them, and at three times the limit those of a person on a business day. Nobody
grants or approves a refund of an order they placed, or that names their mail address. A refund by rule waits for
nobody. Each refund gets a credit note, numbered without gaps in a series of its own:

![A credit note](documents/credit-note.png)

The invoice it belongs to was issued when the payment was captured:

![An invoice](documents/invoice.png)
"""


_STAYS: dict[Stays, str] = {
    Stays.NO_NEWS: "the payment is past it, or it is said again.",
    Stays.GIVEN_BACK: "the attempt has ended; what the gateway holds for it all the same is released or refunded.",
    Stays.ATTENTION: "a gateway cannot mean it; logged and counted, and `reconcile` tells the difference.",
}


def page() -> str:
    """The Markdown page."""
    parts = (
        _HEAD,
        _states(),
        _accounts(),
        _postings(),
        _DAYS.format(matrix=_matrix()),
        _limits(),
        _currencies(),
    )
    return "\n".join(parts)


def _currencies() -> str:
    """The same number of minor units in currencies of no, two and three decimal places."""
    rows = (
        f"| {money.currency} | {digits(money.currency)} | {written(money, 'en')} | {written(money, 'fi')} "
        f"| {to_stripe(money.amount, money.currency)} | {_gifts(money.currency)} |"
        for money in (Money(_MINOR_UNITS, currency) for currency in _CURRENCIES)
    )
    amount = f"{_MINOR_UNITS} minor units in English"
    head = f"| currency | decimal places | {amount} | in Finnish | at Stripe | gift cards |"
    return _table("Currencies", head, rows)


def _gifts(currency: str) -> str:
    least, most = (written(Money(amount, currency), "en") for amount in bounds(currency))
    return f"{least} to {most}"


def _table(title: str, head: str, rows: Iterable[str]) -> str:
    rule = "|" + "---|" * (head.count("|") - 1)
    return "\n".join([f"## {title}", "", head, rule, *rows, ""])


def _states() -> str:
    arrows = [
        f"    {before} --> {after}: {change.lower()}"
        for before, moves in TRANSITIONS.items()
        for change, after in moves.items()
        if isinstance(after, PaymentStatus)
    ]
    diagram = ["```mermaid", "stateDiagram-v2", "    [*] --> CREATED", *arrows, "```", ""]
    table = _table("States of a payment", "| from | what happened | to | posts |", _steps())
    return "\n".join([table, *diagram, _news()])


def _news() -> str:
    """Every kind of news in every state; a gateway's webhook makes us ask it, and the difference is the news."""
    head = "| news | " + " | ".join(TRANSITIONS) + " |"
    rows = (
        f"| {change.lower().replace('_', ' ')} | {' | '.join(str(moves[change]) for moves in TRANSITIONS.values())} |"
        for change in Change
    )
    table = _table("Every news in every state", head, rows)
    means = (f"*{stays}*: {meaning}" for stays, meaning in _STAYS.items())
    return "\n".join([table, *means, ""])


def _steps() -> Iterator[str]:
    for before, moves in TRANSITIONS.items():
        for change, after in moves.items():
            if not isinstance(after, PaymentStatus):
                continue
            yield f"| {before} | {change.lower().replace('_', ' ')} | {_target(change, after)} | {_posted(change)} |"
    ends = [status for status, moves in TRANSITIONS.items() if _is_end(moves)]
    yield f"| {', '.join(ends)} | | final | |"


def _is_end(moves: Mapping[Change, PaymentStatus | Stays]) -> bool:
    return not any(isinstance(after, PaymentStatus) for after in moves.values())


def _target(change: Change, after: PaymentStatus) -> str:
    refunded = PaymentStatus.PARTIALLY_REFUNDED
    if change is Change.REFUND_FAILED and after is PaymentStatus.CAPTURED:
        return f"{after}, or {refunded} while another refund stands"
    if change is Change.DISPUTE_WON:
        return f"{after}, or {refunded} or {PaymentStatus.REFUNDED} if it was; CHARGEBACK while another dispute stands"
    return str(after)


def _posted(change: Change) -> str:
    if change is Change.CAPTURED:
        return f"{EntryKind.CAPTURE}, in cash {EntryKind.CASH_COLLECTION}"
    return str(KINDS.get(change, ""))


def _accounts() -> str:
    rows = (f"| {account} | {meaning} |" for account, meaning in MEANING.items())
    return _table("Accounts", "| account | stands for |", rows)


def _postings() -> str:
    rows = (f"| {kind} | {_side(rules, True)} | {_side(rules, False)} |" for kind, rules in RULES.items())
    return _table("Postings", "| entry | debit | credit |", rows)


def _side(rules: Iterable[Rule], is_debit: bool) -> str:
    return "<br>".join(
        f"{rule.account or _MONEY} ({_WORDS[rule.part]})"
        for rule in rules
        if (rule.side == DEBIT) == is_debit
    )


def _matrix() -> str:
    """The refund matrix; the states of an order that make a stage stand by it."""
    states: dict[RefundStage, list[str]] = {}
    for status, stage in REFUND_STAGES.items():
        states.setdefault(stage, []).append(status.value)
    rows = (
        f"| {stage.value.replace('_', ' ')}: {', '.join(states[stage])} | {fault} | {shares.food} "
        f"| {shares.delivery_fee} | {shares.tip} | {shares.coupon.replace('_', ' ')} |"
        for (stage, fault), shares in REFUND_MATRIX.items()
    )
    head = "| the order is | whose fault | food | delivery fee | tip | coupon and points |"
    return "\n".join([head, "|---|---|---|---|---|---|", *rows, ""])


def _limits() -> str:
    rules = PaymentRules()
    currencies = sorted(rules.refund_limit)
    rows = (
        f"| {currency} | {Money(rules.refund_limit[currency], currency)} | {Money(rules.pay(currency), currency)} "
        f"| {Money(rules.hourly(currency, ''), currency)} | {Money(rules.cash_difference_limit[currency], currency)} |"
        for currency in currencies
    )
    pay = "a delivery earns its courier | an hour at work does"
    head = f"| currency | one person may refund | {pay} | one person may settle of missing cash |"
    return _table("The market's defaults (`PAYMENT_RULES`)", head, rows)
