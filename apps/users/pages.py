"""Pages of users: mailed links, one's own account, and the address book."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from apps.users.queries.staff import invited_needs_password
from apps.users.use_cases import recovery, registration, staff
from dominos.kernel.auth import Role
from dominos.kernel.edge.start_page import PageLink
from dominos.kernel.errors import DomainError, Invalid
from dominos.kernel.texts.problems import said


@dataclass(frozen=True, slots=True)
class LinkPage:
    """The page of a mailed link. Only its button uses the link, because mail scanners open links, too."""

    heading: str
    button: str
    use: Callable[..., None]
    done: str
    asks_password: bool = False
    asks_of_newcomers: Callable[[str], bool] | None = None
    """Which links ask for a password, if only some do."""

    def answer(self, request: HttpRequest, token: str) -> HttpResponse:
        """Shows the button, or the result. Errors of a password are shown at its field."""
        if request.method != "POST":
            return self._shown(request, token)
        fields = {"password": request.POST.get("password", "")} if self._asks(token) else {}
        try:
            self.use(token=token, **fields)
        except Invalid as error:
            wrong = [said(each.message) for each in error.errors]
            return self._shown(request, token, errors=wrong, status=400)
        except DomainError as error:
            return render(
                request, "users/link.html", {"page": self, "outcome": said(error.detail)}, status=error.status
            )
        return render(request, "users/link.html", {"page": self, "outcome": gettext(self.done)})

    def _asks(self, token: str) -> bool:
        return self.asks_password or (self.asks_of_newcomers is not None and self.asks_of_newcomers(token))

    def _shown(self, request: HttpRequest, token: str, status: int = 200, **more: Any) -> HttpResponse:
        context = {"page": self, "asks_password": self._asks(token), **more}
        return render(request, "users/link.html", context, status=status)


VERIFY_EMAIL = LinkPage(
    "Verify your e-mail address",
    "This is my address",
    registration.verify_email,
    "Your e-mail address is verified; you may sign in.",
)
RESET_PASSWORD = LinkPage(
    "Set a new password",
    "Set the password",
    recovery.reset_password,
    "Your password is changed; sign in with the new one.",
    asks_password=True,
)
CONFIRM_EMAIL = LinkPage(
    "Is this your e-mail address?",
    "This is my address",
    recovery.change_email,
    "Your account has the new address now.",
)
UNDO_EMAIL = LinkPage(
    "Take your account back",
    "Go back to the previous address",
    recovery.undo_email,
    "Your account has its previous address again. A mail with a link for a new password is on its way.",
)


JOIN = LinkPage(
    "Work with us",
    "I accept",
    staff.accept,
    "Welcome to the store; sign in to begin.",
    asks_of_newcomers=invited_needs_password,
)


def _of_link(page: LinkPage) -> Callable[..., HttpResponse]:
    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    def view(request: HttpRequest, token: str) -> HttpResponse:
        return page.answer(request, token)

    return view


def _empty(template: str) -> Callable[[HttpRequest], HttpResponse]:
    """The page is a client of the API: it signs its reader in if need be and fills itself."""

    @require_safe
    @cache_control(max_age=300)
    def view(request: HttpRequest) -> HttpResponse:
        return render(request, template, {"sends_sms": settings.SENDS_SMS})

    return view


MAX_RETURNED = 4_000
"""Characters of a provider's response."""


@csrf_exempt  # a provider's own form brings it; what it says counts only with what the browser kept
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def returned(request: HttpRequest, provider: str) -> HttpResponse:
    """The redirect URI of providers. Form data continues in the URL's fragment, which is not logged."""
    if request.method != "POST":
        return render(request, "users/returned.html", {"provider": provider})
    brought = {name: request.POST[name] for name in ("code", "state", "error") if name in request.POST}
    said = urlencode(brought)
    return HttpResponseRedirect(f"{request.path}#{said[:MAX_RETURNED]}")


LINKS = (
    PageLink(
        "/staff/",
        "People of the store",
        "Who works there: hire, suspend, let go",
        (Role.STORE_MANAGER, Role.ADMIN),
    ),
    PageLink(
        "/staff/roster/",
        "Roster and hours",
        "Who works when, and who did",
        (Role.STORE_MANAGER, Role.ADMIN),
    ),
    PageLink(
        "/account/shifts/",
        "Your shifts",
        "When you work; clock in and out",
        (Role.STORE_STAFF, Role.STORE_MANAGER, Role.COURIER),
    ),
    PageLink("/account/", "Your account", "Name, password, e-mail address", tuple(set(Role) - {Role.GUEST})),
    PageLink("/account/addresses/", "Your addresses", "Where we bring your food", (Role.CUSTOMER,)),
)
urlpatterns = [
    path("account/", _empty("users/account.html"), name="account"),
    path("account/addresses/", _empty("users/addresses.html"), name="addresses"),
    path("account/shifts/", _empty("users/shifts.html"), name="own-shifts"),
    path("staff/roster/", _empty("users/roster.html"), name="roster"),
    path("staff/", _empty("users/staff.html"), name="staff"),
    path("sign-in/<slug:provider>/", returned, name="returned"),
    path("join/<str:token>", _of_link(JOIN), name="join"),
    path("forgotten-password/", _empty("users/forgotten_password.html"), name="forgotten-password"),
    path("verify-email/<str:token>", _of_link(VERIFY_EMAIL), name="verify-email"),
    path("reset-password/<str:token>", _of_link(RESET_PASSWORD), name="reset-password"),
    path("confirm-email/<str:token>", _of_link(CONFIRM_EMAIL), name="confirm-email"),
    path("undo-email/<str:token>", _of_link(UNDO_EMAIL), name="undo-email"),
]
