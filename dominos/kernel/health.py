"""Liveness and readiness."""

from collections.abc import Callable

import redis
from django.conf import settings
from django.db import Error, connection
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.http import require_safe

from dominos.kernel.redis_client import options


@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Whether what this process cannot do without is there: the database. Redis down is a degradation."""
    components = {"database": _is_up(_ask_database), "redis": _is_up(_ask_redis)}
    status = 200 if components["database"] else 503
    words = {name: "up" if is_up else "down" for name, is_up in components.items()}
    return JsonResponse(
        {"status": "ok" if status == 200 else "unavailable", "components": words}, status=status
    )


def _is_up(ask: Callable[[], None]) -> bool:
    try:
        ask()
    except (Error, OSError, redis.RedisError):
        return False
    return True


def _ask_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _ask_redis() -> None:
    redis.Redis.from_url(settings.REDIS_URL, **options()).ping()  # whatever a breaker thinks


urlpatterns = [path("health/live", live), path("health/ready", ready)]
