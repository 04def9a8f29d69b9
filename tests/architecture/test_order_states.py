"""Every table with a row for each state of an order has them all: a new state is told where it is missing, at once."""

import re
from collections.abc import Set

import pytest

from apps.compat.domain import tracker as legacy_tracker
from apps.dashboard.domain import board
from apps.orders.contract.refund_matrix import REFUND_STAGES
from apps.orders.contract.types import FINAL_STATUSES, OrderStatus
from apps.orders.domain.attention import ON_THE_WAY
from apps.orders.domain.saga import STATE_OF
from apps.orders.domain.states import FINAL
from dominos.apps_enabled import ROOT

ALL = frozenset(OrderStatus)
OPEN = ALL - FINAL


def keys_in(path: str, table: str) -> frozenset[str]:
    """The keys of an object literal in a script."""
    rows = re.search(rf"const {table} = (?:table\()?{{\n(.*?)\n}}\)?;", (ROOT / path).read_text(), re.DOTALL)
    assert rows, f"{path} has no {table}"
    return frozenset(re.findall(r"^  (\w+):", rows[1], re.MULTILINE))


TRACKER, SHOP = "apps/orders/static/orders/track_words.js", "apps/shop/static/shop/orders.js"
PLACES: dict[str, tuple[Set[str], Set[str]]] = {
    "FINAL_STATUSES in apps/orders/contract/types.py": (FINAL_STATUSES, FINAL),
    "STATE_OF in apps/orders/domain/saga.py": (STATE_OF.keys(), ALL),
    "REFUND_STAGES in apps/orders/contract/refund_matrix.py": (
        REFUND_STAGES.keys(),
        OPEN | {OrderStatus.COMPLETED},
    ),
    "ON_THE_WAY in apps/orders/domain/attention.py": ({row[0] for row in ON_THE_WAY}, OPEN),
    "COLUMNS in apps/dashboard/domain/board.py": (set(sum(board.COLUMNS.values(), ())), OPEN),
    "STATUSES in apps/compat/domain/tracker.py": (legacy_tracker.STATUSES.keys(), ALL),
    f"HEADLINES in {TRACKER}": (keys_in(TRACKER, "HEADLINES"), ALL),
    f"UNDER_WAY in {SHOP}": (keys_in(SHOP, "UNDER_WAY"), OPEN),
    f"OVER in {SHOP}": (keys_in(SHOP, "OVER"), FINAL),
}


@pytest.mark.parametrize("place", PLACES)
def test_a_table_has_every_state_it_needs(place):
    found, needed = PLACES[place]
    missing, foreign = needed - found, found - needed
    assert not missing, f"{place} lacks {', '.join(sorted(missing))}"
    assert not foreign, f"{place} has {', '.join(sorted(foreign))}, which it needs not"
