"""Rules about people: roles and their permissions, lifetimes of links, limits."""

from collections.abc import Container, Iterable, Mapping
from datetime import timedelta
from enum import StrEnum

from dominos.kernel.auth import Role
from dominos.kernel.texts.languages import in_words, mark

STAFF_ROLES = frozenset({Role.ADMIN, Role.SUPPORT})
SUPERUSER_ROLES = frozenset({Role.ADMIN})
STORE_ROLES = frozenset({Role.STORE_STAFF, Role.STORE_MANAGER, Role.COURIER})
"""Roles that are limited to stores."""


class StoreRole(StrEnum):
    """Roles in which a store can employ people."""

    STORE_STAFF = "store_staff"
    COURIER = "courier"
    STORE_MANAGER = "store_manager"


EMPLOYED_AS = tuple(Role(role) for role in StoreRole)
_RANK: Mapping[Role, int] = {Role.STORE_STAFF: 1, Role.COURIER: 1, Role.STORE_MANAGER: 2, Role.ADMIN: 3}
SCOPE_PERMISSIONS: Mapping[Role, str] = {Role.STORE_STAFF: "work_at", Role.STORE_MANAGER: "manage"}
"""The object permission of a role on a store's scope. Couriers have none."""
INVITED_FOR = timedelta(days=7)
INVITE_COOL_DOWN = timedelta(hours=1)
_LOOKED_AT = {
    "orders": ("order", "orderhistory", "ordersaga", "refund"),
    "payments": ("payment", "operation", "refunddecision", "invoice", "creditnote", "owedcash", "cashcount"),
    "delivery": ("delivery", "deliverychange", "offer", "courier", "shift", "storeplace"),
    "stores": ("store", "market", "offeredservice", "servicehours", "holiday", "slotcapacity"),
    "menu": ("storemenu", "outage"),
    "reviews": ("review", "moderation"),
    "notifications": ("outgoing", "notification", "unusableaddress"),
    "users": ("user", "address"),
}
ROLE_PERMISSIONS: dict[Role, frozenset[str]] = {
    Role.SUPPORT: frozenset(
        {f"{app}.view_{model}" for app, models in _LOOKED_AT.items() for model in models}
        | {"orders.change_order", "users.export_user"}
        | {f"reviews.{may}_review" for may in ("show", "hide", "reply")}
    )
}
"""The admin permissions of roles. Orders are moved by the same actions as elsewhere."""
ORDINARY_ROLES = frozenset({Role.CUSTOMER, Role.COURIER})
"""People with only these roles can be edited in the admin with the change permission alone."""
MAX_ADDRESSES = 20
MAX_PHONES = 5
"""Telephones of a person besides the main one."""
DOOR = 20
"""Characters of apartment, floor and door code."""
MAX_NOTE = 200
"""Characters of a note for couriers, the same limit as in orders."""
MARKETING = mark(
    "I would like offers and news of my pizza stores by e-mail. "
    "I may withdraw this at any time on my account's page."
)
"""The wording of the consent to marketing; earlier consents keep the wording they had."""
FORGETTING = ("orders", "delivery", "payments", "notifications", "reviews")
"""The apps with personal data, besides users."""
ASKED_AGAIN_AFTER = timedelta(minutes=10)
"""When an app that has not confirmed an erasure is asked again, for example because an order was open."""

EXPORT_KEPT = timedelta(days=7)
"""How long a data export can be downloaded."""
MAX_EXPORTS_A_DAY = 3


class Locale(StrEnum):
    """The languages a person can be addressed in."""

    EN = "en"
    FI = "fi"
    SV = "sv"
    DE = "de"


class Building(StrEnum):
    """The kind of building of an address."""

    HOUSE = "house"
    FLATS = "flats"
    OFFICE = "office"
    HOTEL = "hotel"
    OTHER = "other"


class Diet(StrEnum):
    """Food preferences."""

    VEGETARIAN = "vegetarian"
    VEGAN = "vegan"
    NO_PORK = "no_pork"
    NO_ALCOHOL = "no_alcohol"


ALLERGENS = (
    "celery",
    "crustaceans",
    "eggs",
    "fish",
    "gluten",
    "lupin",
    "milk",
    "molluscs",
    "mustard",
    "nuts",
    "peanuts",
    "sesame",
    "soybeans",
    "sulphites",
)
"""Those of the EU's Regulation 1169/2011, annex II, as menus name them."""


class Purpose(StrEnum):
    """What a one-time proof is for."""

    RESET_PASSWORD = "reset-password"  # noqa: S105 - a purpose
    CHANGE_EMAIL = "change-email"
    UNDO_EMAIL = "undo-email"
    SIGN_IN = "sign-in"
    SECOND_FACTOR = "second-factor"
    NEW_FACTOR = "new-factor"
    PASSKEY = "passkey"
    PROVIDER = "provider"


@in_words
class FactorKind(StrEnum):
    """The kinds of second factors."""

    TOTP = "totp"
    PASSKEY = "passkey"
    RECOVERY = "recovery"


GOOD_FOR: Mapping[Purpose, timedelta] = {
    Purpose.RESET_PASSWORD: timedelta(minutes=30),
    Purpose.CHANGE_EMAIL: timedelta(hours=24),
    Purpose.UNDO_EMAIL: timedelta(days=7),
    Purpose.SIGN_IN: timedelta(minutes=10),
    Purpose.SECOND_FACTOR: timedelta(minutes=15),
    Purpose.NEW_FACTOR: timedelta(minutes=15),
    Purpose.PASSKEY: timedelta(minutes=5),
    Purpose.PROVIDER: timedelta(minutes=10),
}
MAX_SESSION = timedelta(days=90)
"""How long after signing in a session ends, even if tokens were renewed."""
MAIL_COOL_DOWN = timedelta(minutes=1)
"""At most one mail of a kind per minute, so that strangers cannot flood a mailbox."""
PHONE_CODE_FOR = timedelta(minutes=10)
PHONE_PROVED_FOR = timedelta(days=180)
"""After this a telephone may belong to somebody else."""
MAX_PASSWORD = 128
"""Characters."""
MAX_CODE_ATTEMPTS = 5
"""Of a million possible codes."""
MAX_WRONG_FACTORS = 10
"""Of a million possible codes, three of which are valid at a time, within the 15 minutes of a challenge."""
MAX_FACTORS = 10
MAX_IDENTITIES = 10
MAX_PROVIDER = 30
MAX_SUBJECT = 255
"""Characters of a provider's subject (OpenID Connect Core 1.0, 2)."""
RECOVERY_CODES = 10
MAX_FACTOR_NAME = 50
MAX_PASSKEY = 16_000
"""Characters of a passkey's response as JSON; with an attestation it has a few thousand."""


def courier_note(unit: str, floor: str, door_code: str, note: str, building: str = "") -> str:
    """The note of an address for couriers, how to find the door first."""
    door = (("flat", unit), ("floor", floor), ("door code", door_code))
    said = [building] if building in (Building.OFFICE, Building.HOTEL) else []
    said += [f"{name} {value}" for name, value in door if value]
    return ", ".join([*said, note] if note else said)[:MAX_NOTE]


def may_hire(own: Iterable[Role], role: Role) -> bool:
    """Whether the roles may assign the role: none above their own."""
    return _rank(own) >= _rank([role])


def may_end(own: Iterable[Role], role: Role) -> bool:
    """Whether the roles may suspend and remove somebody with this role: only higher ones."""
    return _rank(own) > _rank([role])


def _rank(roles: Iterable[Role]) -> int:
    return max((_RANK.get(role, 0) for role in roles), default=0)


def must_prove_twice(roles: Iterable[Role], demanding: Container[Role]) -> bool:
    """Whether the roles require a second factor."""
    return any(role in demanding for role in roles)


def roles_shown(
    roles: frozenset[Role], demanding: frozenset[Role], *, has_proved_twice: bool
) -> frozenset[Role]:
    """The effective roles of a session: without a second factor none that require one."""
    return roles if has_proved_twice else roles - demanding
