"""The shop: pages where anybody orders, clients of the public API and the menu's websocket like any other."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from dominos.kernel.edge.security import also_from
from dominos.kernel.edge.start import PageLink

NAME = "Puolikas"
"""What the shop calls itself: Finnish for a half."""


def _page(name: str) -> Callable[[HttpRequest], HttpResponse]:
    """An empty page, which fills itself."""

    @require_safe
    @cache_control(max_age=60)
    def view(request: HttpRequest) -> HttpResponse:
        page = {"shop": NAME, "realtime_url": settings.REALTIME_URL}
        return render(request, f"shop/{name}.html", page)

    return view


checkout = also_from(frame_src="'self'")(_page("checkout"))

LINKS = (PageLink("/", "The shop", "Order a pizza, delivered or to collect"),)
urlpatterns = [
    path("", _page("start"), name="shop"),
    path("menu/", _page("menu"), name="shop-menu"),
    path("basket/", _page("basket"), name="shop-basket"),
    path("checkout/", checkout, name="shop-checkout"),
    path("orders/", _page("orders"), name="shop-orders"),
]
