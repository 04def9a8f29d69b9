"""What the gateway answers itself: problem documents as the platform's own, and when to come back."""

from collections.abc import Iterator
from typing import Any

from dominos.gateway.limits import RETRY_AFTER
from dominos.gateway.types import Json
from dominos.kernel.edge.problem_schema import CONTENT_TYPE, TITLES, type_of

STATUSES = {
    400: 400,
    401: 401,
    403: 403,
    404: 404,
    408: 503,
    413: 413,
    426: 400,
    429: 429,
    431: 431,
    500: 500,
    502: 503,
    503: 503,
    504: 503,
}
"""The gateway's own statuses, each with the one it is answered as: clients know only those that the API documents."""


def local_replies() -> Json:
    """Each answer of the gateway's own as a problem document with the request's id."""
    return {"mappers": list(_mappers())}


def _mappers() -> Iterator[Json]:
    for own, told in STATUSES.items():
        code, title = TITLES[told]
        body: dict[str, Any] = {
            "type": type_of(code),
            "title": title,
            "status": told,
            "code": code,
            "detail": title,
            "request_id": "%REQ(X-REQUEST-ID)%",
        }
        yield {
            "filter": _has_status(own),
            "status_code": told,
            "body_format_override": {"json_format": body, "content_type": CONTENT_TYPE},
            "headers_to_add": [_header(name, value) for name, value in _headers(told).items()],
        }


def _headers(status: int) -> dict[str, str]:
    if status == 401:
        return {"WWW-Authenticate": "Bearer"}
    return {"Retry-After": str(RETRY_AFTER)} if status in (429, 503) else {}


def _header(name: str, value: str) -> Json:
    return {"header": {"key": name, "value": value}, "append_action": "OVERWRITE_IF_EXISTS_OR_ADD"}


def _has_status(status: int) -> Json:
    value = {"default_value": status, "runtime_key": f"gateway.status.{status}"}
    return {"status_code_filter": {"comparison": {"op": "EQ", "value": value}}}
