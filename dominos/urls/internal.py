"""What only the platform itself and its operators reach: calls between apps, the key set, metrics, health."""

from importlib import import_module

from django.conf import settings
from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = [
    *(import_module("dominos.kernel.auth.published").urlpatterns if settings.HAS_USERS else []),
    *import_module("dominos.kernel.telemetry.health").urlpatterns,
    *import_module("dominos.kernel.services.endpoint").urlpatterns,
    *import_module("dominos.kernel.telemetry.metrics").urlpatterns,
]

handler400 = "dominos.kernel.edge.problems.handler400"
handler403 = "dominos.kernel.edge.problems.handler403"
handler404 = "dominos.kernel.edge.problems.handler404"
handler500 = "dominos.kernel.edge.problems.handler500"
