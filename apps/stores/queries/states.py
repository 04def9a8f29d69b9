"""Reads: one statement loads a store with everything that decides whether it is open."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject

from apps.stores.contract.types import AutoAccept, Kitchen, SalesTerms, ServiceMethod, SmallOrder, TaxRate
from apps.stores.contract.types import Store as Profile
from apps.stores.domain import schedule
from apps.stores.models import Holiday, Market, OfferedService, ServiceHours, SlotCapacity, Store
from dominos.kernel.errors import NotFound
from dominos.kernel.prepared_reads import Prepared
from dominos.kernel.ttl_cache import TtlCache

remembered = TtlCache[UUID, schedule.StoreState](seconds=1)


def get_state(store_id: UUID) -> schedule.StoreState:
    """The store, at most a second old. NotFound."""
    states = get_states([store_id])
    if not states:
        raise NotFound("There is no such store.")
    return states[0]


def get_states(store_ids: Iterable[UUID]) -> list[schedule.StoreState]:
    """Those of the stores that exist, in the requested order; one statement for those not read within the
    last second.
    """
    ids = list(store_ids)
    fresh = {} if connection.in_atomic_block else _recall(ids)
    if missing := [store_id for store_id in ids if store_id not in fresh]:
        read = {row.id: state_of(row) for row in _rows_of(missing)}
        if not connection.in_atomic_block:
            for key, state in read.items():
                remembered.set(key, state)
        fresh |= read
    return [fresh[store_id] for store_id in ids if store_id in fresh]


def all_states() -> list[schedule.StoreState]:
    """All stores, by their code; one statement."""
    return [state_of(row) for row in with_state().order_by("code")]


def _rows_of(ids: Sequence[UUID]) -> Iterable[Any]:
    if len(ids) > 1:
        return with_state().filter(id__in=ids)
    row = _STATE.get(ids[0])
    return () if row is None else (row,)


def _recall(ids: Iterable[UUID]) -> dict[UUID, schedule.StoreState]:
    found = ((store_id, remembered.get(store_id)) for store_id in ids)
    return {store_id: state for store_id, state in found if state is not None}


def with_state(stores: QuerySet[Store] | None = None) -> QuerySet[Store]:
    """Prefetches what `state_of` needs of each row."""
    found = Store.objects.all() if stores is None else stores
    return found.select_related("market").annotate(
        offer_rows=_rows(OfferedService, "service", "wait_low", "wait_high", "paused_until"),
        hours_rows=_rows(ServiceHours, "service", "weekday", "opens", "closes"),
        holiday_rows=_rows(Holiday, "date", "name", "service", "opens", "closes"),
        capacity_rows=_rows(SlotCapacity, "service", "weekday", "starts", "ends", "orders", "pizzas"),
    )


def _rows(model: Any, *fields: str) -> ArraySubquery:
    of_store = model.objects.filter(store=OuterRef("pk")).order_by(*model._meta.ordering)
    return ArraySubquery(of_store.values(row=JSONObject(**{field: field for field in fields})))


_STATE = Prepared(with_state)


def state_of(row: Any) -> schedule.StoreState:
    """The state of a row loaded by `with_state`."""
    return schedule.StoreState(
        profile=_profile(row),
        offers=tuple(_offer(offer, row.hours_rows) for offer in row.offer_rows),
        holidays=tuple(map(_holiday, row.holiday_rows)),
        is_active=row.is_active,
        force_closed=row.force_closed,
        busy_minutes=row.busy_minutes,
        capacities=tuple(map(_capacity, row.capacity_rows)),
    )


PROFILE_COLUMNS = [
    "code",
    "name",
    "phone",
    "street",
    "house_number",
    "postcode",
    "city",
    "lat",
    "lon",
    "timezone",
    "currency",
    "cash_limit",
    "tax_included",
    "legal_entity",
    "minimum_order",
    "day_starts_at",
]
"""Columns of a store's row that its profile copies unchanged, besides its id."""


def _profile(row: Any) -> Profile:
    return Profile(
        id=row.id,
        **{name: getattr(row, name) for name in PROFILE_COLUMNS},
        languages=tuple(row.languages),
        services=tuple(ServiceMethod(offer["service"]) for offer in row.offer_rows),
        tax_percent=f"{Decimal(row.tax_percent).normalize():f}",
        kitchen=Kitchen(
            make_stations=row.make_stations,
            make_seconds=row.make_seconds,
            oven_slots=row.oven_slots,
            oven_seconds=row.oven_seconds,
        ),
        market=row.market_id or "",
        local_taxes=_rates(row.local_taxes),
        terms=terms_of(row.market) if row.market else SalesTerms(),
        auto_accept=_auto_accept(row) if row.auto_accept else None,
    )


def _auto_accept(row: Any) -> AutoAccept:
    return AutoAccept(
        starts=row.auto_accept_from,
        ends=row.auto_accept_until,
        up_to=row.auto_accept_up_to,
        known_only=row.auto_accept_known_only,
    )


def terms_of(market: Market) -> SalesTerms:
    """The sales terms of the market."""
    return SalesTerms(
        small_order=SmallOrder(market.small_order),
        small_order_fee=market.small_order_fee,
        cash_coin=market.cash_coin,
        schedule_days=market.schedule_days,
        taxes=_rates(market.taxes),
    )


def _rates(table: dict[str, str]) -> tuple[TaxRate, ...]:
    return tuple(TaxRate(tax_class=name, percent=table[name]) for name in sorted(table))


def _offer(row: dict[str, Any], hours: Iterable[dict[str, Any]]) -> schedule.ServiceOffer:
    spans = (h for h in hours if h["service"] == row["service"])
    return schedule.ServiceOffer(
        service=ServiceMethod(row["service"]),
        hours=tuple(schedule.Hours(h["weekday"], _time(h["opens"]), _time(h["closes"])) for h in spans),
        wait_minutes=(row["wait_low"], row["wait_high"]),
        paused_until=datetime.fromisoformat(row["paused_until"]) if row["paused_until"] else None,
    )


def _holiday(row: dict[str, Any]) -> schedule.Holiday:
    return schedule.Holiday(
        date=date.fromisoformat(row["date"]),
        name=row["name"],
        service=ServiceMethod(row["service"]) if row["service"] else None,
        opens=_time(row["opens"]) if row["opens"] else None,
        closes=_time(row["closes"]) if row["closes"] else None,
    )


def _capacity(row: dict[str, Any]) -> schedule.Capacity:
    return schedule.Capacity(
        service=ServiceMethod(row["service"]) if row["service"] else None,
        weekday=row["weekday"],
        starts=_time(row["starts"]) if row["starts"] else None,
        ends=_time(row["ends"]) if row["ends"] else None,
        orders=row["orders"],
        pizzas=row["pizzas"],
    )


def _time(text: str) -> time:
    return time.fromisoformat(text)
