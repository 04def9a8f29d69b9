"""The admin pages of this process's apps; sign-in and the index are those of the users app."""

from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path, re_path

from apps.users.contract.admin_jobs import JOBS
from dominos.kernel.admin_navigation import ByJob

ELSEWHERE = {
    "index": "",
    "login": "login/",
    "logout": "logout/",
    "password_change": "password_change/",
    "second-factor": "second-factor/",
    "jsi18n": "jsi18n/",
    "search": "search/",
}
"""Pages served by the users app, by name, so that links lead there."""


class StandaloneAdmin(ByJob, AdminSite):
    """Everybody who gets here was let in by the middleware."""

    jobs = JOBS

    def has_permission(self, request: HttpRequest) -> bool:
        return True

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Only URLs below the names of the apps, by which the gateway finds this process."""
        labels = sorted({model._meta.app_label for model in self._registry})
        first = labels[0] if labels else settings.ENABLED_APPS[0]
        return [
            *(path(route, answered_elsewhere, name=name) for name, route in ELSEWHERE.items()),
            path(f"{first}/autocomplete/", self.admin_view(self.autocomplete_view), name="autocomplete"),
            *(
                path(f"{model._meta.app_label}/{model._meta.model_name}/", include(admin.urls))
                for model, admin in self._registry.items()
            ),
            re_path(
                rf"^(?P<app_label>{'|'.join(labels)})/$", self.admin_view(self.app_index), name="app_list"
            ),
        ]


def answered_elsewhere(request: HttpRequest, **_: Any) -> HttpResponse:
    """A page of the users app, which only the gateway can route."""
    raise Http404
