"""Every problem code with its meaning and remedy: `x-problems` of the OpenAPI document."""

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from inspect import getdoc
from typing import Any

from django.conf import settings
from django.urls import get_resolver
from drf_spectacular.openapi import AutoSchema

from dominos.kernel.edge.answer_schemas import schema_of
from dominos.kernel.edge.problem_schema import PROBLEMS, TITLES
from dominos.kernel.errors import DomainError

_SIGN_IN_AGAIN = (
    "Get a new access token (`POST /api/v1/auth/token/refresh`) or sign in, then send the request again."
)
REMEDIES = {
    400: "Mend the request: `errors`, where there are any, name the fields. The same one is refused again.",
    401: _SIGN_IN_AGAIN,
    402: "Nothing was charged. Show `title` and let the customer pay in another way.",
    403: "Do not send it again: the caller lacks a right, or a proof that `detail` names.",
    404: "Look for what there is in the list that the id came from. What belongs to others answers the same.",
    405: "Mend the client: `Allow` names the methods of this address.",
    406: "Ask for `application/json`, or for what the operation documents.",
    408: "Send the request again under the same `Idempotency-Key`.",
    409: "Read the state again, show it, and decide by what it allows now.",
    411: "Mend the client: send `Content-Length`.",
    413: "Send less; the operation documents its limits.",
    415: "Mend the client: send the media type that the operation documents.",
    422: "Show `detail`, or `errors` beside their fields, and send what the person changed.",
    429: "Wait as many seconds as `Retry-After` says, then send the request again.",
    431: "Mend the client: send fewer headers, or shorter ones.",
    500: "Send the request again under the same `Idempotency-Key`, once; then tell support the `request_id`.",
    503: "Wait as many seconds as `Retry-After` says, then send the request again under the same `Idempotency-Key`.",
}
"""What a client can do about a problem of a status; errors with a `remedy` of their own override it."""


def add_problem_types(result: dict[str, Any], generator: Any, **_: Any) -> dict[str, Any]:
    """A post-processing hook that adds all codes, whichever operation or socket returns them."""
    auto_schema = AutoSchema()
    auto_schema.registry = generator.registry
    found = {code: _type(error, auto_schema) for code, error in errors()}
    result[PROBLEMS] = dict(sorted((_of_statuses() | found).items()))
    return result


def errors() -> Iterator[tuple[str, type[DomainError]]]:
    """The platform's errors by code, without those of tests. Imports every module that defines one."""
    _ = get_resolver().url_patterns
    for app in settings.ENABLED_APPS:
        if find_spec(f"apps.{app}.live"):
            import_module(f"apps.{app}.live")
    yield DomainError.code, DomainError
    for code, error in DomainError._by_code.items():
        if ".tests" not in error.__module__ and not error.__module__.startswith("tests"):
            yield code, error


def _of_statuses() -> dict[str, dict[str, Any]]:
    """What the server answers before any operation is asked."""
    return {
        code: {"title": title, "status": status, "description": title, "remedy": REMEDIES[status]}
        for status, (code, title) in TITLES.items()
    }


def _type(error: type[DomainError], auto_schema: AutoSchema) -> dict[str, Any]:
    members = {name: schema_of(hint, auto_schema) for name, hint in sorted(error.extra.items())}
    return {
        "title": error.title,
        "status": error.status,
        "description": " ".join((getdoc(error) or error.title).split()),
        "remedy": error.remedy or REMEDIES[error.status],
        **({"members": members} if members else {}),
    }
