"""What nobody means to send, to every operation of the OpenAPI document: no answer is a failure, none undocumented.

For each operation there is a call that fits the document, in the name of each role that may make it. Then one thing of
it after the other is replaced by something hostile: each parameter, each field of the body, the body, a header.
The test client holds every answer to the document; each call is undone, so that the next one finds the same world.
"""

import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import lru_cache
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

import pytest
import yaml
from django.core.cache import cache
from django.db import transaction

from apps.menu.tests.builders.menus import make_store_with_menu
from dominos.apps_enabled import ROOT
from dominos.development.databases import kept
from dominos.kernel.auth import Role
from dominos.kernel.ids import new_id
from dominos.kernel.testing.api import client, principal, token
from dominos.kernel.testing.documented import Undocumented
from tests.system.builders import ADDRESS, PARAMETER
from tests.system.endpoints import ENDPOINTS, Endpoint, endpoint_of, foreign_apps, foreign_things
from tests.system.hostile_values import (
    BODIES,
    CURSORS,
    DAYS,
    HEADERS,
    INSTANTS,
    NUMBERS,
    SEGMENTS,
    TEXTS,
    VALUES,
)

CALLS = 24
"""For each operation: what is replaced in all of it, and a draw of the rest that is the same in every run."""


@dataclass(frozen=True)
class Call:
    """A request to be made."""

    method: str
    path: str
    query: dict[str, str] = field(default_factory=dict)
    body: Any = None
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        body = self.body if isinstance(self.body, bytes) else json.dumps(self.body)
        told = f"{self.method} {self.path[:120]} {str(self.query)[:150]} {body[:200]!r}"
        return f"{told} {self.content_type} {str(self.headers)[:80]}"


@lru_cache
def document() -> dict[str, Any]:
    return yaml.load((ROOT / "docs" / "openapi.yaml").read_text(), yaml.CSafeLoader)


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        schema = document()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def fitting(schema: dict[str, Any], name: str, world: dict[str, str]) -> Any:
    """A value that fits the schema, as far as it tells."""
    schema = resolved(schema)
    if "enum" in schema:
        return schema["enum"][0]
    for key in ("oneOf", "anyOf", "allOf"):
        if key in schema:
            return fitting(schema[key][0], name, world)
    kind = schema.get("type", "object")
    kind = kind if isinstance(kind, str) else kind[0]
    if kind == "object":
        return {key: fitting(part, key, world) for key, part in schema.get("properties", {}).items()}
    if kind == "array":
        return [fitting(schema["items"], name, world)] * max(1, schema.get("minItems", 1))
    return {
        "string": lambda: _text(schema, name, world),
        "boolean": lambda: False,
        "integer": lambda: schema.get("minimum", 1),
        "number": lambda: ADDRESS.get(name, schema.get("minimum", 1)),
    }[kind]()


def _text(schema: dict[str, Any], name: str, world: dict[str, str]) -> str:
    known = {"uuid": world.get(name) or str(new_id()), "date": world["day"], "date-time": world["instant"]}
    if (form := schema.get("format")) in known:
        return known[form]
    named = {"email": "a@example.com", "phone": "+358 9 123456", "token": "tok_visa", "variant": "14HT"}
    points = {"from": "60.17,24.94", "to": "60.16,24.93", "near": "60.17,24.94", "opens": "10:00"}
    text = str((named | points | ADDRESS).get(name, schema.get("default", "") or "abcdefgh"))
    return text[: schema.get("maxLength", 500)]


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The places in a body where something can be replaced."""
    if path:
        yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in items:
        yield from leaves(part, (*path, key))


def put(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    """The body with another value in a place."""
    if not path:
        return new
    changed = dict(value) if isinstance(value, dict) else list(value)
    changed[path[0]] = put(value[path[0]], path[1:], new)
    return changed


def texts_for(schema: dict[str, Any], name: str) -> list[str]:
    """Hostile texts for a parameter, those of its own kind first."""
    schema = resolved(schema)
    kinds = {"date": DAYS, "date-time": INSTANTS}.get(schema.get("format", ""), [])
    if schema.get("type") in ("number", "integer") or name in ("near", "from", "to"):
        kinds = NUMBERS + [f"{number},24.9" for number in NUMBERS]
    return [*(CURSORS if name == "cursor" else kinds), *TEXTS]


def replacements(call: Call, operation: dict[str, Any], rng: random.Random) -> list[Call]:
    """The call with one thing of it replaced: all of what is worst for its kind, then a draw of the rest."""
    parameters = [each for each in operation.get("parameters", ()) if each["in"] == "query"]
    of_query = [
        replace(call, query={**call.query, each["name"]: text})
        for each in parameters
        for text in texts_for(each["schema"], each["name"])
    ]
    must = [
        each
        for each in of_query
        if set(each.query.values()) & {"cD1hYmM=", "5e-324", *DAYS[:2], *INSTANTS[:3:2]}
    ]
    rest = [each for each in of_query if each not in must]
    if call.body is not None:
        values = [*VALUES, *INSTANTS, *DAYS, *NUMBERS]
        found = [
            replace(call, body=put(call.body, path, value)) for path in leaves(call.body) for value in values
        ]
        rest += rng.sample(found, min(len(found), 2 * CALLS))
        must += [replace(call, body=raw, content_type=kind) for raw, kind in BODIES[:1] + BODIES[9:17]]
        rest += [replace(call, body=raw, content_type=kind) for raw, kind in BODIES]
        rest.append(replace(call, body={**call.body, "unknown": 1}))
    rest += [replace(call, headers=header) for header in HEADERS]
    rest.append(replace(call, query={**call.query, "unknown": "\x00", "format": "xml"}))
    return must + rng.sample(rest, min(len(rest), max(6, CALLS - len(must))))


def segments(endpoint: Endpoint, call: Call) -> Iterator[Call]:
    """Hostile names in the path."""
    if "<str:" in endpoint.route or "<slug:" in endpoint.route:
        for text in SEGMENTS:
            path = PARAMETER.sub(
                lambda found, text=text: text if found[1] in ("str", "slug") else str(new_id()),
                endpoint.route,
            )
            yield replace(call, path=f"/{path}")


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with kept(filled_world(), django_db_blocker) as filled:
        yield filled


@contextmanager
def filled_world():
    """A store with a menu, and of every app what belongs to somebody: gone after the last test."""
    with transaction.atomic():
        store_id = str(make_store_with_menu())
        things = [thing for app in foreign_apps() for thing in foreign_things(app)]
        paths = {}
        for method, url, *_ in things:
            endpoint = endpoint_of(method.upper(), url)
            paths[endpoint.route, endpoint.method] = url.partition("?")[0]
        at = datetime.now(UTC)
        yield (
            {
                "store": store_id,
                "store_id": store_id,
                "day": f"{at:%Y-%m-%d}",
                "instant": at.isoformat(),
            },
            paths,
        )
        transaction.set_rollback(True)


def operation_of(endpoint: Endpoint) -> dict[str, Any]:
    path = "/" + PARAMETER.sub(r"{\2}", endpoint.route)
    return document()["paths"][path][endpoint.method.lower()]


def base_call(endpoint: Endpoint, known: dict[str, str], paths: dict[Any, str]) -> Call:
    """A call as the document describes it, about things that are there."""
    operation = operation_of(endpoint)
    filled = PARAMETER.sub(lambda found: _segment(found[1], found[2], operation, known), endpoint.route)
    body = None
    for kind, media in operation.get("requestBody", {}).get("content", {}).items():
        body = fitting(media["schema"], "", known) if kind == "application/json" else {}
    query = {
        each["name"]: str(fitting(each["schema"], each["name"], known))
        for each in operation.get("parameters", ())
        if each["in"] == "query" and each.get("required")
    }
    return Call(endpoint.method, paths.get((endpoint.route, endpoint.method), f"/{filled}"), query, body)


def _segment(kind: str, name: str, operation: dict[str, Any], known: dict[str, str]) -> str:
    for each in operation["parameters"]:
        if each["name"] == name and "enum" in each["schema"]:
            return str(each["schema"]["enum"][0])
    return {"uuid": known.get(name) or str(new_id()), "int": "1"}.get(kind, "14HT")


def callers(endpoint: Endpoint, known: dict[str, str]) -> list[Any]:
    """Everybody who may call, with the rights of the store that is there; else nobody and a customer."""
    stores = (UUID(known["store"]),)
    scopes = (endpoint.access.needs,) if endpoint.access.needs else ()
    everybody = [
        principal(
            role,
            stores=stores if role.value.startswith("store") else (),
            scopes=scopes if role is Role.PARTNER else (),
        )
        for role in Role
    ]
    allowed = [who for who in everybody if endpoint.access.allows(who)]
    return [None, *allowed[:1]] if endpoint.access.roles is None else allowed


signed_for = lru_cache(100)(token)
"""A caller's token, signed once: signing takes as long as many an answer."""


def answer_to(call: Call, who: Any) -> Any:
    """The answer; what it changed is undone."""
    api = client()
    api.raise_request_exception = False
    if who is not None:
        api.credentials(HTTP_AUTHORIZATION=f"Bearer {signed_for(who)}")
    url = call.path + (f"?{urlencode(call.query)}" if call.query else "")
    body = call.body
    if body is not None and not isinstance(body, bytes):
        body = json.dumps(body).encode()
    headers = {"HTTP_IDEMPOTENCY_KEY": str(new_id()), **call.headers}
    kind = headers.pop("CONTENT_TYPE", call.content_type)
    with transaction.atomic():
        answer = api.generic(
            call.method, quote(url, safe="/?=&%+:@,"), body or b"", content_type=kind, **headers
        )
        transaction.set_rollback(True)
    return answer


def wrong_with(call: Call, who: Any) -> str | None:
    try:
        answer = answer_to(call, who)
    except Undocumented as error:
        return f"{call}: {error}"
    is_failure = answer.status_code >= 500 and answer.json()["code"] != "geocoding-unavailable"
    return f"{call}: {answer.status_code} {answer.content[:200]!r}" if is_failure else None


@pytest.mark.django_db
@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=str)
def test_nothing_hostile_makes_an_operation_fail_or_answer_what_is_not_documented(
    endpoint, world, settings, monkeypatch
):
    # Each call is made inside a transaction, by which it is undone.
    monkeypatch.setattr("apps.payments.gateways.guarded.connection", SimpleNamespace(in_atomic_block=False))
    settings.THROTTLE_RATES = dict.fromkeys(settings.THROTTLE_RATES, "1000000/min")
    cache.clear()
    settings.PRINTER_NETWORKS = ["192.168.0.0/16"]
    known, paths = world
    rng = random.Random(str(endpoint))
    base = base_call(endpoint, known, paths)
    calls = [base, *replacements(base, operation_of(endpoint), rng), *segments(endpoint, base)]
    who = callers(endpoint, known)
    turns = [*((base, each) for each in who), *((call, who[n % len(who)]) for n, call in enumerate(calls))]
    wrong = [found for call, each in turns if (found := wrong_with(call, each)) is not None]
    assert not wrong, "\n".join(wrong[:10])
