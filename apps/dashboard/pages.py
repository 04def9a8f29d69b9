"""The live board and map in the browser: clients of the API like any other, so they know no server session."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from dominos.kernel.auth import Role
from dominos.kernel.edge.start import PageLink


@require_safe
@cache_control(max_age=300)
def board(request: HttpRequest) -> HttpResponse:
    """The empty page; it signs its reader in and fills itself."""
    return render(request, "dashboard/board.html", {"realtime_url": settings.REALTIME_URL})


@require_safe
@cache_control(max_age=300)
def store_map(request: HttpRequest) -> HttpResponse:
    """The empty map of a store; it signs its reader in and fills itself."""
    return render(request, "dashboard/map.html", {"realtime_url": settings.REALTIME_URL})


@require_safe
@cache_control(max_age=300)
def sales(request: HttpRequest) -> HttpResponse:
    """The empty page of figures; it signs its reader in and draws itself."""
    return render(request, "dashboard/sales.html")


@require_safe
@cache_control(max_age=300)
def money(request: HttpRequest) -> HttpResponse:
    """The empty page of money that waits for a person; it signs its reader in and fills itself."""
    return render(request, "dashboard/money.html")


@require_safe
@cache_control(max_age=300)
def statements(request: HttpRequest) -> HttpResponse:
    """The empty page of what couriers earned and stores owe; it signs its reader in and fills itself."""
    return render(request, "dashboard/statements.html")


@require_safe
@cache_control(max_age=300)
def order(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """The empty page of one order; it signs its reader in and fills itself."""
    page = {"order_id": order_id, "realtime_url": settings.REALTIME_URL}
    return render(request, "dashboard/order.html", page)


@require_safe
@cache_control(max_age=300)
def store(request: HttpRequest) -> HttpResponse:
    """The empty page of a store's hours, stock and couriers; it signs its reader in and fills itself."""
    return render(request, "dashboard/store.html")


@require_safe
@cache_control(max_age=300)
def stock(request: HttpRequest) -> HttpResponse:
    """The empty page of what a store has of its ingredients; it signs its reader in and fills itself."""
    return render(request, "dashboard/stock.html")


@require_safe
@cache_control(max_age=300)
def new_store(request: HttpRequest) -> HttpResponse:
    """The empty page of the steps by which a store is opened; it signs its reader in and fills itself."""
    return render(request, "dashboard/new_store.html")


@require_safe
@cache_control(max_age=300)
def counter(request: HttpRequest) -> HttpResponse:
    """The empty page of orders by telephone and at the counter; it signs its reader in and fills itself."""
    return render(request, "dashboard/counter.html")


_MANAGERS = (Role.STORE_MANAGER, Role.SUPPORT, Role.ADMIN)
_CREW = (Role.STORE_STAFF, Role.STORE_MANAGER, Role.ADMIN)
LINKS = (
    PageLink("/board/", "Order board", "Every open order of a store", (Role.STORE_STAFF, *_MANAGERS)),
    PageLink("/board/store/", "Store", "Open or closed, hours, what ran out, couriers", _CREW),
    PageLink("/board/stock/", "Stock", "Count, note deliveries and waste", _CREW),
    PageLink(
        "/board/counter/",
        "Phone and counter",
        "Take an order for somebody",
        (Role.STORE_STAFF, Role.AGENT, *_MANAGERS),
    ),
    PageLink("/board/map/", "Map", "Couriers and orders on the road", _MANAGERS),
    PageLink("/board/sales/", "Sales", "Figures by day", _MANAGERS),
    PageLink("/board/new-store/", "New store", "Open a store like another one", (Role.ADMIN,)),
    PageLink("/board/money/", "Money", "Cash, refunds and disputes that wait for somebody", _MANAGERS),
    PageLink(
        "/board/statements/", "Statements", "What couriers earned, what stores owe the chain", _MANAGERS
    ),
)
urlpatterns = [
    path("board/", board, name="board"),
    path("board/counter/", counter, name="board-counter"),
    path("board/map/", store_map, name="board-map"),
    path("board/sales/", sales, name="board-sales"),
    path("board/money/", money, name="board-money"),
    path("board/statements/", statements, name="board-statements"),
    path("board/new-store/", new_store, name="board-new-store"),
    path("board/stock/", stock, name="board-stock"),
    path("board/store/", store, name="board-store"),
    path("board/orders/<uuid:order_id>", order, name="board-order"),
]
