"""The dashboard's pages: clients of the API like any other, so they use no server session."""

from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from apps.dashboard.domain.phone_calls import PROVIDERS
from apps.dashboard.use_cases.phone_calls import is_first, ring
from dominos.kernel.auth import Role
from dominos.kernel.clock import now
from dominos.kernel.edge.security import also_from
from dominos.kernel.edge.start_page import PageLink
from dominos.kernel.telephone_signing import Sent


def _page(template: str) -> Callable[..., HttpResponse]:
    """The view of a page that is served empty: its scripts sign the user in and fill it from the API."""

    @require_safe
    @cache_control(max_age=300)
    def view(request: HttpRequest, **named: UUID) -> HttpResponse:
        page = {**named, "realtime_url": settings.REALTIME_URL}
        return render(request, f"dashboard/{template}.html", page)

    return view


@csrf_exempt  # the provider's signature is the proof
@require_POST
def phone_calls(request: HttpRequest, provider: str) -> HttpResponse:
    """Takes a telephone provider's report of a call. 401 unless it is signed and new, 404 if no calls are taken."""
    read = PROVIDERS.get(provider)
    if read is None or not settings.PHONE_CALLS_TOKEN:
        raise Http404
    url = settings.PUBLIC_URL.rstrip("/") + request.get_full_path()
    sent = Sent(url, request.POST.dict(), request.headers.get(read.header, ""))
    if not read.is_signed(settings.PHONE_CALLS_TOKEN, sent):
        return HttpResponse(status=401)
    if not read.is_recent(sent, now()):
        return HttpResponse(status=401)
    if (call := read.ringing_call(sent)) is not None and is_first(sent):
        ring(call)
    return HttpResponse(status=204)


_MANAGERS = (Role.STORE_MANAGER, Role.SUPPORT, Role.ADMIN)
_CREW = (Role.STORE_STAFF, Role.STORE_MANAGER, Role.ADMIN)
_OWNERS = (Role.STORE_MANAGER, Role.ADMIN)
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
    PageLink("/board/past/", "Time machine", "The board as it was, minute by minute", _MANAGERS),
    PageLink("/board/sales/", "Sales", "Figures by day", _MANAGERS),
    PageLink("/board/new-store/", "New store", "Open a store like another one", (Role.ADMIN,)),
    PageLink("/board/money/", "Money", "Cash, refunds and disputes that wait for somebody", _MANAGERS),
    PageLink("/board/closed-days/", "Closed days", "What each day came to, with its report", _MANAGERS),
    PageLink("/board/prices/", "Prices", "What the store sells, at which prices", _OWNERS),
    PageLink("/board/reviews/", "Reviews", "What customers say, answers to them, complaints", _MANAGERS),
    PageLink(
        "/board/statements/", "Statements", "What couriers earned, what stores owe the chain", _MANAGERS
    ),
)
urlpatterns = [
    path("phone-calls/<slug:provider>", phone_calls),
    path("board/", _page("board"), name="board"),
    path("board/counter/", _page("counter"), name="board-counter"),
    path("board/map/", _page("map"), name="board-map"),
    path("board/past/", _page("past_board"), name="board-past"),
    path("board/sales/", _page("sales"), name="board-sales"),
    path("board/money/", _page("money"), name="board-money"),
    path("board/statements/", _page("statements"), name="board-statements"),
    path("board/closed-days/", _page("closed_days"), name="board-closed-days"),
    path("board/prices/", _page("prices"), name="board-prices"),
    path("board/reviews/", also_from(img_src="blob:")(_page("reviews")), name="board-reviews"),
    path("board/new-store/", _page("new_store"), name="board-new-store"),
    path("board/stock/", _page("stock"), name="board-stock"),
    path("board/store/", _page("store"), name="board-store"),
    path("board/orders/<uuid:order_id>", _page("order"), name="board-order"),
]
