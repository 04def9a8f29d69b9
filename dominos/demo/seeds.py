"""Filling each app with the demo city. Running it again changes nothing."""

from collections.abc import Callable
from importlib import import_module

from apps.stores.demo_places import store_id
from dominos.demo.city import ACCOUNTS, PASSWORD, accounts, store_ids
from dominos.kernel.auth import Role

STAFF = (Role.STORE_STAFF, Role.STORE_MANAGER)


def seed_users() -> None:
    """The accounts, and who works where."""
    actions = import_module("apps.users.use_cases.people")
    for account in ACCOUNTS:
        actions.create_user(
            email=account.email,
            password=PASSWORD,
            name=account.name,
            roles=[account.role],
            phone=account.phone,
            user_id=account.id,
        )
        if account.role in STAFF:
            actions.grant_store(
                account.id, store_id(account.store), manager=account.role is Role.STORE_MANAGER
            )
        if account.role is Role.COURIER:
            actions.note_courier(account.id, store_id(account.store))


def seed_stores() -> None:
    """The stores and their hours."""
    import_module("apps.stores.seed").seed()


def seed_menu() -> None:
    """One menu, published at every store."""
    import_module("apps.menu.catalogues.demo_menu").seed(store_ids())


def seed_geo() -> None:
    """A delivery zone for each store: the part of the city nearest to it."""
    import_module("apps.geo.use_cases.zones").seed_zones(import_module("dominos.demo.zones").zones())


def seed_delivery() -> None:
    """The couriers of each store."""
    couriers = [(a.id, a.name, store_id(a.store)) for a in accounts(Role.COURIER)]
    import_module("apps.delivery.use_cases.demo_couriers").seed(couriers)


SEEDS: dict[str, Callable[[], None]] = {
    "users": seed_users,
    "stores": seed_stores,
    "menu": seed_menu,
    "geo": seed_geo,
    "delivery": seed_delivery,
}
"""What to fill, app by app, in order."""
