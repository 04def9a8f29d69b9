"""Pricing a basket: asks menu, stores, geography and delivery, and freezes their answers in a quote."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from apps.menu.contract.service import MenuService
from apps.menu.contract.types import PricedBasket, PricedLine
from apps.orders import eta
from apps.orders.contract.types import Amounts
from apps.orders.eta import Plan, Window
from apps.orders.kitchen import kitchen_load
from apps.orders.learning import observations
from apps.orders.models import Quote
from apps.orders.pricing.fees import small_order_fee
from apps.orders.pricing.promise import Timing, road_after
from apps.orders.pricing.taxes import TaxTable
from apps.orders.pricing.totals import Extras, Item, amounts_of
from apps.orders.pricing.wish import Destination, Wish, destination_of
from apps.stores.contract.errors import StoreClosed
from apps.stores.contract.service import StoresService
from apps.stores.contract.types import Opening, ServiceMethod, Store
from dominos.kernel.auth import Principal, Role
from dominos.kernel.clock import now
from dominos.kernel.services import service

LIFETIME = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What the other apps said about a wish."""

    to: Destination
    store: Store
    timing: Timing
    basket: PricedBasket
    pizzas: int
    plan: Plan
    window: Window
    fallbacks: list[str]


def price(wish: Wish, caller: Principal) -> Quote:
    """The quote, not stored yet. StoreClosed, OutOfZone, BelowMinimum, OtherStore, BasketRefused, NotFound."""
    to = destination_of(wish, caller)
    store: Store = service(StoresService).get_store(store_id=to.store_id)
    at = now()
    timing = Timing(at=at, opening=opening_of(store.id, wish.service, at))
    basket: PricedBasket = service(MenuService).price_basket(store_id=store.id, lines=wish.lines)
    owner = caller.id if caller.is_any(Role.CUSTOMER) else None
    return _quote(wish, owner, _answers(to, store, timing, basket))


def _answers(to: Destination, store: Store, timing: Timing, basket: PricedBasket) -> Answers:
    pizzas = sum(line.quantity for line in basket.lines if line.needs_oven)
    kitchen = eta.kitchen_stages(pizzas, store.kitchen, kitchen_load(store.id))
    learned = observations(store.id, timing.at)
    road, fallbacks = road_after(kitchen, to, learned)
    plan = {**kitchen, **road}
    return Answers(
        to=to,
        store=store,
        timing=timing,
        basket=basket,
        pizzas=pizzas,
        plan=plan,
        window=timing.window(plan, learned),
        fallbacks=fallbacks,
    )


def opening_of(store_id: UUID, method: ServiceMethod, at: datetime) -> Opening:
    """The store's opening. StoreClosed with the reason and when it opens."""
    opening: Opening = service(StoresService).get_opening(store_id=store_id, service=method, at=at)
    if not opening.is_open:
        opens_at = opening.opens_at.isoformat() if opening.opens_at else None
        raise StoreClosed(reason=opening.reason, opens_at=opens_at)
    return opening


def _amounts(wish: Wish, answers: Answers) -> tuple[Amounts, list[int]]:
    store, basket, zone = answers.store, answers.basket, answers.to.zone
    minimum = max(store.minimum_order, zone.minimum_subtotal if zone else 0)
    extras = Extras(
        delivery_fee=zone.fee_for(subtotal=basket.food) if zone else 0,
        small_order_fee=small_order_fee(basket.food, minimum, store.terms, currency=basket.currency),
        tip=wish.tip,
    )
    items = [Item(total=line.total) for line in basket.lines]
    return amounts_of(items, extras, tax_table(store), coin=store.terms.cash_coin if wish.in_cash else 1)


def tax_table(store: Store) -> TaxTable:
    """The store's taxes: its jurisdiction's own, else its market's, else its standard one."""
    rates = {name: Decimal(percent) for name, percent in store.tax_rates().items()}
    return TaxTable(Decimal(store.tax_percent), store.tax_included, rates)


def _quote(wish: Wish, owner: UUID | None, answers: Answers) -> Quote:
    store, basket, timing = answers.store, answers.basket, answers.timing
    amounts, taxes = _amounts(wish, answers)
    lines = [line_row(n, *sold) for n, sold in enumerate(zip(basket.lines, taxes, strict=True), 1)]
    return Quote(
        customer_id=owner,
        store_id=store.id,
        service=wish.service,
        currency=basket.currency,
        lines=lines,
        terms=terms_of(store),
        address=answers.to.address,
        pizzas=answers.pizzas,
        stage_plan=eta.as_json(answers.plan),
        business_date=timing.opening.business_date,
        promised_from=answers.window.start,
        promised_to=answers.window.end,
        created_at=timing.at,
        basket_hash=basket_hash(wish.service, lines),
        menu_version=basket.menu_version,
        fallbacks=answers.fallbacks,
        orderable_until=timing.opening.closes_at,
        expires_at=timing.at + LIFETIME,
        **asdict(amounts),
    )


def line_row(number: int, line: PricedLine, tax: int) -> dict[str, Any]:
    """A priced line as it is frozen, with its part of the tax."""
    options = {code: {part: str(amount) for part, amount in on.items()} for code, on in line.options.items()}
    return {**asdict(line), "number": number, "options": options, "tax": tax}


def basket_hash(method: ServiceMethod, lines: list[dict[str, Any]]) -> str:
    """Equal for the same things at the same prices, sold by the same service."""
    return hashlib.sha256(json.dumps([method, lines], sort_keys=True).encode()).hexdigest()


def terms_of(store: Store) -> dict[str, Any]:
    """What of the store's profile an order needs for good."""
    return {
        "store_code": store.code,
        "store_name": store.name,
        "store_phone": store.phone,
        "legal_entity": store.legal_entity,
        "timezone": store.timezone,
        "lat": store.lat,
        "lon": store.lon,
        "tax_percent": store.tax_percent,
        "tax_included": store.tax_included,
        "cash_limit": store.cash_limit,
        "kitchen": asdict(store.kitchen),
    }
