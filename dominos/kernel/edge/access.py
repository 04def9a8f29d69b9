"""Who may call an endpoint. Each view declares it for each method; undeclared means closed."""

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
    """`roles` None lets anyone in, signed in or not; the empty set any signed-in caller.

    `scope` tells which objects are visible to a role without platform-wide rights: all, the caller's own, or
    those of the caller's stores. Others answer 404. `is_fresh` lets whoever has a second factor in only while they have
    proved it lately; others answer `StepUpRequired`. A partner is let in only by a scope that is named, `needs`.
    """

    roles: frozenset[Role] | None
    scope: Scope = "any"
    is_fresh: bool = False
    needs: str = ""

    def allows(self, principal: Principal) -> bool:
        if self.roles is None:
            return True
        if principal.is_partner and self.needs not in principal.scopes:
            return False
        return principal.is_authenticated and (not self.roles or principal.is_any(*self.roles))


ANYONE = Access(None)
SIGNED_IN = Access(frozenset())


def only(*roles: Role, scope: Scope = "any", is_fresh: bool = False, needs: str = "") -> Access:
    """Callers with one of the roles; a partner among them by the scope that it `needs`."""
    return Access(frozenset(roles), scope, is_fresh, needs)


def caller(request: Request) -> Principal:
    """Who calls: what the token says, or nobody."""
    return cast(Principal, request.user)


class DeclaredAccess(BasePermission):
    """Holds callers to the view's `access`; 401 for nobody, 403 for the wrong role."""

    def has_permission(self, request: Request, view: Any) -> bool:
        if not hasattr(view, str(request.method).lower()):
            raise MethodNotAllowed(str(request.method))
        access: Access | None = view.access.get("GET" if request.method == "HEAD" else request.method)
        if access is None or not access.allows(caller(request)):
            return False
        if access.is_fresh and not caller(request).is_fresh:
            raise StepUpRequired
        return True
