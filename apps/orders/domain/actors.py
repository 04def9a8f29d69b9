"""A person's positions towards an order."""

from uuid import UUID

from apps.orders.domain.states import Actor
from dominos.kernel.auth import Principal, Role

ORDERING_ROLES = (Role.CUSTOMER, Role.GUEST)
STAFF_ROLES = (Role.STORE_STAFF, Role.STORE_MANAGER)
SUPPORT_ROLES = (Role.SUPPORT, Role.ADMIN)
MAY_REFUND = frozenset({Actor.MANAGER, Actor.SUPPORT})
STORE_ROLES = (*STAFF_ROLES, *SUPPORT_ROLES)
ORDER_TAKERS = (*STORE_ROLES, Role.AGENT)
"""Roles that may take orders for others. An agent has no position towards any order, even one that they took."""


def actors_of(principal: Principal, *, customer_id: UUID | None, store_id: UUID) -> frozenset[Actor]:
    """The caller's positions towards an order; none for a stranger, who must not learn that it exists.

    Nobody decides about the money of an order they placed: for that order a manager counts as staff, and
    support as its customer.
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
    """The caller's positions towards any order of a store that is not their own."""
    return actors_of(principal, customer_id=None, store_id=store_id)
