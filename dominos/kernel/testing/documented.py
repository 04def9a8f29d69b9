"""Holds every answer a test client gets to the OpenAPI document: its status, media type and body."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import jsonschema_rs
import yaml
from django.http import Http404, HttpResponseBase, StreamingHttpResponse
from django.test import Client
from django.urls import ResolverMatch

PREFIX = ("/api/v1/", "/api/v2/")
UNDOCUMENTED_METHODS = frozenset({"OPTIONS", "TRACE"})
REFERENCE = re.compile(r'"#/components/schemas/([^"]+)"')
Validate = Callable[[Any], None]


class Undocumented(AssertionError):
    """An answer is not what the document says."""


class Documented:
    """The answers an OpenAPI document allows. Schemas are compiled when first met, those that read the same once, and
    closed: a field that the document does not name is an error, although clients are told to expect new ones.
    """

    def __init__(self, path: Path) -> None:
        self._document = yaml.load(path.read_text(), yaml.CSafeLoader)
        self._schemas = closed(self._document["components"]["schemas"])
        self._compiled: dict[tuple[str, str, str, str], Validate] = {}
        self._validators: dict[str, Validate] = {}

    def check(self, method: str, route: str, response: HttpResponseBase) -> None:
        """Raises `Undocumented` for an answer to a call of `route` ("api/v1/things/<uuid:thing_id>")."""
        path = "/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route)
        operation = self._document["paths"].get(path, {}).get("get" if method == "HEAD" else method.lower())
        status = str(response.status_code)
        if operation is None:
            if status != "405":
                raise Undocumented(f"{method} {path} is no operation of the document, and answered {status}")
            return
        where = f"{method} {path} answered {status}"
        if status not in operation["responses"]:
            raise Undocumented(f"{where}, which is not documented: {_body(response)[:500]!r}")
        self._check_content(where, (path, method, status), operation["responses"][status], response)

    def _check_content(
        self,
        where: str,
        key: tuple[str, str, str],
        documented: Mapping[str, Any],
        response: HttpResponseBase,
    ) -> None:
        content = self._resolved(documented).get("content", {})
        body = _body(response)
        if not content or key[1] == "HEAD":
            if body:
                raise Undocumented(f"{where} with a body, and should not: {body[:500]!r}")
            return
        media_type = response.headers.get("Content-Type", "").partition(";")[0]
        if media_type not in content:
            raise Undocumented(f"{where} as {media_type!r}, not as {', '.join(content)}")
        if media_type.endswith("json"):
            validate = self._compiled.get((*key, media_type)) or self._compile(
                (*key, media_type), content[media_type]["schema"]
            )
            try:
                validate(json.loads(body))
            except jsonschema_rs.ValidationError as error:
                place = ".".join(map(str, error.instance_path)) or "the body"
                raise Undocumented(f"{where}, and {place} is wrong: {error.message}") from None

    def _compile(self, key: tuple[str, str, str, str], schema: dict[str, Any]) -> Validate:
        text = _text(schema)
        if text not in self._validators:
            whole = {"components": {"schemas": self._needed(text)}, "allOf": [closed(schema)]}
            validator = jsonschema_rs.Draft202012Validator(whole, validate_formats=True)
            self._validators[text] = validator.validate
        return self._compiled.setdefault(key, self._validators[text])

    def _needed(self, text: str) -> dict[str, Any]:
        """The components that a schema leads to: to compile it with all of them takes ten times as long."""
        found: dict[str, Any] = {}
        names = REFERENCE.findall(text)
        while names:
            if (name := names.pop()) not in found:
                found[name] = self._schemas[name]
                names += REFERENCE.findall(_text(found[name]))
        return found

    def _resolved(self, response: Mapping[str, Any]) -> Mapping[str, Any]:
        if "$ref" not in response:
            return response
        found: Mapping[str, Any] = self._document["components"]["responses"][
            response["$ref"].rpartition("/")[2]
        ]
        return found


def _text(schema: Any) -> str:
    return json.dumps(schema, default=str)


def _body(response: HttpResponseBase) -> bytes:
    if isinstance(response, StreamingHttpResponse):
        return b"streamed"
    content: bytes = getattr(response, "content", b"")
    if encoding := response.headers.get("Content-Encoding"):
        return httpx.Response(200, headers={"Content-Encoding": encoding}, content=content).content
    return content


def closed(schema: Any) -> Any:
    """The schema with every object closed that names its properties and does not say it is open."""
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    whole = {key: closed(value) for key, value in schema.items()}
    if whole.get("type") == "object" and isinstance(whole.get("properties"), dict):
        whole.setdefault("additionalProperties", False)
    return whole


documented = cache(Documented)


@contextmanager
def held_to(path: Path) -> Iterator[None]:
    """Checks what any test client of this process is answered by the API."""
    request = Client.request

    def checked(self: Client, **environ: Any) -> Any:
        response = request(self, **environ)
        if environ.get("PATH_INFO", "").startswith(PREFIX):
            method = environ.get("REQUEST_METHOD", "GET")
            with suppress(Http404):  # an unknown path: the router answers, no operation
                match: ResolverMatch = response.resolver_match
                if method not in UNDOCUMENTED_METHODS:
                    documented(path).check(method, match.route, response)
        return response

    setattr(Client, "request", checked)  # noqa: B010 - the client of Django is what every test calls through
    try:
        yield
    finally:
        setattr(Client, "request", request)  # noqa: B010
