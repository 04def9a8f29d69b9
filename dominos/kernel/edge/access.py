"""Who may call an endpoint. Each view declares it per method; undeclared methods are closed."""

from dataclasses import dataclass
from typing import Any, Literal, cast

from rest_framework.exceptions import MethodNotAllowed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from dominos.kernel.auth import Principal, Role
from dominos.kernel.errors import StepUpRequired

Scope = Literal["any", "own", "store"]


@dataclass(frozen=True, slots=True)
class Access:
    """`roles` None admits anyone, signed in or not; the empty set any signed-in caller.

    `scope` tells which objects are visible to a role without platform-wide rights: all, the caller's own, or
    those of the caller's stores. Others are 404. `is_fresh` requires a recently proved second factor of
    callers who have one, `is_confirmed` of the others that they signed in or said their password recently; else
    they get `StepUpRequired`. A partner needs the named scope, `needs`.
    """

    roles: frozenset[Role] | None
    scope: Scope = "any"
    is_fresh: bool = False
    needs: str = ""
    is_confirmed: bool = False

    def allows(self, principal: Principal) -> bool:
        if self.roles is None:
            return True
        if principal.is_partner and self.needs not in principal.scopes:
            return False
        return principal.is_authenticated and (not self.roles or principal.is_any(*self.roles))

    def has_proof_of(self, principal: Principal) -> bool:
        """Whether the caller has proved recently enough who they are."""
        return (principal.is_fresh or not self.is_fresh) and (principal.is_confirmed or not self.is_confirmed)


ANYONE = Access(None)
SIGNED_IN = Access(frozenset())


def only(*roles: Role, scope: Scope = "any", is_fresh: bool = False, needs: str = "") -> Access:
    """Callers with one of the roles; a partner among them needs the scope `needs`."""
    return Access(frozenset(roles), scope, is_fresh, needs)


def caller(request: Request) -> Principal:
    """The caller according to the token, or an anonymous one."""
    return cast(Principal, request.user)


class DeclaredAccess(BasePermission):
    """Enforces the view's `access`; 401 without a token, 403 for the wrong role."""

    def has_permission(self, request: Request, view: Any) -> bool:
        if not hasattr(view, str(request.method).lower()):
            raise MethodNotAllowed(str(request.method))
        access: Access | None = view.access.get("GET" if request.method == "HEAD" else request.method)
        if access is None or not access.allows(caller(request)):
            return False
        if not access.has_proof_of(caller(request)):
            raise StepUpRequired
        return True
