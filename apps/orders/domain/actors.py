"""Who somebody is to one order."""

from uuid import UUID

from apps.orders.domain.states import Actor
from dominos.kernel.auth import Principal, Role

ORDERING_ROLES = (Role.CUSTOMER, Role.GUEST)
STAFF_ROLES = (Role.STORE_STAFF, Role.STORE_MANAGER)
SUPPORT_ROLES = (Role.SUPPORT, Role.ADMIN)
MAY_REFUND = frozenset({Actor.MANAGER, Actor.SUPPORT})
STORE_ROLES = (*STAFF_ROLES, *SUPPORT_ROLES)
ORDER_TAKERS = (*STORE_ROLES, Role.AGENT)
"""Who may take orders for others. An agent has no position towards an order, also none that they took."""


def actors_of(principal: Principal, *, customer_id: UUID | None, store_id: UUID) -> frozenset[Actor]:
    """The caller's positions towards an order; none for a stranger, who must not learn that it exists.

    Whoever placed an order decides nothing about its money: to that order a manager is one of the staff, and support
    its customer.
    """
    works_there = store_id in principal.store_ids
    positions = {
        Actor.CUSTOMER: principal.is_authenticated
        and principal.id == customer_id
        and principal.is_any(*ORDERING_ROLES),
        Actor.STAFF: works_there and principal.is_any(*STAFF_ROLES),
        Actor.MANAGER: principal.manages(store_id),
        Actor.SUPPORT: principal.is_any(*SUPPORT_ROLES),
    }
    is_own = principal.is_authenticated and principal.id == customer_id
    return frozenset(
        actor for actor, holds in positions.items() if holds and not (is_own and actor in MAY_REFUND)
    )


def store_positions(principal: Principal, store_id: UUID) -> frozenset[Actor]:
    """The caller's positions towards any order of a store, as a customer of none of them."""
    return actors_of(principal, customer_id=None, store_id=store_id)
