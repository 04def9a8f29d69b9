"""All URLs: each enabled app's REST routes under `/api/v1/`, and what the platform adds."""

from importlib import import_module
from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView


def _optional(module: str) -> list[URLPattern | URLResolver]:
    return list(import_module(module).urlpatterns) if find_spec(module) else []


def _of_apps(name: str) -> list[URLPattern | URLResolver]:
    return [route for app in settings.ENABLED_APPS for route in _optional_in(app, name)]


def _optional_in(app: str, name: str) -> list[URLPattern | URLResolver]:
    package = f"apps.{app}.{name.split('.')[0]}"
    return _optional(f"apps.{app}.{name}") if find_spec(package) else []


_api_docs = SpectacularSwaggerSplitView.as_view(url_name="schema", template_name="kernel/api_docs.html")
urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", include(_of_apps("rest.urls"))),
    *import_module("dominos.kernel.edge.start").urlpatterns,
    *_of_apps("pages"),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path(
        "api/docs/",
        SpectacularSwaggerSplitView.as_view(url_name="schema", template_name="kernel/api_docs.html"),
        name="docs",
    ),
    *import_module("dominos.kernel.health").urlpatterns,
    *import_module("dominos.kernel.services.endpoint").urlpatterns,
    *import_module("dominos.kernel.metrics").urlpatterns,
]
if settings.HAS_USERS:
    from django.contrib import admin

    urlpatterns.append(path("admin/", admin.site.urls))

handler400 = "dominos.kernel.edge.problems.handler400"
handler403 = "dominos.kernel.edge.problems.handler403"
handler404 = "dominos.kernel.edge.problems.handler404"
handler500 = "dominos.kernel.edge.problems.handler500"
