"""The demo stores, which are always open."""

from datetime import time

from apps.stores import markets, profiles
from apps.stores.contract.types import Kitchen, SalesTerms, ServiceMethod, Store, TaxRate
from apps.stores.demo_places import PLACES, Place, store_id
from apps.stores.domain.schedule import Capacity, Hours, ServiceOffer, StoreState
from apps.stores.queries import states

AROUND_THE_CLOCK = tuple(Hours(weekday, time(), time()) for weekday in range(1, 8))
WAITS = {
    ServiceMethod.CARRYOUT: (8, 13),
    ServiceMethod.CURBSIDE: (8, 15),
    ServiceMethod.DELIVERY: (15, 25),
}


MARKET = "FI"
TERMS = SalesTerms(cash_coin=5, taxes=(TaxRate(tax_class="alcohol", percent="25.5"),))
CAPACITIES = (Capacity(orders=12, pizzas=40), Capacity(weekday=5, orders=16, pizzas=60))


def demo_stores(currency: str = "EUR") -> list[StoreState]:
    """Descriptions of the demo stores."""
    return [_state(place, number, currency) for number, place in enumerate(PLACES, start=1)]


def _state(place: Place, number: int, currency: str) -> StoreState:
    offers = tuple(
        ServiceOffer(service=service, hours=AROUND_THE_CLOCK, wait_minutes=wait)
        for service, wait in WAITS.items()
    )
    profile = Store(
        id=store_id(place.code),
        **place._asdict(),
        phone=f"+358 9 5550 10{number}",
        city="Helsinki",
        timezone="Europe/Helsinki",
        currency=currency,
        languages=("en", "fi", "sv"),
        services=tuple(WAITS),
        cash_limit=8_000,
        tax_percent="14",
        tax_included=True,
        legal_entity="Demo Pizza Oy, Business ID 0000000-0",
        kitchen=Kitchen(make_stations=2, make_seconds=82, oven_slots=6, oven_seconds=390),
        market=MARKET,
        terms=TERMS,
    )
    return StoreState(profile=profile, offers=offers, capacities=CAPACITIES)


def seed(currency: str = "EUR") -> list[Store]:
    """Creates the demo stores, or leaves existing ones unchanged; returns their profiles."""
    markets.save_market(MARKET, "Finland", TERMS)
    wanted = demo_stores(currency)
    for state in wanted:
        profiles.save_store(state)
    return [state.profile for state in states.get_states(state.profile.id for state in wanted)]
