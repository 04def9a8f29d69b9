"""What orders used, by recipe: booked once a minute for everything that kitchens began since."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import batched
from uuid import UUID

import structlog
from django.db import connection
from django.db.models import QuerySet

from apps.menu.domain import Menu
from apps.menu.domain.recipes import needs_of
from apps.menu.domain.stock import MovementKind
from apps.menu.models import StoreMenu
from apps.menu.queries import published_menus
from apps.menu.queries.stock import levels_of
from apps.menu.stock.levels import change_levels
from apps.menu.store_menus.stores import locked_store
from apps.orders.contract.service import OrdersService
from apps.orders.contract.types import StartedOrder
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.services import service
from dominos.kernel.unit_of_work import unit_of_work

log = structlog.get_logger(__name__)

SETTLED = timedelta(seconds=90)
"""After this a kitchen's step can neither be undone nor become visible later than the next ones."""
AT_ONCE = timedelta(minutes=30)
"""The time span of orders per query: after an outage the timer catches up in such steps."""
STORES = 50
type Used = dict[tuple[date, str], Decimal]
"""Amounts by business day and ingredient."""


def due() -> QuerySet[StoreMenu]:
    """The stores that count stock and have minutes to book."""
    return StoreMenu.objects.filter(stock_until__lt=now() - SETTLED)


def book_due() -> None:
    """Books what is due; each store's minutes exactly once, however often this runs."""
    since: dict[datetime, list[UUID]] = defaultdict(list)
    for store_id, booked_until in due().order_by("store_id").values_list("store_id", "stock_until"):
        if booked_until is not None:
            since[booked_until].append(store_id)
    for begin, stores in since.items():
        for some in batched(stores, STORES, strict=False):
            _book(list(some), begin, min(now() - SETTLED, begin + AT_ONCE))


def _book(stores: list[UUID], since: datetime, until: datetime) -> None:
    begun: dict[UUID, list[StartedOrder]] = defaultdict(list)
    for order in service(OrdersService).get_started_orders(store_ids=stores, since=since, until=until):
        begun[order.store_id].append(order)
    for store_id in stores:
        try:
            _book_store(store_id, begun[store_id], since, until)
        except Exception:
            log.exception("stock not booked, the other stores go on", store=str(store_id))


def _book_store(store_id: UUID, orders: Iterable[StartedOrder], since: datetime, until: datetime) -> None:
    with unit_of_work("menu"):
        store = locked_store(store_id)
        if store.stock_until != since:
            return  # booked by another run meanwhile
        used = _used(published_menus.get_menu(store_id).rules, orders, levels_of(store_id))
        if used:
            _write(store, used)
            changes: dict[str, Decimal] = defaultdict(Decimal)
            for (_, code), amount in used.items():
                changes[code] -= amount
            change_levels(store, changes)
        store.stock_until = until
        store.save(update_fields=["stock_until"])


def _used(menu: Menu, orders: Iterable[StartedOrder], counted: Iterable[str]) -> Used:
    """What the orders used of what is counted; of what the menu sells no more nothing is known."""
    wanted = frozenset(counted)
    used: Used = defaultdict(Decimal)
    for order in orders:
        for line in order.lines:
            for code, amount in needs_of(menu, line).items():
                if code in wanted:
                    used[order.business_date, code] += amount
    return used


_ADD = """
INSERT INTO menu_stockmovement AS m (id, store_id, ingredient, business_date, kind, amount)
SELECT id, %s, ingredient, business_date, %s, -amount
FROM unnest(%s::uuid[], %s::text[], %s::date[], %s::numeric[]) AS used (id, ingredient, business_date, amount)
ON CONFLICT (store_id, ingredient, business_date) WHERE kind = 'use' DO UPDATE SET amount = m.amount + excluded.amount
"""


def _write(store: StoreMenu, used: Used) -> None:
    rows = sorted(used)
    ids, days = [new_id() for _ in rows], [day for day, _ in rows]
    codes, amounts = [code for _, code in rows], [used[row] for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(_ADD, [store.store_id, MovementKind.USE, ids, codes, days, amounts])
