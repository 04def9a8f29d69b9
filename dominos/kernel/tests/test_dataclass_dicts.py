"""Dataclasses as dictionaries."""

from dataclasses import asdict, dataclass, field
from datetime import date

from dominos.kernel.dataclass_dicts import plain


@dataclass(frozen=True, slots=True)
class Line:
    code: str
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Basket:
    lines: tuple[Line, ...]
    by_name: dict[str, Line]
    more: list[object] = field(default_factory=list)


def test_it_says_what_the_standard_library_says_and_shares_no_container():
    basket = Basket(
        (Line("a"), Line("b", date(2026, 1, 2))), {"c": Line("c")}, [1, "d", [Line("e")], {"f": 2}]
    )
    assert plain(basket) == asdict(basket)
    assert plain(basket)["more"] is not basket.more
