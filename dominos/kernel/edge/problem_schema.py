"""Problem documents in the OpenAPI document. Settings import it, so it needs no framework."""

from http import HTTPStatus
from typing import Any

from dominos.kernel.texts.languages import mark

CONTENT_TYPE = "application/problem+json"
PROBLEMS = "x-problems"
"""The member of the document with the meaning and remedy of each code."""
TITLES = {
    400: ("invalid", mark("The input is not valid.")),
    401: ("not-authenticated", mark("Sign in first.")),
    403: ("forbidden", mark("You may not do this.")),
    404: ("not-found", mark("Not found.")),
    405: ("method-not-allowed", mark("This method does not exist here.")),
    406: ("not-acceptable", mark("No representation fits the Accept header.")),
    408: ("too-slow", mark("The request did not arrive in time; try again.")),
    411: ("length-required", mark("Say how long the body is.")),
    413: ("too-large", mark("The request is too large.")),
    415: ("unsupported-media-type", mark("The body's media type is not understood.")),
    429: ("throttled", mark("Too many requests.")),
    431: ("headers-too-large", mark("The headers are too large.")),
    500: ("internal-error", mark("Something went wrong on our side.")),
    503: ("unavailable", mark("Temporarily unavailable; try again.")),
}
LATE = ("deadline-exceeded", mark("This took too long and was ended; try again."))
PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "A problem document (RFC 9457). Where codes add members of their own, these have a schema.",
    "required": ["type", "title", "status", "code", "detail", "request_id"],
    "properties": {
        "type": {
            "type": "string",
            "format": "uri-reference",
            "description": "The page of the code, `/api/problems/{code}/`, at the address of the API",
        },
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "request_id": {"type": "string", "format": "uuid"},
        "component": {"type": "string", "description": "what does not answer, where that is known (503)"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "code", "message"],
                "properties": {
                    "field": {"type": "string", "description": "a dotted path, as in `lines.0.quantity`"},
                    "code": {"type": "string"},
                    "message": {"type": "string"},
                },
            },
        },
    },
}
PROBLEM_REF = {"$ref": "#/components/schemas/Problem"}
_RETRY_AFTER = {
    "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 0}}
}


def type_of(code: str) -> str:
    """The `type` of a problem: the path of its page, equal in every deployment."""
    return f"/api/problems/{code}/"


def response_name(status: int) -> str:
    """The name of the common problem response with this status."""
    return HTTPStatus(status).phrase.replace(" ", "")


def common_codes(status: int) -> dict[str, str]:
    """The codes that every operation may return with this status, with their meaning."""
    return dict([TITLES[status], LATE] if status == 503 else [TITLES[status]])


def problem_response(codes: dict[str, str], schema: Any = PROBLEM_REF) -> dict[str, Any]:
    """A response that is a problem with one of these codes, with their meaning."""
    lines = [f"`{code}`: {title}" for code, title in codes.items()]
    one_of_them = {"properties": {"code": {"type": "string", "enum": sorted(codes)}}}
    return {
        "description": "\n\n".join(lines),
        "content": {CONTENT_TYPE: {"schema": {"allOf": [schema, one_of_them]}}},
    }


def _common(status: int) -> dict[str, Any]:
    headers = {"headers": _RETRY_AFTER} if status in (429, 503) else {}
    return problem_response(common_codes(status)) | headers


COMPONENTS: dict[str, Any] = {
    "schemas": {"Problem": PROBLEM},
    "responses": {response_name(status): _common(status) for status in TITLES if status != 405},
}
