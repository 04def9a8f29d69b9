"""Access rules of the dashboard."""

from uuid import UUID

from dominos.kernel.auth import Principal, Role
from dominos.kernel.edge.access import only

STAFF = only(Role.STORE_STAFF, Role.STORE_MANAGER, Role.SUPPORT, Role.ADMIN, scope="store")
ORDER_TAKERS = only(Role.STORE_STAFF, Role.STORE_MANAGER, Role.AGENT, Role.SUPPORT, Role.ADMIN, scope="store")
AGENTS = only(Role.AGENT)
MANAGERS = only(Role.STORE_MANAGER, Role.SUPPORT, Role.ADMIN, scope="store")


def may_see_map(principal: Principal, store_id: UUID) -> bool:
    """Store managers and chain-wide roles only, because the map shows customers' homes."""
    return principal.manages(store_id) or principal.is_any(Role.SUPPORT)
