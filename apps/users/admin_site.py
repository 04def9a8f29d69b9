"""The admin's door: a second factor for whom one is demanded, and sessions that end."""

from typing import Any
from uuid import UUID

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from apps.users.contract.errors import FactorRefused
from apps.users.use_cases import admin_entry
from apps.users.use_cases.factors import Evidence
from dominos.kernel.admin import STEP_UP
from dominos.kernel.clock import now

FACTOR_AT = "second_factor_at"
BEGAN_AT = "began_at"
SESSION_SECONDS = 12 * 60 * 60
"""So long after signing in one signs in again; the setting of Django's sessions ends those that lie idle earlier."""


def begin(sender: object, request: HttpRequest, **_: Any) -> None:
    """Notes when somebody signed in; a signal of Django's."""
    request.session[BEGAN_AT] = now().timestamp()
    request.session.pop(FACTOR_AT, None)


class ChainAdminSite(AdminSite):
    """Lets in who signed in lately and proved a second factor, where they have one or need one."""

    def has_permission(self, request: HttpRequest) -> bool:
        return super().has_permission(request) and _is_young(request) and not self._has_to_prove(request)

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """One's own password is changed where a second factor is asked for again."""
        return redirect("/account/")

    def _has_to_prove(self, request: HttpRequest) -> bool:
        """Asked once for each request."""
        if FACTOR_AT in request.session:
            return False
        known: bool | None = getattr(request, "_has_to_prove", None)
        if known is None:
            known = admin_entry.has_to_prove(_person_id(request))
            request._has_to_prove = known  # type: ignore[attr-defined]
        return known

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if super().has_permission(request) and _is_young(request) and self._has_to_prove(request):
            return redirect(f"{reverse(STEP_UP)}?{request.GET.urlencode()}")
        return super().login(request, extra_context)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        return [path("second-factor/", self.second_factor, name="second-factor"), *super().get_urls()]

    @property
    def second_factor(self) -> Any:
        """The page on which somebody who gave their password proves, or sets up, a second factor."""
        return never_cache(csrf_protect(require_http_methods(["GET", "HEAD", "POST"])(self._second_factor)))

    def _second_factor(self, request: HttpRequest) -> HttpResponse:
        if not (super().has_permission(request) and _is_young(request)):
            return redirect(f"{reverse('admin:login')}?{request.GET.urlencode()}")
        goes_on_at = _next(request)
        if request.method != "POST":
            return _ask(request, goes_on_at)
        evidence = Evidence(
            code=request.POST.get("code", "").strip(),
            passkey=request.POST.get("passkey", ""),
            name=request.POST.get("name", "")[:50],
        )
        try:
            codes = admin_entry.prove(_person_id(request), request.POST.get("challenge", ""), evidence)
        except FactorRefused as error:
            return _ask(request, goes_on_at, error=error.detail)
        request.session.cycle_key()
        request.session[FACTOR_AT] = now().timestamp()
        if codes:
            return render(request, "users/admin_recovery_codes.html", {"codes": codes, "next": goes_on_at})
        return redirect(goes_on_at)


def _ask(request: HttpRequest, goes_on_at: str, error: str = "") -> HttpResponse:
    asked = admin_entry.ask(_person_id(request))
    if asked is None:
        return redirect(goes_on_at)
    context = {"question": asked, "new": asked["set_up"], "next": goes_on_at, "error": error}
    return render(request, "users/admin_second_factor.html", context, status=401 if error else 200)


def _person_id(request: HttpRequest) -> UUID:
    assert request.user.pk is not None
    return request.user.pk


def _is_young(request: HttpRequest) -> bool:
    began: float = request.session.get(BEGAN_AT, 0)
    return now().timestamp() - began <= SESSION_SECONDS


def _next(request: HttpRequest) -> str:
    """Where to go on: a page of ours, or the admin's first one."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return wanted
    return reverse("admin:index")
