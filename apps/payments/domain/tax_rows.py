"""Tax by rate: of a sale by what was sold, of a refund by what is refunded. Amounts in minor units."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from apps.orders.contract.types import Amounts, TaxLine
from dominos.kernel.money import allocate


@dataclass(frozen=True, slots=True)
class TaxRow:
    """The tax of one rate: `percent` as it is displayed, of `net`."""

    percent: str
    net: int
    tax: int

    @property
    def gross(self) -> int:
        """Net plus tax."""
        return self.net + self.tax

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Self:
        """Parses the row as an entry or a document stores it."""
        return cls(kept["percent"], kept["net"], kept["tax"])

    def as_json(self) -> dict[str, Any]:
        """The row as an entry or a document stores it."""
        return {"percent": self.percent, "net": self.net, "tax": self.tax, "gross": self.gross}


type Rows = tuple[TaxRow, ...]


def merged(rows: Iterable[TaxRow], *, minus: Iterable[TaxRow] = ()) -> Rows:
    """One row per rate, with those of `minus` subtracted; in the order of their appearance."""
    nets, taxes = Counter[str](), Counter[str]()
    for sign, found in ((1, rows), (-1, minus)):
        for row in found:
            nets[row.percent] += sign * row.net
            taxes[row.percent] += sign * row.tax
    return tuple(TaxRow(percent, net, taxes[percent]) for percent, net in nets.items())


def rows_of(lines: Iterable[TaxLine]) -> Rows:
    """The rows of an order's tax lines."""
    return merged(TaxRow(line.percent, line.base, line.tax) for line in lines)


def sale_rows(amounts: Amounts | None, captured: int, *, tax: int, tip: int) -> Rows:
    """The tax of the captured amount of an order: all of it, or a part in proportion. Tip and rounding are untaxed."""
    if amounts is None:
        return ()
    rows = rows_of(amounts.tax_lines)
    return rows if captured == amounts.total else _scaled(rows, tax=tax, gross=captured - tip)


def refund_rows(
    left: Sequence[TaxRow], named: Sequence[TaxLine], *, tax: int, gross: int, is_rest: bool = False
) -> Rows:
    """The tax of a refund: at the rates its tax lines name, else in proportion to what is left of the sale.

    `tax` and `gross` are what is booked of it; the refund of the rest (`is_rest`) reverses what is left, rate
    by rate.
    """
    if is_rest and sum(row.tax for row in left) == tax:
        return tuple(row for row in left if row.net or row.tax)
    rows = rows_of(named)
    if not rows or any(row.net < 0 or row.tax < 0 for row in rows) or not sum(row.gross for row in rows):
        rows = tuple(row for row in left if row.gross > 0)
    if (sum(row.tax for row in rows), sum(row.gross for row in rows)) == (tax, gross):
        return rows
    return _scaled(rows, tax=tax, gross=gross)


def _scaled(rows: Sequence[TaxRow], *, tax: int, gross: int) -> Rows:
    """The rows' shares of a tax and a gross sum; both add up."""
    weights = [row.gross for row in rows]
    if not sum(weights):
        return ()
    taxed = [row.tax for row in rows]
    taxes = allocate(tax, taxed if sum(taxed) else weights)
    return tuple(
        TaxRow(row.percent, part - of_it, of_it)
        for row, part, of_it in zip(rows, allocate(gross, weights), taxes, strict=True)
    )
