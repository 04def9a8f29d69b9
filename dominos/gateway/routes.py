"""The way of each path: to which upstream, who may call it, how long it may take and whether it may be tried again."""

from collections.abc import Iterable, Iterator
from typing import Any

from dominos.gateway import tokens
from dominos.gateway.exposed import Exposed
from dominos.gateway.limits import ANSWER_SECONDS, SOCKET_IDLE_SECONDS, Edge
from dominos.gateway.shape import CANARY, Shape
from dominos.gateway.types import Json
from dominos.kernel.edge.access import ANYONE, Access

CORS, BUFFER = "envoy.filters.http.cors", "envoy.filters.http.buffer"
SAFE = frozenset({"GET", "HEAD"})
ALLOWED_HEADERS = (
    *("authorization", "content-type", "idempotency-key", "if-match", "if-none-match"),
    *("traceparent", "accept-language"),
)
SHOWN_HEADERS = ("etag", "location", "retry-after", "x-request-id", "allow", "www-authenticate")
CANARY_HEADER, PARTS = "x-canary", 10_000
"""Shares are told in these: `X-Canary: 0` is the canary, `X-Canary: 9999` is not, without it chance decides."""
CHOICES = 20
"""How often another instance is chosen, which is done by chance, until it is one that has not been tried."""
_AGAIN = {
    "num_retries": 1,
    "retry_host_predicate": [
        {
            "name": "envoy.retry_host_predicates.previous_hosts",
            "typed_config": {
                "@type": "type.googleapis.com/"
                "envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate"
            },
        }
    ],
    "host_selection_retry_max_attempts": CHOICES,
}
UNSENT = "connect-failure,refused-stream,reset-before-request"
"""Of such a call no program has seen anything, so that any may be sent to another one."""


def virtual_host(edge: Edge, shape: Shape, shown: Iterable[Exposed]) -> Json:
    """All routes. What has none is answered 404 here."""
    return {
        "name": "platform",
        "domains": sorted({domain for host in edge.hosts for domain in _domains(host)}),
        "routes": [route for one in shown for route in routes_of(one, shape)],
        "typed_per_filter_config": {CORS: _cors(edge)},
    }


def routes_of(one: Exposed, shape: Shape) -> Iterator[Json]:
    """The routes of paths of one form: for reading and for changing, by who may; at last for any other method."""
    if one.kind == "socket":
        yield _socket(one, shape)
        return
    for access, methods in tokens.accesses(one).items():
        for some in (_safe(methods), [method for method in methods if method not in SAFE]):
            if some:
                yield _route(one, shape, some, access)
    if one.kind != "api":
        yield _route(one, shape, ["GET", "HEAD"], ANYONE)
    yield _route(one, shape, [], None)  # which the view refuses, or answers OPTIONS


def _safe(methods: Iterable[str]) -> list[str]:
    found = [method for method in methods if method in SAFE]
    return sorted({*found, "HEAD"}) if found else []


def _route(one: Exposed, shape: Shape, methods: list[str], access: Access | None) -> Json:
    is_safe = bool(methods) and SAFE.issuperset(methods)
    action: dict[str, Any] = {
        **_towards(one.app, shape),
        "timeout": f"{ANSWER_SECONDS}s",
        "retry_policy": {**_AGAIN, "retry_on": f"{UNSENT},reset" if is_safe else UNSENT},
    }
    if not may_be_shed(methods, access):
        action["priority"] = "HIGH"
    return {
        "name": one.template,
        "match": _match(one) | ({"headers": [_method(methods)]} if methods else {}),
        "route": action,
        "typed_per_filter_config": tokens.of_route(access, one.kind),
    }


def _towards(app: str, shape: Shape) -> Json:
    """The app's web; where a canary is tried, a share of the requests goes there by chance, or as a header says."""
    stable = shape.upstream(app, "web")
    percent = shape.canaries.get(shape.group(app), 0)
    if not percent:
        return {"cluster": stable}
    share = round(percent * PARTS / 100)
    ways = {shape.upstream(app, CANARY): share, stable: PARTS - share}
    clusters = [{"name": name, "weight": weight} for name, weight in ways.items()]
    return {"weighted_clusters": {"clusters": clusters, "header_name": CANARY_HEADER}}


def may_be_shed(methods: list[str], access: Access | None) -> bool:
    """What anybody may read, menus and suggestions first, waits when there is more than can be done; orders do not."""
    return bool(methods) and SAFE.issuperset(methods) and access is not None and access.roles is None


def _socket(one: Exposed, shape: Shape) -> Json:
    whole: Json = {"@type": "type.googleapis.com/envoy.extensions.filters.http.buffer.v3.BufferPerRoute"}
    return {
        "name": one.template,
        "match": _match(one),
        "route": {
            "cluster": shape.upstream(one.app, "realtime"),
            "timeout": "0s",
            "idle_timeout": f"{SOCKET_IDLE_SECONDS}s",
            "upgrade_configs": [{"upgrade_type": "websocket"}],
            "priority": "HIGH",
        },
        "typed_per_filter_config": {**tokens.of_route(None, "socket"), BUFFER: {**whole, "disabled": True}},
    }


def _match(one: Exposed) -> Json:
    if one.kind == "below":
        return {"prefix": one.template}
    if "{" not in one.template and not one.regex.endswith("?"):
        return {"path": one.template}
    return {"safe_regex": {"regex": one.regex}}


def _method(methods: list[str]) -> Json:
    return {"name": ":method", "string_match": {"safe_regex": {"regex": "|".join(methods)}}}


def _cors(edge: Edge) -> Json:
    """Tokens are shown with each call and cookies are the pages' own: no other origin is let in with credentials."""
    return {
        "@type": "type.googleapis.com/envoy.extensions.filters.http.cors.v3.CorsPolicy",
        "allow_origin_string_match": [{"exact": origin} for origin in edge.origins],
        "allow_methods": "GET, HEAD, POST, PUT, PATCH, DELETE",
        "allow_headers": ", ".join(ALLOWED_HEADERS),
        "expose_headers": ", ".join(SHOWN_HEADERS),
        "max_age": "600",
        "allow_credentials": False,
    }


def _domains(host: str) -> Iterator[str]:
    """As Django means a name of ALLOWED_HOSTS: a leading dot is for the domain and all below it."""
    yield host.removeprefix(".")
    if host.startswith("."):
        yield f"*{host}"
