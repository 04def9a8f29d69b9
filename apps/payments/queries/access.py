"""Access rules."""

from uuid import UUID

from django.db.models import Model, QuerySet

from dominos.kernel.auth import Principal, Role

STAFF = (Role.STORE_STAFF, Role.STORE_MANAGER, Role.SUPPORT, Role.ADMIN)


def sees_all_stores(principal: Principal) -> bool:
    """Whether the caller may see every store's records."""
    return principal.is_any(Role.SUPPORT, Role.ADMIN)


def may_see(principal: Principal, customer_id: UUID | None, store_id: UUID | None) -> bool:
    """Whether a payment with this customer and store is the caller's own or at a store they work for."""
    if customer_id is not None and customer_id == principal.id:
        return True
    return store_id is not None and principal.is_any(*STAFF) and principal.works_for(store_id)


def at_store[M: Model](rows: QuerySet[M], store_id: UUID | None, column: str = "store_id") -> QuerySet[M]:
    """The rows of the requested store; all of them for None."""
    return rows if store_id is None else rows.filter(**{column: store_id})
