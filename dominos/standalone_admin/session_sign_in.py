"""Signs in to the admin whoever has a session in the admin of the users app."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse

from apps.users.contract.service import UsersService
from apps.users.contract.types import MAX_SESSION, AdminEntrant
from dominos.kernel.edge.problem_schema import CONTENT_TYPE
from dominos.kernel.edge.problems import document
from dominos.kernel.errors import Unavailable
from dominos.kernel.services import service

ADMIN = "/admin/"


@dataclass(frozen=True, slots=True)
class Entrant:
    """A member of the staff, as Django's admin needs it."""

    pk: UUID
    email: str
    is_superuser: bool
    permissions: frozenset[str]
    is_active = is_staff = is_authenticated = True
    is_anonymous = False

    def get_username(self) -> str:
        return self.email

    def get_short_name(self) -> str:
        return ""

    def has_usable_password(self) -> bool:
        return True

    def has_perm(self, name: str, obj: Any = None) -> bool:
        return self.is_superuser or name in self.permissions

    def has_perms(self, names: Any, obj: Any = None) -> bool:
        return all(self.has_perm(name) for name in names)

    def has_module_perms(self, app: str) -> bool:
        return self.is_superuser or any(name.startswith(f"{app}.") for name in self.permissions)


class Entrance:
    """Middleware of the admin's pages only."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(ADMIN):
            answer: HttpResponse = self.get_response(request)
            return answer
        key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
        try:
            found = _known(key)
        except Unavailable as error:
            return JsonResponse(document(error), status=error.status, content_type=CONTENT_TYPE)
        if found is None:
            return redirect(f"{reverse('admin:login')}?{urlencode({'next': request.get_full_path()})}")
        entrant = Entrant(found.id, found.email, found.is_superuser, frozenset(found.permissions))
        vars(request).update(user=entrant, session={"second_factor_at": found.second_factor_at})
        answer = self.get_response(request)
        _keep(answer, key)
        return answer


def _known(key: str) -> AdminEntrant | None:
    if not 0 < len(key) <= MAX_SESSION:
        return None
    return service(UsersService).get_admin_entrant(session=key)


def _keep(answer: HttpResponse, key: str) -> None:
    """Renews the session cookie in the browser, as the users app renews the session."""
    answer.set_cookie(
        settings.SESSION_COOKIE_NAME,
        key,
        max_age=settings.SESSION_COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=settings.SESSION_COOKIE_HTTPONLY,
        samesite=settings.SESSION_COOKIE_SAMESITE,
    )


def who(request: HttpRequest) -> dict[str, Any]:
    """A context processor with the signed-in user."""
    return {"user": getattr(request, "user", None)}
