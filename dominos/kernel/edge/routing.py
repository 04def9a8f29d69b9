"""URL resolution."""

from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest
from django.urls import ResolverMatch


class Handler(WSGIHandler):
    """Django's handler with a cache for routes without parameters, since it tries routes one after the other."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._found: dict[str, ResolverMatch] = {}

    def resolve_request(self, request: HttpRequest) -> ResolverMatch:
        if (known := self._found.get(request.path_info)) is not None:
            request.resolver_match = known
            return known
        match: ResolverMatch = super().resolve_request(request)
        if request.path_info == f"/{match.route}" and not match.kwargs:
            self._found[request.path_info] = match
        return match
