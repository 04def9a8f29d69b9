"""The start page of staff, `/start/`, with links to the pages of the apps.

An app's `pages.py` declares its links: `LINKS = (PageLink("/board/", "Order board", roles=STAFF),)`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from dominos.kernel.auth import Role


@dataclass(frozen=True, slots=True)
class PageLink:
    """A link of the start page; without `roles` it is for everybody."""

    path: str
    name: str
    what: str
    roles: tuple[Role, ...] = ()

    @property
    def for_roles(self) -> str:
        """The roles as an HTML attribute."""
        return " ".join(self.roles)


def links() -> Iterator[PageLink]:
    """The links of the apps in this process, and the platform's own."""
    for app in settings.ENABLED_APPS:
        if find_spec(f"apps.{app}.pages"):
            yield from getattr(import_module(f"apps.{app}.pages"), "LINKS", ())
    if settings.HAS_USERS:
        yield PageLink("/admin/", "Admin", "Menus, stores, people, orders", (Role.SUPPORT, Role.ADMIN))
    yield PageLink("/api/docs/", "The API", "Every endpoint, described and to try")


@require_safe
@cache_control(max_age=300)
def start(request: HttpRequest) -> HttpResponse:
    """The start page; scripts show signed-in users the links of their roles."""
    return render(request, "kernel/start.html", {"links": list(links())})


urlpatterns = [path("start/", start, name="start")]
