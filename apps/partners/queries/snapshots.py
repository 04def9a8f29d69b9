"""A store's complete menu and state, for partners that display it."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from apps.menu.contract.service import MenuService
from apps.menu.contract.types import MenuDocument
from apps.partners.domain.events import WebhookEvent
from apps.stores.contract.service import StoresService
from apps.stores.contract.types import Opening, ServiceMethod, Store
from dominos.kernel.clock import now
from dominos.kernel.edge.answers import Answer, ClockTime
from dominos.kernel.services import service


class ShownToppingAnswer(Answer):
    """A topping of a product, with its possible amounts."""

    code: str
    name: str
    group: str
    amounts: list[str]
    default: str
    """The default amount; `0` is none."""


class ShownVariantAnswer(Answer):
    """A product in a size and crust, as an order's line refers to it."""

    code: str
    name: str
    price: int
    """In minor units, with the crust's surcharge and without the deposit."""
    topping_price: int
    """For each topping beyond those included in the price, in minor units."""
    deposit: int


class ShownProductAnswer(Answer):
    """A product on sale."""

    code: str
    name: str
    description: str
    category: str
    allergens: list[str] | None
    """Null: unknown, which does not mean none."""
    variants: list[ShownVariantAnswer]
    toppings: list[ShownToppingAnswer]


class StoreMenuAnswer(Answer):
    """`store.menu`: everything the store sells, as published; `sold_out` are codes that are not available now."""

    store_id: UUID
    currency: str
    language: str
    products: list[ShownProductAnswer]
    sold_out: list[str]


class ShownHoursAnswer(Answer):
    """A span of the usual hours on an ISO weekday, by the store's clock; across midnight if it ends earlier."""

    weekday: int
    opens: ClockTime
    closes: ClockTime


class ShownServiceAnswer(Answer):
    """Whether a service takes orders now, and if not, why and when it will; the wait is in minutes, including busy."""

    service: ServiceMethod
    is_open: bool
    reason: str
    opens_at: datetime | None
    closes_at: datetime | None
    is_busy: bool
    wait_minutes: tuple[int, int]
    hours: list[ShownHoursAnswer]


class StoreStateAnswer(Answer):
    """`store.state`: hours, and whether the store is open, paused or busy now, for each of its services."""

    store_id: UUID
    timezone: str
    services: list[ShownServiceAnswer]


def menu_of(store_id: UUID) -> StoreMenuAnswer:
    """The store's menu in its own language. NotFound, NoMenu."""
    store: Store = service(StoresService).get_store(store_id=store_id)
    found: MenuDocument = service(MenuService).get_document(store_id=store_id)
    document = found.document or {}
    return StoreMenuAnswer(
        store_id=store_id,
        currency=document["currency"],
        language=store.languages[0] if store.languages else "",
        products=list(_products(document)),
        sold_out=sorted(found.sold_out),
    )


def _products(document: Mapping[str, Any]) -> Iterator[ShownProductAnswer]:
    kinds = {row["code"]: row for row in document["toppings"]}
    variants: dict[str, list[ShownVariantAnswer]] = {}
    for row in document["variants"]:
        shown = ShownVariantAnswer(
            code=row["code"],
            name=row["name"],
            price=row["price"] + row["crust_surcharge"],
            topping_price=row["topping_price"],
            deposit=row.get("deposit", 0),
        )
        variants.setdefault(row["product"], []).append(shown)
    for row in document["products"]:
        yield ShownProductAnswer(
            code=row["code"],
            name=row["name"],
            description=row.get("description", ""),
            category=row["category"],
            allergens=row.get("allergens"),
            variants=variants.get(row["code"], []),
            toppings=[
                ShownToppingAnswer(
                    code=code,
                    name=kinds[code]["name"],
                    group=kinds[code]["group"],
                    amounts=[str(amount) for amount in link["amounts"]],
                    default=str(link["default"]),
                )
                for code, link in row["toppings"].items()
            ],
        )


def state_of(store_id: UUID) -> StoreStateAnswer:
    """Whether and when the store takes orders. NotFound."""
    ask, at = service(StoresService), now()
    store: Store = ask.get_store(store_id=store_id)
    hours = ask.list_hours(store_id=store_id)
    services = []
    for each in store.services:
        opening: Opening = ask.get_opening(store_id=store_id, service=each, at=at)
        own = [ShownHoursAnswer.of(span) for span in hours if span.service is each]
        names = ShownServiceAnswer.model_fields.keys() - {"service", "hours"}
        told = {name: getattr(opening, name) for name in names}
        services.append(ShownServiceAnswer(service=each, hours=own, **told))
    return StoreStateAnswer(store_id=store_id, timezone=store.timezone, services=services)


SNAPSHOTS: dict[WebhookEvent, Callable[[UUID], Answer]] = {
    WebhookEvent.STORE_MENU: menu_of,
    WebhookEvent.STORE_STATE: state_of,
}
"""Events whose content is the current state instead of the message's."""
