"""The pages of problem types, `/api/problems/{code}/`, generated from the API's document."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from dominos.kernel.edge.app_document import codes_of, operations
from dominos.kernel.edge.problem_schema import PROBLEMS
from dominos.kernel.texts.problems import said

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Call:
    """An operation that can return a problem, and its place in the API reference."""

    method: str
    path: str
    anchor: str


@dataclass(frozen=True, slots=True)
class ProblemType:
    """The description of a code; `is_everywhere` if every operation can return it."""

    code: str
    title: str
    status: int
    description: str
    remedy: str
    members: Mapping[str, str]
    calls: tuple[Call, ...]
    is_everywhere: bool

    @property
    def said(self) -> str:
        """The title in the reader's language."""
        return said(self.title)


@cache
def problem_types() -> dict[str, ProblemType]:
    """All problem types by code, from the served document, whichever apps run in this process."""
    import yaml

    document = yaml.load(Path(settings.API_DOCUMENT).read_bytes(), yaml.CSafeLoader)
    calls: dict[str, list[Call]] = defaultdict(list)
    described = list(operations(document))
    for where, method, operation in described:
        anchor = "#/" + "/".join(
            quote(part, safe="") for part in (operation["tags"][0], operation["operationId"])
        )
        for code in codes_of(document, operation):
            calls[code].append(Call(method.upper(), where, anchor))
    return {code: _type(code, told, calls[code], len(described)) for code, told in document[PROBLEMS].items()}


def _type(code: str, told: Json, calls: list[Call], of: int) -> ProblemType:
    return ProblemType(
        code=code,
        title=told["title"],
        status=told["status"],
        description=told["description"],
        remedy=told["remedy"],
        members={name: in_words(schema) for name, schema in told.get("members", {}).items()},
        calls=tuple(calls),
        is_everywhere=len(calls) == of,
    )


def in_words(schema: Json) -> str:
    """The type of a member: "integer", "list of Change", "string (uuid)", "string or null"."""
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if some := schema.get("anyOf") or schema.get("oneOf"):
        return " or ".join(map(in_words, some))
    if values := schema.get("enum"):
        return "one of " + ", ".join(map(str, values))
    if schema.get("type") == "array":
        return f"list of {in_words(schema.get('items', {}))}"
    kind = str(schema.get("type", "any"))
    return f"{kind} ({schema['format']})" if "format" in schema else kind


@require_safe
@cache_control(public=True, max_age=300)
def index(request: HttpRequest) -> HttpResponse:
    """The list of all codes."""
    return render(request, "kernel/problem_types.html", {"types": problem_types().values()})


@require_safe
@cache_control(public=True, max_age=300)
def page(request: HttpRequest, code: str) -> HttpResponse:
    """The page of one code; 404 for an unknown one."""
    if (found := problem_types().get(code)) is None:
        raise Http404
    return render(request, "kernel/problem_type.html", {"problem": found})


urlpatterns = [
    path("api/problems/", index, name="problem-types"),
    path("api/problems/<slug:code>/", page, name="problem-type"),
]
