"""The content and layout of slips: rows of text, for paper of any width."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from apps.menu.contract.types import Part
from apps.orders.domain.slip_kinds import SlipKind
from apps.orders.domain.sold_lines import as_made
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.money import from_minor
from dominos.kernel.texts.languages import mark


class Look(StrEnum):
    """The style of a row; `INVERTED` is white on black: an allergy, a copy."""

    PLAIN = "plain"
    BOLD = "bold"
    BIG = "big"
    INVERTED = "inverted"


@dataclass(frozen=True, slots=True)
class Row:
    """A row: text at the left and at the right. `halves` are drawn side by side; a `cut` ends a piece of paper."""

    left: str = ""
    right: str = ""
    look: Look = Look.PLAIN
    halves: tuple[Sequence[str], Sequence[str]] | None = None
    is_rule: bool = False
    is_cut: bool = False

    def texts(self) -> list[str]:
        """All texts in it."""
        one, other = self.halves or ((), ())
        return [self.left, self.right, *one, *other]


RULE, CUT = Row(is_rule=True), Row(is_cut=True)


@dataclass(frozen=True, slots=True)
class Speech:
    """Translates our sentences, constants (`OUT_FOR_DELIVERY`) and amounts into the slip's language; English
    by default.
    """

    gettext: Callable[[str], str] = str
    coded: Callable[[str], str] = lambda name: name.replace("_", " ").lower()
    money: Callable[[int, str], str] = lambda amount, currency: f"{from_minor(amount, currency)} {currency}"


ENGLISH = Speech()
UNPRINTED = mark("? = SEE THE SCREEN")
"""Printed at the top if the printer cannot print some characters, so that an allergy written in Thai is not
overlooked.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipOrder:
    """The order's data for slips. `lines` are as sold; times are texts in the store's zone, money in minor units.

    `copy` counts earlier printouts; `is_doubtful`: it is unknown whether the last attempt was printed.
    """

    number: str
    store: str
    seller: str
    service: ServiceMethod
    channel: str
    name: str
    phone: str
    placed: str
    promised: str
    address: str = ""
    note: str = ""
    allergies: Sequence[str] = ()
    lines: Sequence[Mapping[str, Any]] = ()
    currency: str = "EUR"
    amounts: Mapping[str, int] = field(default_factory=dict)
    taxes: Sequence[Mapping[str, Any]] = ()
    cash_due: int = 0
    bags: int = 1
    contactless: bool = False
    attempt: int = 1
    is_changed: bool = False
    copy: int = 0
    is_doubtful: bool = False
    speech: Speech = ENGLISH

    def says(self, sentence: str, **words: Any) -> str:
        """A marked sentence in the language of the slip, with its placeholders filled."""
        return self.speech.gettext(sentence).format(**words)

    @property
    def made(self) -> list[dict[str, Any]]:
        """The lines in the language of kitchen and courier."""
        return [as_made(line) for line in self.lines]

    @property
    def short(self) -> str:
        """The short order number that people say."""
        return short_of(self.number)

    def money(self, amount: int) -> str:
        """An amount with its currency."""
        return self.speech.money(amount, self.currency)


def short_of(number: str) -> str:
    """The part of an order number that people say."""
    return "#" + number.rpartition("#")[2]


def stand_in(kind: SlipKind, number: str, speech: Speech) -> list[Row]:
    """The slip printed instead of one that cannot be drawn."""
    said = speech.gettext(mark("THIS SLIP COULD NOT BE DRAWN: SEE THE SCREEN"))
    return [
        Row(short_of(number), look=Look.BIG),
        Row(speech.coded(kind.value)),
        Row(said, look=Look.INVERTED),
        CUT,
    ]


def is_read_by_customer(kind: SlipKind) -> bool:
    """Whether the slip is in the customer's language; all others are in the store's."""
    return kind is SlipKind.RECEIPT


def rows_of(kind: SlipKind, order: SlipOrder) -> list[Row]:
    """The rows of the slip."""
    return [*_marks(order), *_LAID_OUT[kind](order), CUT]


def _marks(order: SlipOrder) -> Iterator[Row]:
    if order.copy:
        yield Row(order.says(mark("REPRINT {count}"), count=order.copy), look=Look.INVERTED)
    if order.is_doubtful:
        yield Row(order.says(mark("MAY HAVE BEEN PRINTED BEFORE")), look=Look.INVERTED)


def _head(order: SlipOrder) -> Iterator[Row]:
    yield Row(order.short, order.promised, Look.BIG)
    yield Row(order.speech.coded(order.service).upper(), order.speech.coded(order.channel), Look.BOLD)
    if order.is_changed:
        yield Row(order.says(mark("CHANGED")), look=Look.INVERTED)
    if order.attempt > 1:
        yield Row(order.says(mark("ATTEMPT {count}"), count=order.attempt), look=Look.BOLD)
    for note in order.allergies:
        yield Row(order.says(mark("ALLERGY: {note}"), note=note), look=Look.INVERTED)


def _kitchen(order: SlipOrder) -> Iterator[Row]:
    yield from _head(order)
    if order.service is not ServiceMethod.DELIVERY:
        yield Row(order.name, look=Look.BOLD)
    if order.cash_due:
        yield Row(order.says(mark("CASH")), order.money(order.cash_due), Look.BOLD)
    for needs_oven, title in ((True, ""), (False, order.says(mark("NOT FOR THE OVEN")))):
        lines = [line for line in order.made if line["needs_oven"] is needs_oven]
        if lines:
            yield Row(title, is_rule=not title, look=Look.BOLD)
        for line in lines:
            yield Row(f"{line['quantity']} x {line['name']}", look=Look.BOLD)
            yield from _making(order, line)
            if line["note"] and line["note"] not in order.allergies:
                yield Row(f"  ! {line['note']}")
    yield RULE
    yield Row(order.says(mark("Placed {at}"), at=order.placed))


def _making(order: SlipOrder, line: Mapping[str, Any]) -> Iterator[Row]:
    """What is not as in the recipe: of the whole below each other, of halves side by side; then what goes with it."""
    said: dict[Part, list[str]] = {part: [] for part in Part}
    for change in line["changes"]:
        if change["kind"] != "side":
            said[Part(change["part"])].append(change["words"])
    yield from (Row(f"  {words}") for words in said[Part.WHOLE])
    if said[Part.LEFT] or said[Part.RIGHT]:
        usual = [order.says(mark("as usual"))]
        yield Row(halves=(said[Part.LEFT] or usual, said[Part.RIGHT] or usual))
    for code, count in line["sides"].items():
        if count:
            side = line["side_names"].get(code, code)
            yield Row("  " + order.says(mark("with {count} x {side}"), count=count, side=side))


def _labels(order: SlipOrder) -> Iterator[Row]:
    """A label for each box, with what is in it, cut apart."""
    boxes = [line for line in order.made if line["needs_oven"] for _ in range(line["quantity"])]
    for number, line in enumerate(boxes, 1):
        if number > 1:
            yield CUT
            yield from _marks(order)
        yield Row(f"{order.short}  {number}/{len(boxes)}", order.promised, Look.BIG)
        yield Row(line["name"], look=Look.BOLD)
        yield from _making(order, line)
        yield from _allergens(order, line)
        for note in order.allergies:
            yield Row(order.says(mark("ALLERGY: {note}"), note=note), look=Look.INVERTED)
        yield Row(
            order.name if order.service is not ServiceMethod.DELIVERY else "",
            order.speech.coded(order.service).upper(),
        )


def _allergens(order: SlipOrder, line: Mapping[str, Any]) -> Iterator[Row]:
    found = dict.fromkeys(name for part in line["contents"] for name in part["allergens"])
    if found:
        yield Row(
            order.says(mark("Contains {allergens}"), allergens=", ".join(map(order.speech.gettext, found)))
        )
    if not line["contents"] or any(part["unknown"] for part in line["contents"]):
        yield Row(order.says(mark("Not all of its allergens are known: ask us.")))


def _run_sheet(order: SlipOrder) -> Iterator[Row]:
    yield from _head(order)
    yield RULE
    yield Row(order.address, look=Look.BOLD)
    if order.note:
        yield Row(f"! {order.note}")
    yield Row(order.name, order.phone)
    if order.contactless:
        yield Row(order.says(mark("LEAVE AT THE DOOR")), look=Look.BOLD)
    if order.cash_due:
        yield Row(order.says(mark("COLLECT CASH")), order.money(order.cash_due), Look.BIG)
    else:
        yield Row(order.says(mark("PAID")), look=Look.BIG)
    yield RULE
    yield Row(order.says(mark("Bags: {count}"), count=order.bags), look=Look.BOLD)
    for line in order.made:
        yield Row(f"{line['quantity']} x {line['name']}")


_SUMS = (
    ("food", mark("Food"), 1),
    ("discount", mark("Discount"), -1),
    ("delivery_fee", mark("Delivery"), 1),
    ("small_order_fee", mark("Small order"), 1),
    ("deposit", mark("Deposit"), 1),
    ("tax_added", mark("Tax"), 1),
    ("tip", mark("Tip"), 1),
    ("rounding", mark("Rounding"), 1),
)


def _receipt(order: SlipOrder) -> Iterator[Row]:
    yield Row(order.store, look=Look.BOLD)
    yield Row(order.seller)
    yield Row(order.says(mark("Order {number}"), number=order.number), order.placed)
    yield RULE
    for line in order.lines:
        yield Row(f"{line['quantity']} x {line['name']}", order.money(line["total"]))
        yield from (Row(f"  {change['words']}") for change in line["changes"])
    yield RULE
    for name, said, sign in _SUMS:
        if order.amounts[name]:
            yield Row(order.says(said), order.money(sign * order.amounts[name]))
    yield Row(order.says(mark("TOTAL")), order.money(order.amounts["total"]), Look.BIG)
    for tax in order.taxes:
        yield Row(order.says(mark("incl. {percent} % tax"), percent=tax["percent"]), order.money(tax["tax"]))
    paid = order.says(mark("To pay in cash") if order.cash_due else mark("Paid"))
    yield Row(paid, order.money(order.cash_due or order.amounts["total"]))
    yield Row(order.says(mark("Not an invoice: that one comes by mail.")))


_LAID_OUT = {
    SlipKind.KITCHEN: _kitchen,
    SlipKind.LABELS: _labels,
    SlipKind.RUN_SHEET: _run_sheet,
    SlipKind.RECEIPT: _receipt,
}
