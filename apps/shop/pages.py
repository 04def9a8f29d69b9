"""The shop: pages where anybody orders, clients of the public API and the menu's websocket like any other."""

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import path
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from dominos.kernel.edge.modules import modules_of
from dominos.kernel.edge.offline import BASE_FILES, worker
from dominos.kernel.edge.security import also_from
from dominos.kernel.edge.start import PageLink

NAME = "Puolikas"
"""What the shop calls itself: Finnish for a half."""


PAGES = ("/", "/menu/", "/basket/", "/checkout/", "/orders/")
_STATIC = Path(__file__).parent / "static"
_KEPT = {".css", ".js", ".svg", ".woff2"}
OWN_FILES = tuple(
    sorted(
        path.relative_to(_STATIC).as_posix() for path in (_STATIC / "shop").rglob("*") if path.suffix in _KEPT
    )
)
SHELL = (
    *OWN_FILES,
    "payments/begun.js",
    "payments/card.js",
    "users/address_search.js",
    *BASE_FILES,
)
"""Everything the pages are made of; a test follows their imports."""
READABLE = r"^\/api\/v1\/(stores\/[^/]+(\/menu)?|menu\/pictures\/[^/]+)$"
"""Which answers may be read without a connection: a store, its menu and the pictures on it."""


def _page(name: str) -> Callable[[HttpRequest], HttpResponse]:
    """An empty page, which fills itself."""

    @require_safe
    @cache_control(max_age=60)
    def view(request: HttpRequest) -> HttpResponse:
        page = {
            "shop": NAME,
            "realtime_url": settings.REALTIME_URL,
            "modules": modules_of(f"shop/{name}.js"),
        }
        return render(request, f"shop/{name}.html", page)

    return view


checkout = also_from(frame_src="'self'")(_page("checkout"))


@require_safe
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """The worker that keeps the pages and the menu; it stands at the root, as the start does."""
    return worker(request, "shop", pages=PAGES, files=SHELL, readable=READABLE)


@require_safe
@cache_control(max_age=3600)
def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone needs to know to install the shop."""
    page = {"shop": NAME, "small": static("shop/icon-192.png"), "large": static("shop/icon-512.png")}
    return render(request, "shop/manifest.webmanifest", page, content_type="application/manifest+json")


LINKS = (PageLink("/", "The shop", "Order a pizza, delivered or to collect"),)
urlpatterns = [
    path("", _page("start"), name="shop"),
    path("menu/", _page("menu"), name="shop-menu"),
    path("basket/", _page("basket"), name="shop-basket"),
    path("checkout/", checkout, name="shop-checkout"),
    path("orders/", _page("orders"), name="shop-orders"),
    path("service-worker.js", service_worker),
    path("manifest.webmanifest", manifest),
]
