"""Pricing a basket: asks menu, stores, geography and delivery, and freezes their answers in a quote."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import structlog

from apps.delivery.contract.service import DeliveryService
from apps.geo.contract.service import GeoService
from apps.geo.contract.types import Point, ZoneMatch
from apps.menu.contract.service import MenuService
from apps.menu.contract.types import LineRequest, PricedBasket, PricedLine
from apps.orders import eta
from apps.orders.contract.errors import BelowMinimum, OtherStore
from apps.orders.domain import TaxRule, amounts_of
from apps.orders.eta import Range, Window
from apps.orders.kitchen import kitchen_load
from apps.orders.models import Quote
from apps.stores.contract.errors import StoreClosed
from apps.stores.contract.service import StoresService
from apps.stores.contract.types import Opening, ServiceMethod, Store
from apps.users.contract.service import UsersService
from dominos.kernel.auth import Principal, Role
from dominos.kernel.clock import now
from dominos.kernel.errors import FieldError, Invalid, NotFound, Unavailable
from dominos.kernel.services import service

log = structlog.get_logger(__name__)

LIFETIME = timedelta(minutes=10)
FALLBACK_TRAVEL = "delivery_estimate"
# Where delivery does not answer: a bicycle over a detour of 40 %, and a wide guess.
DETOUR, METERS_PER_SECOND, SLOWER = 1.4, 4.0, 1.8
ADDRESS_FIELDS = ("street", "house_number", "postcode", "city", "lat", "lon", "note")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a customer wants priced. `address` is `{address_id}` or the address itself."""

    service: ServiceMethod
    lines: list[LineRequest]
    store_id: UUID | None = None
    address: dict[str, Any] | None = None
    tip: int = 0


def price(wish: Wish, caller: Principal) -> Quote:
    """The quote, not stored yet. StoreClosed, OutOfZone, BelowMinimum, OtherStore, BasketRefused, NotFound."""
    address = _address(wish, caller)
    zone = _zone(wish, address)
    store: Store = service(StoresService).get_store(store_id=_store_id(wish, zone))
    at = now()
    opening = opening_of(store.id, wish.service, at)
    basket: PricedBasket = service(MenuService).price_basket(store_id=store.id, lines=wish.lines)
    if zone is not None and wish.service is ServiceMethod.DELIVERY:
        _check_minimum(zone, basket)
    travel, fallbacks = _travel(wish.service, store, address, zone)
    return _quote(wish, caller, store, opening, basket, address, zone, travel, fallbacks, at)


def opening_of(store_id: UUID, method: ServiceMethod, at: datetime) -> Opening:
    """The store's opening. StoreClosed with the reason and when it opens."""
    opening: Opening = service(StoresService).get_opening(store_id=store_id, service=method, at=at)
    if not opening.is_open:
        opens_at = opening.opens_at.isoformat() if opening.opens_at else None
        raise StoreClosed(reason=opening.reason, opens_at=opens_at)
    return opening


def _address(wish: Wish, caller: Principal) -> dict[str, Any] | None:
    given = wish.address
    if given is None:
        if wish.service is ServiceMethod.DELIVERY:
            raise Invalid(errors=[FieldError("address", "A delivery needs an address.", "required")])
        return None
    if "address_id" not in given:
        return {name: given.get(name, "") for name in ADDRESS_FIELDS}
    if caller.id is None or not caller.is_any(Role.CUSTOMER):
        raise Invalid(errors=[FieldError("address.address_id", "Sign in to use a saved address.", "sign_in")])
    saved = service(UsersService).get_address(user_id=caller.id, address_id=given["address_id"])
    return {name: getattr(saved, name) for name in ADDRESS_FIELDS}


def _zone(wish: Wish, address: dict[str, Any] | None) -> ZoneMatch | None:
    if address is None or (wish.service is not ServiceMethod.DELIVERY and wish.store_id is not None):
        return None
    point = Point(lat=address["lat"], lon=address["lon"])
    match: ZoneMatch = service(GeoService).locate(point=point, service=wish.service)
    return match


def _store_id(wish: Wish, zone: ZoneMatch | None) -> UUID:
    if zone is None:
        if wish.store_id is None:
            raise Invalid(errors=[FieldError("store_id", "Choose a store or give an address.", "required")])
        return wish.store_id
    if wish.store_id is not None and wish.store_id != zone.store_id:
        service(StoresService).get_store(store_id=wish.store_id)  # one nobody knows is not found, rather
        raise OtherStore(store_id=str(zone.store_id))
    return zone.store_id


def _check_minimum(zone: ZoneMatch, basket: PricedBasket) -> None:
    missing = zone.minimum_subtotal - basket.food
    if missing > 0:
        raise BelowMinimum(minimum=zone.minimum_subtotal, missing=missing, currency=basket.currency)


def _travel(
    method: ServiceMethod, store: Store, address: dict[str, Any] | None, zone: ZoneMatch | None
) -> tuple[Range, list[str]]:
    if method is not ServiceMethod.DELIVERY or address is None or zone is None:
        return (0, 0), []
    try:
        seconds = service(DeliveryService).estimate_seconds(
            store_id=store.id, lat=address["lat"], lon=address["lon"]
        )
    except (Unavailable, NotFound) as error:
        log.warning("delivery gives no estimate", error=error.code)
        return fallback_travel(zone.distance_m), [FALLBACK_TRAVEL]
    return (int(seconds[0]), int(seconds[1])), []


def fallback_travel(meters: float) -> Range:
    """(P20, P80) seconds to drive so far, where nobody knows better."""
    ride = meters * DETOUR / METERS_PER_SECOND
    return round(ride), round(ride * SLOWER) + eta.HAND_OVER_SECONDS[1]


def promise(at: datetime, kitchen_and_road: Range, wait_minutes: tuple[int, int]) -> Window:
    """The window to promise: never before what the store quotes now, which includes its busy delay. Pure."""
    low = max(kitchen_and_road[0], wait_minutes[0] * 60)
    high = max(kitchen_and_road[1], wait_minutes[1] * 60, low)
    return eta.window(at, (low, high))


def _quote(
    wish: Wish,
    caller: Principal,
    store: Store,
    opening: Opening,
    basket: PricedBasket,
    address: dict[str, Any] | None,
    zone: ZoneMatch | None,
    travel: Range,
    fallbacks: list[str],
    at: datetime,
) -> Quote:
    is_delivery = wish.service is ServiceMethod.DELIVERY
    fee = zone.fee_for(subtotal=basket.food) if zone is not None and is_delivery else 0
    tax = TaxRule(Decimal(store.tax_percent), store.tax_included)
    amounts = amounts_of(food=basket.food, discount=0, delivery_fee=fee, tip=wish.tip, tax=tax)
    pizzas = sum(line.quantity for line in basket.lines if line.needs_oven)
    plan = eta.stages(pizzas, store.kitchen, kitchen_load(store.id), travel)
    window = promise(at, eta.whole(plan), opening.wait_minutes)
    lines = [line_row(number, line) for number, line in enumerate(basket.lines, 1)]
    return Quote(
        customer_id=caller.id if caller.is_any(Role.CUSTOMER) else None,
        store_id=store.id,
        service=wish.service,
        currency=basket.currency,
        lines=lines,
        terms=terms_of(store),
        address=address if is_delivery else None,
        pizzas=pizzas,
        travel_low=travel[0],
        travel_high=travel[1],
        business_date=opening.business_date,
        promised_from=window.start,
        promised_to=window.end,
        created_at=at,
        basket_hash=basket_hash(wish.service, lines),
        menu_version=basket.menu_version,
        fallbacks=fallbacks,
        orderable_until=opening.closes_at,
        expires_at=at + LIFETIME,
        **asdict(amounts),
    )


def line_row(number: int, line: PricedLine) -> dict[str, Any]:
    """A priced line as it is frozen."""
    options = {code: {part: str(amount) for part, amount in on.items()} for code, on in line.options.items()}
    return {**asdict(line), "number": number, "options": options}


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
