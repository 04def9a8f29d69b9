"""Security headers of all responses: Content-Security-Policy and browser features."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse

from dominos.kernel.edge.problem_schema import CONTENT_TYPE
from dominos.kernel.edge.problems import of_status

PERMISSIONS = "camera=(self), geolocation=(self), microphone=(), payment=(), usb=()"
_ADDED = "_added_sources"


class EncryptedMiddleware:
    """Refuses programs that call by plain HTTP, before Django leads whoever opens a page to HTTPS.

    They carry tokens: led on, they would leak one with each call, and nobody would notice (ASVS 4.1.2).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_page = request.method in ("GET", "HEAD") and not request.path.startswith("/api/")
        if settings.SECURE_SSL_REDIRECT and not request.is_secure() and not is_page:
            return JsonResponse(of_status(403), status=403, content_type=CONTENT_TYPE)
        return self.get_response(request)


def content_policy(added: dict[str, str]) -> str:
    """The Content-Security-Policy: own origin only, nothing inline, no framing."""
    sources = {
        "default-src": "'self'",
        "img-src": "'self' data:",
        "connect-src": f"'self' {settings.REALTIME_URL}",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    for directive, more in added.items():
        usual = sources.get(directive, sources["default-src"])
        sources[directive] = more if usual == "'none'" else f"{usual} {more}"
    return "; ".join(f"{directive} {allowed}" for directive, allowed in sources.items())


@lru_cache(maxsize=4)
def _usual_policy(live: str) -> str:
    """That of what adds no sources: of all answers but those of some pages."""
    return content_policy({})


def also_from[**P](**sources: str) -> Callable[[Callable[P, HttpResponse]], Callable[P, HttpResponse]]:
    """Extends the policy of a view's page: `@also_from(img_src="blob:")`."""
    added = {name.replace("_", "-"): allowed for name, allowed in sources.items()}

    def decorate(view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
        @wraps(view)
        def viewed(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            response = view(*args, **kwargs)
            setattr(response, _ADDED, added)
            return response

        return viewed

    return decorate


class SecurityHeadersMiddleware:
    """Adds the headers to every response; headers that a view sets itself stay."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        added: dict[str, Any] = getattr(response, _ADDED, {})
        policy = content_policy(added) if added else _usual_policy(settings.REALTIME_URL)
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        return response
