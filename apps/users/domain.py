"""The rules about people: which roles open the admin, how many addresses one has, which languages we speak."""

from enum import StrEnum

from dominos.kernel.auth import Role

STAFF_ROLES = frozenset({Role.ADMIN, Role.SUPPORT})
SUPERUSER_ROLES = frozenset({Role.ADMIN})
STORE_ROLES = frozenset({Role.STORE_STAFF, Role.STORE_MANAGER, Role.COURIER})
"""Whose stores count."""
ORDINARY_ROLES = frozenset({Role.CUSTOMER, Role.COURIER})
"""Whoever has no other role may be changed in the admin with the change permission alone."""
MAX_ADDRESSES = 20


class Locale(StrEnum):
    """The languages a person can be addressed in."""

    EN = "en"
