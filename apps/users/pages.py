"""What users publish beside REST: the page of the mailed link and the addresses page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_safe

from apps.users import use_cases
from apps.users.contract.errors import VerificationFailed
from dominos.kernel.auth import Role
from dominos.kernel.edge.start import PageLink


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify_email(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the mailed link. Only its button verifies: mail scanners open links, too."""
    outcome, status = "", 200
    if request.method == "POST":
        try:
            use_cases.verify_email(token=token)
            outcome = "Your e-mail address is verified; you may sign in."
        except VerificationFailed as error:
            outcome, status = error.detail, error.status
    return render(request, "users/verify_email.html", {"outcome": outcome}, status=status)


@require_safe
@cache_control(max_age=300)
def addresses(request: HttpRequest) -> HttpResponse:
    """The empty page of a customer's addresses, a client of the API; it signs its reader in and fills itself."""
    return render(request, "users/addresses.html")


LINKS = (PageLink("/account/addresses/", "Your addresses", "Where we bring your food", (Role.CUSTOMER,)),)
urlpatterns = [
    path("account/addresses/", addresses, name="addresses"),
    path("verify-email/<str:token>", verify_email, name="verify-email"),
]
