"""Which token a call has to show, from the access its view declares; the gateway asks, the view asks again."""

from typing import Any

from dominos.gateway.exposed import Exposed
from dominos.gateway.types import Json, typed
from dominos.kernel.auth import Role
from dominos.kernel.auth.keys import KEY_SET_SECONDS
from dominos.kernel.auth.tokens import AUDIENCE, ISSUER, LEEWAY_SECONDS
from dominos.kernel.edge.access import Access

JWT, RBAC = "envoy.filters.http.jwt_authn", "envoy.filters.http.rbac"
OURS, CLAIMS = "ours", "claims"
REQUIRED, OPTIONAL, NOT_READ = "token", "token-or-none", "not-read"
KEYS = "keys"
"""The upstream that publishes the key set."""
_JWT_TYPE = "envoy.extensions.filters.http.jwt_authn.v3"
_RBAC_TYPE = "envoy.extensions.filters.http.rbac.v3"


def requirement(access: Access | None, kind: str) -> str:
    """The name of what a call has to show.

    Sockets and pages have ways of their own to say who asks (a subprotocol, a session), which the programs read.
    """
    if access is None or kind != "api":
        return NOT_READ
    return OPTIONAL if access.roles is None else REQUIRED


def filters(key_set: str) -> list[Json]:
    """Verifies tokens by the key set at the path `key_set`, and holds callers to the roles that a route names."""
    provider = {
        "issuer": ISSUER,
        "audiences": [AUDIENCE],
        "forward": True,
        "payload_in_metadata": CLAIMS,
        "clock_skew_seconds": LEEWAY_SECONDS,
        "from_headers": [
            {"name": "Authorization", "value_prefix": f"{scheme} "}
            for scheme in ("Bearer", "bearer", "BEARER")
        ],
        "remote_jwks": {
            "http_uri": {"uri": f"http://{KEYS}{key_set}", "cluster": KEYS, "timeout": "2s"},
            "cache_duration": f"{KEY_SET_SECONDS}s",
            "async_fetch": {"failed_refetch_duration": "2s"},
        },
    }
    required = {"provider_name": OURS}
    requirements: Json = {
        REQUIRED: required,
        OPTIONAL: {"requires_any": {"requirements": [required, {"allow_missing": {}}]}},
    }
    return [
        typed(
            JWT,
            f"{_JWT_TYPE}.JwtAuthentication",
            providers={OURS: provider},
            requirement_map=requirements,
            bypass_cors_preflight=True,
            strip_failure_response=True,
        ),
        typed(RBAC, f"{_RBAC_TYPE}.RBAC"),
    ]


def of_route(access: Access | None, kind: str) -> dict[str, Any]:
    """The settings of both filters for one route."""
    needed = requirement(access, kind)
    asked: Json = {"disabled": True} if needed == NOT_READ else {"requirement_name": needed}
    found = {JWT: {"@type": f"type.googleapis.com/{_JWT_TYPE}.PerRouteConfig", **asked}}
    if access and access.roles:
        found[RBAC] = {
            "@type": f"type.googleapis.com/{_RBAC_TYPE}.RBACPerRoute",
            "rbac": {"rules": {"action": "ALLOW", "policies": {"roles": _policy(access)}}},
        }
    return found


def _policy(access: Access) -> Json:
    """Who holds one of the roles, and as a partner the scope, by the claims of a verified token."""
    people = sorted(role.value for role in access.roles or () if role is not Role.PARTNER)
    principals = [_has("roles", role) for role in people]
    if Role.PARTNER in (access.roles or ()):
        ids = [_has("roles", Role.PARTNER.value), _has("scopes", access.needs)]
        principals.append({"and_ids": {"ids": ids}})
    return {"permissions": [{"any": True}], "principals": principals}


def _has(claim: str, value: str) -> Json:
    matcher = {
        "filter": JWT,
        "path": [{"key": CLAIMS}, {"key": claim}],
        "value": {"list_match": {"one_of": {"string_match": {"exact": value}}}},
    }
    return {"sourced_metadata": {"metadata_matcher": matcher}}


def accesses(one: Exposed) -> dict[Access, list[str]]:
    """The methods of a route by who may call them."""
    found: dict[Access, list[str]] = {}
    for method, access in sorted(one.calls.items()):
        found.setdefault(access, []).append(method)
    return found
