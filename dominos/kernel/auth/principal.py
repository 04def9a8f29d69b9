"""The caller as described by the token, without a database query."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from dominos.kernel.clock import now
from dominos.kernel.texts.languages import in_words

FRESH = timedelta(minutes=15)
"""How recent a second factor must be for actions that need a recent one."""
MAX_STORES = 10
"""The maximum number of stores listed in a token."""
ASKED = "asked"
"""The token's claim instead of the list if there are more stores."""


@in_words
class Role(StrEnum):
    """The roles of the platform; a person can have several.

    An agent answers the chain's telephone and takes orders for any store, but does nothing else there. A partner is a
    program of another company.
    """

    CUSTOMER = "customer"
    GUEST = "guest"
    COURIER = "courier"
    STORE_STAFF = "store_staff"
    STORE_MANAGER = "store_manager"
    AGENT = "agent"
    SUPPORT = "support"
    ADMIN = "admin"
    PARTNER = "partner"


@dataclass(frozen=True, slots=True)
class Principal:
    """`id` is the user's, None without a token; `store_ids` are the stores they work for, `managed_ids` those they
    manage.

    `epoch` counts how often their rights were revoked: tokens of an earlier epoch are invalid. `session_id` is the
    session, None for a guest; `confirmed_at` is when they last confirmed their identity in it. A partner's program is
    identified by its key, limited to its `scopes` and to `calls_a_minute` calls per minute.
    """

    id: UUID | None = None
    roles: frozenset[Role] = frozenset()
    store_ids: frozenset[UUID] = frozenset()
    managed_ids: frozenset[UUID] = frozenset()
    epoch: int = 0
    session_id: UUID | None = None
    second_factor_at: int | None = None
    scopes: frozenset[str] = frozenset()
    calls_a_minute: int = 0
    confirmed_at: int = 0

    @property
    def is_partner(self) -> bool:
        """Whether a program of another company calls."""
        return Role.PARTNER in self.roles

    @property
    def is_authenticated(self) -> bool:
        return self.id is not None

    @property
    def pk(self) -> UUID | None:
        return self.id

    @property
    def user_id(self) -> UUID:
        """The caller's id; only for views that require a token."""
        assert self.id is not None
        return self.id

    def is_any(self, *roles: Role) -> bool:
        """Whether the principal has one of the roles."""
        return not self.roles.isdisjoint(roles)

    def works_for(self, store_id: UUID) -> bool:
        """Whether the store is in the principal's scope; support and admins see all stores."""
        return store_id in self.store_ids or self.is_any(Role.SUPPORT, Role.ADMIN)

    def takes_orders_for(self, store_id: UUID) -> bool:
        """Whether the principal may take telephone and counter orders for the store."""
        return self.works_for(store_id) or self.is_any(Role.AGENT)

    def manages(self, store_id: UUID) -> bool:
        """Whether the principal manages the store. Admins manage all; working at another store does not count."""
        return store_id in self.managed_ids or self.is_any(Role.ADMIN)

    @property
    def is_fresh(self) -> bool:
        """Whether actions that need a recent second factor are allowed now.

        People without a second factor are allowed too: if a role demands one, a session without it does not get the
        role.
        """
        return self.second_factor_at is None or _is_lately(self.second_factor_at)

    @property
    def is_confirmed(self) -> bool:
        """Whether they recently confirmed their identity: by a second factor, or by password if they have none."""
        return self.is_fresh if self.second_factor_at is not None else _is_lately(self.confirmed_at)

    def claims(self) -> dict[str, Any]:
        """The token claims of this principal.

        Above `MAX_STORES`, the stores are left out and looked up when needed, so that a token always fits into a
        header.
        """
        is_carried = len(self.store_ids) <= MAX_STORES
        return {
            "sub": str(self.id),
            "roles": sorted(self.roles),
            "stores": sorted(map(str, self.store_ids)) if is_carried else ASKED,
            "manages": sorted(map(str, self.managed_ids)) if is_carried else ASKED,
            "epoch": self.epoch,
            **({"session": str(self.session_id)} if self.session_id else {}),
            **({"second_factor_at": self.second_factor_at} if self.second_factor_at is not None else {}),
            **({"confirmed_at": self.confirmed_at} if self.confirmed_at else {}),
            **({"scopes": sorted(self.scopes), "calls": self.calls_a_minute} if self.is_partner else {}),
        }

    @staticmethod
    def from_claims(claims: Mapping[str, Any]) -> "Principal":
        """The principal of these claims, without stores to be looked up. Roles of newer versions are ignored."""
        known = {role.value for role in Role}
        return Principal(
            UUID(claims["sub"]),
            frozenset(Role(role) for role in claims.get("roles", ()) if role in known),
            _stores(claims.get("stores", ())),
            _stores(claims.get("manages", ())),
            int(claims.get("epoch", 0)),
            UUID(claims["session"]) if "session" in claims else None,
            int(claims["second_factor_at"]) if "second_factor_at" in claims else None,
            frozenset(map(str, claims.get("scopes", ()))),
            int(claims.get("calls", 0)),
            int(claims.get("confirmed_at", 0)),
        )


def _is_lately(seconds: int) -> bool:
    return now().timestamp() - seconds <= FRESH.total_seconds()


def _stores(claimed: Any) -> frozenset[UUID]:
    return frozenset() if claimed == ASKED else frozenset(UUID(store) for store in claimed)


NOBODY = Principal()


def nobody() -> Principal:
    """The caller without a token."""
    return NOBODY
