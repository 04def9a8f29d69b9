"""However much a stranger asks for: it is counted before any of it is looked at, and the answer stays small."""

from dataclasses import replace

import pytest

from apps.menu.catalogues.demo_menu import seed
from apps.menu.contract import limits
from apps.menu.contract.limits import excesses
from apps.menu.contract.service import MenuService
from apps.menu.store_menus import stores
from apps.menu.tests.builders.menus import WHOLE, build_line
from apps.stores.contract.business_day import BusinessClock
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.ids import new_id
from dominos.kernel.services import service
from dominos.kernel.testing.api import client

MANY_OPTIONS = {f"NOPE{n}": {"1/1": "1"} for n in range(1_200)}
SMALL_ANSWER = 20_000
LINE = build_line()


@pytest.fixture
def store_id(db):
    store_id = new_id()
    stores.save_store(
        store_id, code="HEL-9", name="Nine", currency="EUR", clock=BusinessClock("Europe/Helsinki")
    )
    seed([store_id])
    return store_id


@pytest.mark.parametrize(
    ("lines", "deals", "fields"),
    [
        ([LINE] * limits.MAX_LINES, ["D"] * limits.MAX_DEALS, []),
        ([LINE] * (limits.MAX_LINES + 1), [], ["lines"]),
        ([LINE], ["D"] * (limits.MAX_DEALS + 1), ["deals"]),
        ([LINE, replace(LINE, options={name: {} for name in MANY_OPTIONS})], [], ["lines.1.options"]),
        ([replace(LINE, sides=dict.fromkeys(MANY_OPTIONS, 1))], [], ["lines.0.sides"]),
        ([replace(LINE, cooking=tuple(MANY_OPTIONS))], [], ["lines.0.cooking"]),
    ],
)
def test_counts(lines, deals, fields):
    assert [each.field for each in excesses(lines, deals)] == fields


@pytest.mark.parametrize(
    "lines",
    [
        [{"variant": "14HT", "options": MANY_OPTIONS}],
        [{"variant": "14HT", "options": {"P": dict.fromkeys(MANY_OPTIONS, "1")}}],
        [{"variant": "14HT", "sides": dict.fromkeys(MANY_OPTIONS, 1)}],
        [{"variant": "14HT", "cooking": list(MANY_OPTIONS)}],
        [{"variant": "14HT"}] * 1_200,
        [{"variant": "14HT", **dict.fromkeys(MANY_OPTIONS, 1)}],
        [{"variant": "x" * 50_000}],
    ],
    ids=["options", "parts", "sides", "cooking", "lines", "names", "length"],
)
def test_a_basket_beyond_all_counts_is_refused_by_a_small_answer(store_id, lines):
    answer = client().post(f"/api/v1/stores/{store_id}/menu/basket", {"lines": lines}, format="json")
    assert answer.status_code == 400
    assert len(answer.content) < SMALL_ANSWER


def test_corrections_of_the_worst_basket_that_is_looked_at_have_an_end(store_id):
    unknown = {f"NOPE{n}": {WHOLE: "1"} for n in range(limits.MAX_OPTIONS)}
    lines = [build_line("14HT", **unknown)] * limits.MAX_LINES
    check = service(MenuService).check_basket(
        store_id=store_id, lines=lines, service=ServiceMethod.DELIVERY, deals=(), at=None
    )
    told = [len(line.corrections) for line in check.lines]
    assert len(told) == limits.MAX_LINES
    assert sum(told) <= limits.MAX_CORRECTIONS + limits.MAX_LINES
