"""Roles that may see a store's internal data."""

from dominos.kernel.auth import Role
from dominos.kernel.edge.access import only

MANAGERS = only(Role.STORE_MANAGER, Role.ADMIN, scope="store")
CREW = only(Role.STORE_STAFF, Role.STORE_MANAGER, Role.ADMIN, scope="store")
