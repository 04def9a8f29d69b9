"""The customer's tracker and the store's make line, both clients of the public API."""

from dataclasses import asdict
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from apps.orders.domain.screens import SCREENS
from apps.orders.queries.tracker import tracked_order
from apps.orders.queries.tracker_map import middle_of
from dominos.kernel.auth import Role
from dominos.kernel.edge.start_page import PageLink
from dominos.kernel.errors import NotFound


def unlinked(response: HttpResponse) -> HttpResponse:
    """Sets a referrer policy that keeps the secret link out of other sites' logs."""
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_safe
@cache_control(no_store=True)
def track(request: HttpRequest, token: str) -> HttpResponse:
    """The tracker page of one order; its scripts fill it and follow the websocket."""
    try:
        order = tracked_order(token)
    except NotFound:
        return unlinked(render(request, "orders/no_such_order.html", status=404))
    page = {
        "token": token,
        "number": order.number,
        "store": order.terms["store_name"],
        "timezone": order.terms["timezone"],
    }
    return unlinked(render(request, "orders/track.html", {**page, "realtime_url": settings.REALTIME_URL}))


@require_safe
@cache_control(no_store=True)
def track_map(request: HttpRequest, token: str) -> HttpResponse:
    """Redirects to a map picture of the store's surroundings, or the door's while the food is out; used by mails."""
    try:
        place = middle_of(tracked_order(token))
    except NotFound:
        raise Http404 from None
    query = urlencode(place.model_dump())
    return unlinked(redirect(f"/api/v1/geo/map/picture?{query}"))


@require_safe
@cache_control(max_age=300)
def make_line(request: HttpRequest, store_id: UUID) -> HttpResponse:
    """The empty make line page; its scripts sign the user in and fill it."""
    screens = {name: asdict(screen) for name, screen in SCREENS.items()}
    page = {"store_id": store_id, "screens": screens, "realtime_url": settings.REALTIME_URL}
    return render(request, "orders/make_line.html", page)


@require_safe
@cache_control(max_age=300)
def make_lines(request: HttpRequest) -> HttpResponse:
    """Leads to the make line of the user's store."""
    return render(request, "orders/make_lines.html")


_STAFF = (Role.STORE_STAFF, Role.STORE_MANAGER, Role.SUPPORT, Role.ADMIN)
LINKS = (PageLink("/make-line/", "Make line", "What the kitchen has to do now", _STAFF),)
urlpatterns = [
    path("make-line/", make_lines, name="make-lines"),
    path("track/<str:token>", track, name="track"),
    path("track/<str:token>/map.png", track_map, name="track-map"),
    path("make-line/<uuid:store_id>", make_line, name="make-line"),
]
