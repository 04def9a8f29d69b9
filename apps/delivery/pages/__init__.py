"""The courier's page: an installable client of the websocket protocol that also works offline."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import path
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from apps.delivery.pages.masked_calls import masked_calls
from dominos.kernel.auth import Role
from dominos.kernel.edge.offline import BASE_FILES, worker
from dominos.kernel.edge.security import also_from
from dominos.kernel.edge.start_page import PageLink

SHELL = (
    "delivery/courier.css",
    "delivery/courier.js",
    "delivery/cash.js",
    "delivery/connection.js",
    "delivery/calls.js",
    "delivery/chat.css",
    "delivery/chat.js",
    "delivery/offer.js",
    "delivery/parts.js",
    "delivery/photos.js",
    "delivery/positions.js",
    "delivery/refusals.js",
    "delivery/stop.js",
    "delivery/storage.js",
    "delivery/store_time.js",
    "delivery/run_conversations.js",
    "delivery/icon-192.png",
    "kernel/pictures.js",
    "kernel/push.js",
    "kernel/wake_lock.js",
    *BASE_FILES,
)
"""All files of the page; a test follows its imports."""


@require_safe
@cache_control(max_age=60)
@also_from(img_src="blob:")
def courier(request: HttpRequest) -> HttpResponse:
    """The empty page; its scripts sign the courier in and fill it."""
    return render(request, "delivery/courier.html", {"realtime_url": settings.REALTIME_URL})


@require_safe
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """The service worker that caches the page's files; its URL determines its scope."""
    return worker(request, "courier", pages=["/courier/"], files=SHELL)


@require_safe
@cache_control(max_age=3600)
def manifest(request: HttpRequest) -> HttpResponse:
    """The web app manifest, for installing the page."""
    icons = {"small": static("delivery/icon-192.png"), "large": static("delivery/icon-512.png")}
    return render(request, "delivery/manifest.webmanifest", icons, content_type="application/manifest+json")


LINKS = (PageLink("/courier/", "Courier", "Shifts, offers and the way to the door", (Role.COURIER,)),)
urlpatterns = [
    path("masked-calls/<slug:provider>", masked_calls),
    path("courier/", courier, name="courier"),
    path("courier/service-worker.js", service_worker),
    path("courier/manifest.webmanifest", manifest),
]
