"""The pages of the admin that the apps of this process have; the door and the first page are users'."""

from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path, re_path

ELSEWHERE = {
    "index": "",
    "login": "login/",
    "logout": "logout/",
    "password_change": "password_change/",
    "second-factor": "second-factor/",
    "jsi18n": "jsi18n/",
}
"""Pages that users' process answers, by their names: links lead there."""


class StandaloneAdmin(AdminSite):
    """Whoever gets here was let in at the entrance."""

    def has_permission(self, request: HttpRequest) -> bool:
        return True

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Everything below the names of the apps, by which the gateway finds this process."""
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
    """Nothing but the gateway knows the way there."""
    raise Http404
