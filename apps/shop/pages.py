"""The shop: public ordering pages, which use the public API and the menu's websocket like any other client."""

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
from dominos.kernel.auth import Role
from dominos.kernel.edge.languages import menu_language_asked_for
from dominos.kernel.edge.module_preloads import modules_of
from dominos.kernel.edge.offline import BASE_FILES, worker
from dominos.kernel.edge.security import also_from
from dominos.kernel.edge.start_page import PageLink
from dominos.kernel.texts.languages import SOURCE

NAME = "Puolikas"
"""The shop's brand name: Finnish for a half."""


PAGES = ("/", "/menu/", "/basket/", "/checkout/", "/orders/", "/gift-cards/", "/group/")
_STATIC = Path(__file__).parent / "static"
_KEPT = {".css", ".js", ".svg", ".woff2"}
_ONLINE = {"pin.js", "pin.css", "design.js", "design.css"}
"""Files of pages that need a connection and are therefore not cached: the address map, the design."""
OWN_FILES = tuple(
    sorted(
        path.relative_to(_STATIC).as_posix()
        for path in (_STATIC / "shop").rglob("*")
        if path.suffix in _KEPT and path.name not in _ONLINE
    )
)
PRIVATE = (
    "/design/",
    "/basket/",
    "/checkout/",
    "/orders/",
    "/group/",
    "/track/",
    "/account/",
    "/api/",
    "/admin/",
)
_OF_SCRIPTS = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}
"""Characters that could end the script element in which JSON is embedded, and their escapes."""
SHELL = (
    *OWN_FILES,
    "kernel/file_download.js",
    "payments/pending_payment.js",
    "payments/card.js",
    "payments/declines.js",
    "users/prove_phone.js",
    "users/address_search.js",
    "users/allergens.js",
    *BASE_FILES,
)
"""All files that the pages need; a test follows their imports."""
READABLE = r"^\/api\/v1\/(stores\/[^/]+(\/menu)?|menu\/pictures\/[^/]+)$"
"""Responses that may be read from the cache while offline: a store, its menu and the menu's pictures."""


STORE_COOKIE = "shop_store"
"""The store chosen on this device (`order_draft.js`), so that the page can be rendered with its menu."""
AT_ONCE = 2
"""The number of categories rendered by the server; scripts draw the rest."""


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
    """The menu of the chosen store: its first categories are rendered at once, with names, prices and pictures."""
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
    """A store's whole menu, for search engines and for people without scripts."""
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
    """The pages that search engines should index."""
    paths = [_menu_path(store.id) for store in menus.all_stores()]
    page = {"origin": settings.PUBLIC_URL, "paths": paths}
    return render(request, "shop/sitemap.xml", page, content_type="application/xml")


@require_safe
@cache_control(max_age=3600)
def robots(request: HttpRequest) -> HttpResponse:
    """Excludes the pages of one order or one person from search engines."""
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
group = also_from(frame_src="'self'")(_page("group"))
gift_cards = also_from(frame_src="'self'")(_page("gift_cards"))


@require_safe
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """The service worker that caches pages and menu; it is served at the root, so that its scope is the site."""
    return worker(request, "shop", pages=PAGES, files=SHELL, readable=READABLE)


@require_safe
@cache_control(max_age=3600)
def manifest(request: HttpRequest) -> HttpResponse:
    """The web app manifest, for installing the shop on a phone."""
    page = {"shop": NAME, "small": static("shop/icon-192.png"), "large": static("shop/icon-512.png")}
    return render(request, "shop/manifest.webmanifest", page, content_type="application/manifest+json")


LINKS = (
    PageLink("/", "The shop", "Order a pizza, delivered or to collect"),
    PageLink("/design/", "The design", "Every colour, type and component of the pages", (Role.ADMIN,)),
)
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
    path("group/", group, name="shop-group"),
    path("design/", _page("design"), name="shop-design"),
    path("pin/", _page("pin"), name="shop-pin"),
    path("service-worker.js", service_worker),
    path("manifest.webmanifest", manifest),
]
