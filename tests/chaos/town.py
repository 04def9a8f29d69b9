"""The town: stores with their menu and zones, their people, and prices to order by."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from apps.delivery.models import Courier
from apps.delivery.storage.last_positions import clear
from apps.delivery.use_cases.shifts import start_shift
from apps.geo.use_cases.zones import seed_zones
from apps.menu.contract.types import LineRequest
from apps.orders.contract.quotes import QuoteRequest
from apps.orders.models import Quote
from apps.orders.quotes.price import LIFETIME, price
from apps.stores.contract.service import StoresService
from apps.stores.contract.types import ServiceMethod
from apps.stores.demo_places import PLACES, Place, store_id
from dominos.demo.seeds import seed_menu, seed_stores
from dominos.demo.zones import zones
from dominos.kernel.auth import Principal, Role
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.services import service
from dominos.kernel.testing.api import principal
from dominos.kernel.testing.database_cleanup import Rows, all_rows, empty_database, put_back

CUSTOMERS = 100
A_BLOCK_NORTH = 0.002
BIG, SMALL, HUGE = 3, 1, 7  # the last costs more than couriers take in cash
AHEAD = timedelta(minutes=50)
HELSINKI = ZoneInfo("Europe/Helsinki")
PROMISE = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Shop:
    """One store's people and what it quoted for some baskets, by service."""

    id: UUID
    place: Place
    staff: Principal
    manager: Principal
    quotes: dict[ServiceMethod, tuple[Quote, ...]]

    def quote(self, rng: Random, method: ServiceMethod, customer: Principal) -> Quote:
        """One of the quotes as if just made for the customer, not stored yet."""
        known = rng.choice(self.quotes[method])
        values = {field.attname: getattr(known, field.attname) for field in Quote._meta.concrete_fields}
        at = now()
        fresh = {"id": new_id(), "customer_id": customer.id, "created_at": at, "expires_at": at + LIFETIME}
        if known.scheduled_for is None:
            fresh |= {"promised_from": at + PROMISE, "promised_to": at + 2 * PROMISE}
        return Quote(**values | fresh)


@dataclass(frozen=True, slots=True)
class Town:
    """Everybody."""

    shops: tuple[Shop, ...]
    customers: tuple[Principal, ...]
    support: Principal


@dataclass(frozen=True, slots=True)
class Size:
    """How many stores take orders, and how many couriers each of them has."""

    shops: int
    couriers: int


LARGE_TOWN, SMALL_TOWN = Size(shops=3, couriers=24), Size(shops=1, couriers=6)
_made: dict[Size, tuple[Town, Rows]] = {}


def town_again(size: Size, make: Callable[[Size], Town]) -> Town:
    """A town of this size in a database that holds nothing else: made once, its rows put back for each run."""
    empty_database()
    if size in _made:
        town, rows = _made[size]
        put_back(rows)
    else:
        town = make(size)
        _made[size] = town, all_rows()
    return town


def make_town(size: Size) -> Town:
    """Fills the apps: stores, menu, zones, couriers on shift."""
    seed_stores()
    seed_menu()
    seed_zones(zones())
    return Town(
        shops=tuple(_shop(place, size.couriers) for place in PLACES[: size.shops]),
        customers=tuple(principal(Role.CUSTOMER) for _ in range(CUSTOMERS)),
        support=principal(Role.SUPPORT),
    )


def _shop(place: Place, couriers: int) -> Shop:
    store = store_id(place.code)
    hired = [Courier(user_id=new_id(), name="Aino Virtanen", home_store_id=store) for _ in range(couriers)]
    for courier in Courier.objects.bulk_create(hired):
        start_shift(courier.user_id)
        clear(courier.user_id)  # a phone that says nothing: the engine plans nobody's route here
    return Shop(
        id=store,
        place=place,
        staff=principal(Role.STORE_STAFF, stores=(store,)),
        manager=principal(Role.STORE_MANAGER, stores=(store,)),
        quotes={method: tuple(_quotes(store, place, method)) for method in ServiceMethod},
    )


def _quotes(store: UUID, place: Place, method: ServiceMethod) -> Iterator[Quote]:
    today = now().astimezone(HELSINKI).date()
    slots = service(StoresService).list_slots(store_id=store, service=method, date=today, at=now())
    ahead = next(slot.start for slot in slots if slot.start > now() + AHEAD)
    baskets = ((SMALL, 0), (SMALL, 200), (BIG, 500), (HUGE, 0))
    for (pizzas, tip), when in [*((basket, None) for basket in baskets), (baskets[1], ahead)]:
        lines = [LineRequest(variant="14HT", quantity=pizzas, options={})]
        is_delivery = method is ServiceMethod.DELIVERY
        request = QuoteRequest(
            service=method,
            lines=lines,
            store_id=store,
            address=door_of(place) if is_delivery else None,
            tip=tip if is_delivery else 0,
            when=when,
        )
        yield price(request, Principal())


def door_of(place: Place) -> dict[str, Any]:
    """A customer's address a block from the store."""
    return {
        "street": place.street,
        "house_number": "1",
        "postcode": place.postcode,
        "city": "Helsinki",
        "lat": place.lat + A_BLOCK_NORTH,
        "lon": place.lon,
        "note": "",
    }
