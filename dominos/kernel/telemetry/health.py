"""Liveness and readiness, on the internal listener; `dominos.health_port` answers the same beside each server."""

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.http import require_safe

from dominos.kernel.config import env
from dominos.kernel.telemetry.readiness import components, report


@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Whether the database is reachable, without which this process cannot work.

    Without Redis it is degraded, but ready.
    """
    status, body = report(components(env.text("DATABASE_URL"), settings.REDIS_URL))
    return JsonResponse(body, status=status)


urlpatterns = [path("health/live", live), path("health/ready", ready)]
