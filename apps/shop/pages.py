"""The shop: pages where anybody orders, clients of the public API and the menu's websocket like any other."""

import json
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import path
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from apps.shop import menus
from dominos.kernel.edge.languages import menu_language_asked_for
from dominos.kernel.edge.modules import modules_of
from dominos.kernel.edge.offline import BASE_FILES, worker
from dominos.kernel.edge.security import also_from
from dominos.kernel.edge.start import PageLink
from dominos.kernel.texts.languages import SOURCE

NAME = "Puolikas"
"""What the shop calls itself: Finnish for a half."""


PAGES = ("/", "/menu/", "/basket/", "/checkout/", "/orders/", "/gift-cards/", "/group/")
_STATIC = Path(__file__).parent / "static"
_KEPT = {".css", ".js", ".svg", ".woff2"}
_ONLINE = {"pin.js", "pin.css"}
"""What is on the page of the map, which is none without a connection."""
OWN_FILES = tuple(
    sorted(
        path.relative_to(_STATIC).as_posix()
        for path in (_STATIC / "shop").rglob("*")
        if path.suffix in _KEPT and path.name not in _ONLINE
    )
)
PRIVATE = ("/basket/", "/checkout/", "/orders/", "/group/", "/track/", "/account/", "/api/", "/admin/")
_OF_SCRIPTS = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}
"""What would end the script that JSON stands in."""
SHELL = (
    *OWN_FILES,
    "payments/begun.js",
    "payments/card.js",
    "users/prove_phone.js",
    "users/address_search.js",
    "users/allergens.js",
    *BASE_FILES,
)
"""Everything the pages are made of; a test follows their imports."""
READABLE = r"^\/api\/v1\/(stores\/[^/]+(\/menu)?|menu\/pictures\/[^/]+)$"
"""Which answers may be read without a connection: a store, its menu and the pictures on it."""


STORE_COOKIE = "shop_store"
"""Which store's menu is read on this device (`hand.js`): so that a page comes with it, before any script."""
AT_ONCE = 2
"""So many categories come with the page; the rest is drawn by its scripts."""


def _chosen(request: HttpRequest) -> menus.ShownMenu | None:
    """The menu of the store that was chosen on this device, if there is one."""
    try:
        store_id = UUID(request.COOKIES.get(STORE_COOKIE, ""))
    except ValueError:
        return None
    return menus.find_menu(store_id, menu_language_asked_for(request), get_language() or SOURCE)


@require_safe
@cache_control(private=True, no_cache=True)
@vary_on_headers("Cookie")
def menu(request: HttpRequest) -> HttpResponse:
    """The menu of the store that was chosen: its first categories at once, with names, prices and pictures."""
    chosen = _chosen(request)
    page = {
        "shop": NAME,
        "realtime_url": settings.REALTIME_URL,
        "modules": modules_of("shop/menu.js"),
        "menu": chosen,
        "diets": menus.diet_names(),
        "sections": chosen.sections[:AT_ONCE] if chosen else (),
    }
    return render(request, "shop/menu.html", page)


def _menu_path(store_id: UUID) -> str:
    return f"/menu/{store_id}/"


@require_safe
@cache_control(max_age=60)
def store_menu(request: HttpRequest, store_id: UUID) -> HttpResponse:
    """What a store sells, whole, for whoever looks for it: people without a script, and search engines."""
    found = menus.find_menu(store_id, menu_language_asked_for(request), get_language() or SOURCE)
    if found is None:
        raise Http404
    url = f"{settings.PUBLIC_URL}{_menu_path(store_id)}"
    schema = menus.schema_of(found, menus.hours_of(store_id), url)
    page = {
        "shop": NAME,
        "origin": settings.PUBLIC_URL,
        "url": url,
        "menu": found,
        "schema": mark_safe(json.dumps(schema, ensure_ascii=False).translate(_OF_SCRIPTS)),  # noqa: S308 - no tag gets out
        "modules": modules_of("shop/store_menu.js"),
    }
    return render(request, "shop/store_menu.html", page)


@require_safe
@cache_control(max_age=3600)
def sitemap(request: HttpRequest) -> HttpResponse:
    """Which pages search engines should know."""
    paths = [_menu_path(store.id) for store in menus.all_stores()]
    page = {"origin": settings.PUBLIC_URL, "paths": paths}
    return render(request, "shop/sitemap.xml", page, content_type="application/xml")


@require_safe
@cache_control(max_age=3600)
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines should leave alone: pages of one order or one person."""
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in PRIVATE),
        f"Sitemap: {settings.PUBLIC_URL}/sitemap.xml",
    ]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")


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
gift_cards = also_from(frame_src="'self'")(_page("gift_cards"))


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
    path("menu/", menu, name="shop-menu"),
    path("menu/<uuid:store_id>/", store_menu, name="shop-store-menu"),
    path("sitemap.xml", sitemap),
    path("robots.txt", robots),
    path("basket/", _page("basket"), name="shop-basket"),
    path("checkout/", checkout, name="shop-checkout"),
    path("orders/", _page("orders"), name="shop-orders"),
    path("gift-cards/", gift_cards, name="shop-gift-cards"),
    path("group/", _page("group"), name="shop-group"),
    path("pin/", _page("pin"), name="shop-pin"),
    path("service-worker.js", service_worker),
    path("manifest.webmanifest", manifest),
]
