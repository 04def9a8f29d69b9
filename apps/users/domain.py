"""The rules about people: which roles open the admin, what mailed links are good for, how many addresses one has."""

from collections.abc import Container, Iterable, Mapping
from datetime import timedelta
from enum import StrEnum

from dominos.kernel.auth import Role
from dominos.kernel.texts.languages import in_words, mark

STAFF_ROLES = frozenset({Role.ADMIN, Role.SUPPORT})
SUPERUSER_ROLES = frozenset({Role.ADMIN})
STORE_ROLES = frozenset({Role.STORE_STAFF, Role.STORE_MANAGER, Role.COURIER})
"""Whose stores count."""


class StoreRole(StrEnum):
    """What one may be hired as by a store."""

    STORE_STAFF = "store_staff"
    COURIER = "courier"
    STORE_MANAGER = "store_manager"


EMPLOYED_AS = tuple(Role(role) for role in StoreRole)
_RANK: Mapping[Role, int] = {Role.STORE_STAFF: 1, Role.COURIER: 1, Role.STORE_MANAGER: 2, Role.ADMIN: 3}
SCOPE_PERMISSIONS: Mapping[Role, str] = {Role.STORE_STAFF: "work_at", Role.STORE_MANAGER: "manage"}
"""What a role may do with a store's scope. A courier has none: they deliver for it and see nothing else of it."""
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
"""What a role may do in the admin. Orders are moved there by the actions that support has everywhere."""
ORDINARY_ROLES = frozenset({Role.CUSTOMER, Role.COURIER})
"""Whoever has no other role may be changed in the admin with the change permission alone."""
MAX_ADDRESSES = 20
MAX_PHONES = 5
"""Telephones of a person beside the usual one."""
DOOR = 20
"""Characters of a flat, a floor and a door code."""
MAX_NOTE = 200
"""Characters of what a courier is told of an address, as orders take it."""
MARKETING = mark(
    "I would like offers and news of my pizza stores by e-mail. "
    "I may withdraw this at any time on my account's page."
)
"""What somebody agrees to who wants to be written to; who agreed to other words has agreed to those."""
FORGETTING = ("orders", "delivery", "payments", "notifications", "reviews")
"""The apps that have something of people, besides users."""
ASKED_AGAIN_AFTER = timedelta(minutes=10)
"""Who has not forgotten somebody by then is asked again: an order was under way, or a message."""

EXPORT_KEPT = timedelta(days=7)
"""How long a file of all that is known of somebody can be fetched."""
MAX_EXPORTS_A_DAY = 3


class Locale(StrEnum):
    """The languages a person can be addressed in."""

    EN = "en"
    FI = "fi"
    SV = "sv"
    DE = "de"


class Building(StrEnum):
    """What an address is the door of."""

    HOUSE = "house"
    FLATS = "flats"
    OFFICE = "office"
    HOTEL = "hotel"
    OTHER = "other"


class Diet(StrEnum):
    """What somebody likes to eat, or not to."""

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
    """What a person may do once who proves something, most by a mail."""

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
    """What somebody has beside a password."""

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
"""So long after signing in one signs in again, however often tokens were renewed."""
MAIL_COOL_DOWN = timedelta(minutes=1)
"""A stranger who asks for mails to somebody fills no mailbox: one of a kind a minute."""
PHONE_CODE_FOR = timedelta(minutes=10)
PHONE_PROVED_FOR = timedelta(days=180)
"""Then a telephone may be somebody else's."""
MAX_PASSWORD = 128
"""Characters."""
MAX_CODE_ATTEMPTS = 5
"""Of a million codes."""
MAX_WRONG_FACTORS = 10
"""Of a million codes, three of which are right at a time, within the 15 minutes that one may try."""
MAX_FACTORS = 10
MAX_IDENTITIES = 10
MAX_PROVIDER = 30
MAX_SUBJECT = 255
"""Characters of what a provider calls somebody (OpenID Connect Core 1.0, 2)."""
RECOVERY_CODES = 10
MAX_FACTOR_NAME = 50
MAX_PASSKEY = 16_000
"""Characters of what a passkey signed, as JSON; one with an attestation has a few thousand."""


def courier_note(unit: str, floor: str, door_code: str, note: str, building: str = "") -> str:
    """What a courier is told of an address, the way to the door first."""
    door = (("flat", unit), ("floor", floor), ("door code", door_code))
    said = [building] if building in (Building.OFFICE, Building.HOTEL) else []
    said += [f"{name} {value}" for name, value in door if value]
    return ", ".join([*said, note] if note else said)[:MAX_NOTE]


def may_hire(own: Iterable[Role], role: Role) -> bool:
    """Whether somebody of these roles may give the role: none above their own."""
    return _rank(own) >= _rank([role])


def may_end(own: Iterable[Role], role: Role) -> bool:
    """Whether somebody of these roles may suspend one of this role and let them go: only whoever stands higher."""
    return _rank(own) > _rank([role])


def _rank(roles: Iterable[Role]) -> int:
    return max((_RANK.get(role, 0) for role in roles), default=0)


def must_prove_twice(roles: Iterable[Role], demanding: Container[Role]) -> bool:
    """Whether somebody of these roles signs in with a second factor, as some roles demand."""
    return any(role in demanding for role in roles)


def roles_shown(
    roles: frozenset[Role], demanding: frozenset[Role], *, has_proved_twice: bool
) -> frozenset[Role]:
    """The roles a session acts in: without a second factor none of those that demand one."""
    return roles if has_proved_twice else roles - demanding
