"""The format of all errors: RFC 9457 problem documents, with `errors` per field."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import structlog
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, JsonResponse
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from dominos.kernel.edge.problem_schema import CONTENT_TYPE, TITLES, type_of
from dominos.kernel.errors import DomainError, FieldError, Invalid, NotFound, StepUpRequired
from dominos.kernel.telemetry.context import current_trace
from dominos.kernel.texts.problems import said

log = structlog.get_logger(__name__)
MAX_ERRORS = 50
"""Errors per response; the rest is reported after these are corrected."""
MAX_TEXT, MAX_DETAIL = 200, 500


def document(error: DomainError) -> dict[str, Any]:
    """The problem document of a domain error."""
    body = _body(error.status, error.code, error.title, error.detail, error.errors)
    return {**error.members, **body}


def _body(
    status: int, code: str, title: str, detail: str, errors: Sequence[FieldError] = ()
) -> dict[str, Any]:
    body: dict[str, Any] = {
        "type": type_of(code),
        "title": said(title),
        "status": status,
        "code": code,
        "detail": said(detail)[:MAX_DETAIL],
        "request_id": str(current_trace().correlation_id),
    }
    if errors:
        body["errors"] = [told(error) for error in errors[:MAX_ERRORS]]
    return body


def told(error: FieldError) -> dict[str, str]:
    """The errors, whose fields and messages may echo input, within limits."""
    return {"field": error.field[:MAX_TEXT], "code": error.code, "message": said(error.message)[:MAX_TEXT]}


def response(error: DomainError) -> Response:
    """The error as a response that does not roll back, for refusals whose effects stay (a declined card)."""
    return Response(document(error), error.status, content_type=CONTENT_TYPE)


def handle(error: Exception, context: dict[str, Any]) -> Response:
    """DRF's exception handler: every exception becomes a problem document."""
    set_rollback()
    if isinstance(error, Http404):
        error = NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    elif isinstance(error, exceptions.ValidationError):
        error = Invalid(errors=field_errors(error))
    if isinstance(error, StepUpRequired | exceptions.PermissionDenied):
        _note_refused(context["request"])
    if isinstance(error, DomainError):
        return response(error)
    if isinstance(error, exceptions.APIException):
        return _of_framework(error)
    if isinstance(error, SuspiciousOperation):
        status = 413 if isinstance(error, RequestDataTooBig) else 400
        return Response(of_status(status), status, content_type=CONTENT_TYPE)
    log.exception("unhandled error", exc_info=error)
    if isinstance(error, InterfaceError | OperationalError):
        return Response(of_status(503), 503, headers={"Retry-After": "5"}, content_type=CONTENT_TYPE)
    return Response(of_status(500), 500, content_type=CONTENT_TYPE)


def _note_refused(request: Any) -> None:
    """Who asked for what they may not: the line of the request says which route, and has the same id."""
    log.warning("access refused", by=str(request.user.id))


def _of_framework(error: exceptions.APIException) -> Response:
    code, title = TITLES.get(error.status_code, (error.default_code, str(error.default_detail)))
    headers = {}
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = f"{wait:.0f}"
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    body = _body(error.status_code, code, title, str(error.detail))
    return Response(body, error.status_code, headers=headers, content_type=CONTENT_TYPE)


def field_errors(error: exceptions.ValidationError) -> list[FieldError]:
    """A serializer's errors, flattened by field, within limits."""
    return list(islice(_flatten(error.get_full_details()), MAX_ERRORS))


def _flatten(details: Any, path: str = "") -> Iterator[FieldError]:
    if isinstance(details, dict) and set(details) == {"message", "code"}:
        yield FieldError(
            path.removesuffix("non_field_errors").rstrip(".") or "body",
            str(details["message"]),
            details["code"],
        )
        return
    items = details.items() if isinstance(details, dict) else enumerate(details)
    for key, value in items:
        is_leaf_list = not isinstance(details, dict) and isinstance(value, dict) and "message" in value
        yield from _flatten(value, path if is_leaf_list else f"{path}.{key}".lstrip("."))


def of_status(status: int) -> dict[str, Any]:
    """The problem document of a bare HTTP status."""
    code, title = TITLES[status]
    return _body(status, code, title, title)


def _page(status: int) -> Any:
    def view(request: HttpRequest, *_: Any, **__: Any) -> JsonResponse:
        return JsonResponse(of_status(status), status=status, content_type=CONTENT_TYPE)

    return view


handler400, handler403, handler404, handler500 = _page(400), _page(403), _page(404), _page(500)
