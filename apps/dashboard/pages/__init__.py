"""The live order board in the browser: a client of the API like any other, so it knows no server session."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe


@require_safe
@cache_control(max_age=300)
def board(request: HttpRequest) -> HttpResponse:
    """The empty page; it signs its reader in and fills itself."""
    return render(request, "dashboard/board.html", {"realtime_url": settings.REALTIME_URL})


urlpatterns = [path("board/", board, name="board")]
