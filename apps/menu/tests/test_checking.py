"""What a basket is told to put right, and that what remains is sold."""

import random
from dataclasses import replace
from decimal import Decimal

import pytest

from apps.menu.contract.types import Action, LineRequest, Part
from apps.menu.domain import price_lines
from apps.menu.domain.availability import NOTHING, SoldOut
from apps.menu.domain.checking import check_lines
from apps.menu.tests.builders.menus import GOLDEN, LEFT, RIGHT, WHOLE, build_line


def checked(*lines: LineRequest, sold_out: SoldOut = NOTHING):
    return check_lines(GOLDEN, lines, lambda _, each: price_lines(GOLDEN, [each], sold_out)[1])


def corrected(request: LineRequest, **sold_out: str):
    gone = SoldOut(**{kind: frozenset({code}) for kind, code in sold_out.items()})
    checks, left = checked(request, sold_out=gone)
    return [(each.code, each.action, each.topping) for each in checks[0].corrections], left


def test_a_line_that_is_sold_stays_as_it_is():
    asked = build_line("14", P={LEFT: "1"})
    checks, left = checked(asked)
    assert (checks[0].is_ok, checks[0].corrected, left) == (True, 0, [asked])


@pytest.mark.parametrize(
    ("asked", "sold_out", "told", "left"),
    [
        (
            build_line("14", P={WHOLE: "1"}, M={LEFT: "1"}),
            {"topping": "P"},
            "drop_option",
            build_line("14", M={LEFT: "1"}),
        ),
        (build_line("FEAST14"), {"topping": "P"}, "drop_option", build_line("FEAST14", P={WHOLE: "0"})),
        (build_line("14", P={LEFT: "3"}), {}, "change_amount", build_line("14", P={LEFT: "2"})),
        (build_line("14", ZZ={WHOLE: "1"}), {}, "drop_option", build_line("14")),
        (build_line("14", EG={LEFT: "1"}), {}, "put_on_whole", build_line("14", EG={WHOLE: "1"})),
        (build_line("14", P={WHOLE: "1", LEFT: "2"}), {}, "put_on_whole", build_line("14", P={WHOLE: "2"})),
        (
            build_line("14", X={WHOLE: "1"}, XB={WHOLE: "1"}),
            {},
            "drop_option",
            build_line("14", X={WHOLE: "1"}),
        ),
        (build_line("14", quantity=1000), {}, "change_quantity", build_line("14", quantity=99)),
        (build_line("14", second_half="12"), {}, "drop_second_half", build_line("14")),
        (build_line("14", second_half="NOPE"), {}, "drop_second_half", build_line("14")),
        (
            replace(build_line("14"), note="x" * 300),
            {},
            "shorten_note",
            replace(build_line("14"), note="x" * 200),
        ),
        (replace(build_line("14"), sides={"DIP": 1}), {}, "drop_option", build_line("14")),
        (replace(build_line("14"), cooking=("WD",)), {}, "drop_option", build_line("14")),
        (build_line("NOPE"), {}, "remove_line", None),
        (build_line("14", quantity=0), {}, "remove_line", None),
        (build_line("COLA"), {"product": "COLA"}, "remove_line", None),
        (build_line("14"), {"variant": "14"}, "choose_variant", None),
    ],
)
def test_what_is_put_right(asked, sold_out, told, left):
    corrections, lines = corrected(asked, **sold_out)
    assert [action for _, action, _ in corrections] == [Action(told)]
    assert lines == ([left] if left else [])


def test_a_size_that_ran_out_names_the_others():
    checks, left = checked(build_line("14"), build_line("10"), sold_out=SoldOut(variant=frozenset({"14"})))
    assert checks[0].corrections[0].alternatives == ("10", "12", "14STUFFED", "14TWO", "16")
    assert (checks[0].corrected, checks[1].corrected, len(left)) == (None, 0, 1)
    assert checks[0].corrections[0].field == "lines.0.variant"


def test_paths_name_the_line_asked_about():
    checks, _ = checked(build_line("NOPE"), build_line("14", ZZ={LEFT: "1"}))
    assert [check.corrections[0].field for check in checks] == ["lines.0.variant", "lines.1.options.ZZ"]


def test_two_lines_with_one_sold_out_ingredient_are_both_put_right():
    """Each line that shares the ingredient is told, not the first alone."""
    asked = [build_line("14", P={WHOLE: "1"}), build_line("FEAST14"), build_line("12", P={LEFT: "1"})]
    checks, left = checked(*asked, sold_out=SoldOut(topping=frozenset({"P"})))
    assert [[each.topping for each in check.corrections] for check in checks] == [["P"]] * 3
    lines, refusals = price_lines(GOLDEN, left, SoldOut(topping=frozenset({"P"})))
    assert (len(lines), refusals) == (3, [])


@pytest.mark.slow
def test_whatever_is_asked_what_remains_is_sold():
    rng = random.Random(5)
    toppings = [*GOLDEN.toppings, "ZZ"]
    for _ in range(3000):
        asked = [_any_line(rng, toppings) for _ in range(rng.randint(1, 4))]
        gone = SoldOut(
            topping=frozenset(rng.sample(toppings, rng.randint(0, 3))),
            variant=frozenset(rng.sample(list(GOLDEN.variants), rng.randint(0, 3))),
        )
        checks, left = checked(*asked, sold_out=gone)
        lines, refusals = price_lines(GOLDEN, left, gone)
        assert (len(lines), refusals) == (len(left), [])
        for check, request in zip(checks, asked, strict=True):
            assert check.is_ok == (check.corrected is not None and left[check.corrected] == request)


def _any_line(rng: random.Random, toppings: list[str]) -> LineRequest:
    variants = [*GOLDEN.variants, "NOPE"]
    return LineRequest(
        variant=rng.choice(variants),
        quantity=rng.choice([0, 1, 2, 100]),
        second_half=rng.choice([None, None, *variants]),
        options={
            code: {part: Decimal(rng.choice(["0", "0.5", "1", "2", "7"])) for part in _parts(rng)}
            for code in rng.sample(toppings, rng.randint(0, 6))
        },
        sides={"P": 1} if rng.random() < 0.1 else {},
        cooking=("P",) if rng.random() < 0.1 else (),
        note="n" * rng.choice([0, 10, 250]),
    )


def _parts(rng: random.Random) -> list[Part]:
    return rng.choice([[WHOLE], [LEFT], [RIGHT], [LEFT, RIGHT], [WHOLE, LEFT]])
