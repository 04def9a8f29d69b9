"""Who and what the demo city has. Ids are derived, so that each app can be seeded alone and all of it again."""

from dataclasses import dataclass
from uuid import NAMESPACE_URL, UUID, uuid5

from apps.stores.demo_places import PLACES, store_id
from dominos.kernel.auth import Role

PASSWORD = "Four-Cheeses-1984"  # noqa: S105 - published with the demo, refused in production


@dataclass(frozen=True, slots=True)
class Account:
    """A person of the demo; `store` is the code of the store they work for. Couriers have a `phone` that nobody has."""

    email: str
    name: str
    role: Role
    store: str = ""
    phone: str = ""

    @property
    def id(self) -> UUID:
        return uuid5(NAMESPACE_URL, f"urn:dominos:user:{self.email}")


ACCOUNTS = (
    Account("customer@demo.example", "Demo Customer", Role.CUSTOMER),
    Account("admin@demo.example", "Demo Admin", Role.ADMIN),
    Account("agent@demo.example", "Demo Agent", Role.AGENT),
    Account("support@demo.example", "Demo Support", Role.SUPPORT),
    *(
        Account(
            f"{title}.{place.code.lower()}@demo.example", f"{place.name} {title.title()}", role, place.code
        )
        for place in PLACES
        for title, role in (("staff", Role.STORE_STAFF), ("manager", Role.STORE_MANAGER))
    ),
    *(
        Account(
            f"courier.{place.code.lower()}.{n}@demo.example",
            name,
            Role.COURIER,
            place.code,
            f"+35850123{street}{n}",
        )
        for street, place in enumerate(PLACES, start=100)
        for n, name in enumerate(("Aino", "Eetu"), start=1)
    ),
)


def store_ids() -> list[UUID]:
    """The demo stores."""
    return [store_id(place.code) for place in PLACES]


def accounts(role: Role, store: str = "") -> list[Account]:
    """The demo's people of a role, at one store if given."""
    return [a for a in ACCOUNTS if a.role is role and store in ("", a.store)]
