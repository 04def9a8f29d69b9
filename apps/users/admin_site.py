"""The admin site's sign-in: a second factor where one is required, and expiring sessions."""

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from apps.users.contract.admin_jobs import FOUND, JOBS
from apps.users.contract.errors import FactorRefused
from apps.users.domain import MAX_FACTOR_NAME, MAX_PASSKEY
from apps.users.use_cases import admin_entry
from apps.users.use_cases.admin_entry import BEGAN_AT, EPOCH, FACTOR_AT
from apps.users.use_cases.factors import Evidence
from dominos.kernel.admin import STEP_UP
from dominos.kernel.admin_navigation import ByJob
from dominos.kernel.admin_search import Findable
from dominos.kernel.auth import Role
from dominos.kernel.clock import now

SEE_FIGURES = frozenset({Role.STORE_MANAGER, Role.SUPPORT, Role.ADMIN})
"""Who may see figures, of their stores or of all."""


def begin(sender: object, request: HttpRequest, user: Any, **_: Any) -> None:
    """Stores the time of the sign-in; a receiver of Django's signal."""
    request.session[BEGAN_AT] = now().timestamp()
    request.session[EPOCH] = admin_entry.epoch_of(user.pk)
    request.session.pop(FACTOR_AT, None)


class EvidenceForm(forms.Form):
    """The second-factor form."""

    challenge = forms.CharField(max_length=100)
    code = forms.CharField(max_length=30, required=False)
    passkey = forms.CharField(max_length=MAX_PASSKEY, required=False)
    name = forms.CharField(max_length=MAX_FACTOR_NAME, required=False)

    def evidence(self) -> tuple[str, Evidence]:
        """The challenge and the answer. FactorRefused for input that no page of ours sends."""
        if not self.is_valid():
            raise FactorRefused
        fields = dict(self.cleaned_data)
        return fields.pop("challenge"), Evidence(**fields)


class ChainAdminSite(Findable, ByJob, AdminSite):
    """Admits people who signed in recently and proved a second factor, if they have or need one."""

    site_header = site_title = settings.BRAND
    jobs, finds = JOBS, FOUND
    index_template = "users/admin_index.html"

    def has_permission(self, request: HttpRequest) -> bool:
        return super().has_permission(request) and _is_good(request) and not self._has_to_prove(request)

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """The first page, with the chain's figures for those whom the dashboard's API tells them."""
        sees = bool(SEE_FIGURES & getattr(request.user, "roles", frozenset()))
        return super().index(request, {"sees_figures": sees, **(extra_context or {})})

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Redirects to the page where one's own password is changed with a second factor."""
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
        if super().has_permission(request) and _is_good(request) and self._has_to_prove(request):
            return redirect(f"{reverse(STEP_UP)}?{request.GET.urlencode()}")
        return super().login(request, extra_context)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        return [path("second-factor/", self.second_factor, name="second-factor"), *super().get_urls()]

    @property
    def second_factor(self) -> Any:
        """The page on which a person proves, or sets up, a second factor after the password."""
        return never_cache(csrf_protect(require_http_methods(["GET", "HEAD", "POST"])(self._second_factor)))

    def _second_factor(self, request: HttpRequest) -> HttpResponse:
        if not (super().has_permission(request) and _is_good(request)):
            return redirect(f"{reverse('admin:login')}?{request.GET.urlencode()}")
        goes_on_at = _next(request)
        if request.method != "POST":
            return _ask(request, goes_on_at)
        try:
            codes = admin_entry.prove(_person_id(request), *EvidenceForm(request.POST).evidence())
        except FactorRefused as error:
            return _ask(request, goes_on_at, error=error.detail)
        request.session.cycle_key()
        request.session[FACTOR_AT] = now().timestamp()
        request.session[EPOCH] = admin_entry.epoch_of(_person_id(request))
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


def _is_good(request: HttpRequest) -> bool:
    """Whether the session is young, and its person lost no rights in it; asked once for each request."""
    known: bool | None = getattr(request, "_is_good_session", None)
    if known is None:
        known = admin_entry.is_good(request.session, _person_id(request))
        request._is_good_session = known  # type: ignore[attr-defined]
    return known


def _next(request: HttpRequest) -> str:
    """Where to go on: a page of ours, or the admin's first one."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return wanted
    return reverse("admin:index")
