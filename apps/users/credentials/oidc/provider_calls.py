"""Calls to a provider: its metadata, its keys, and the ID token for a code.

URLs come from the provider's metadata (OpenID Connect Discovery 1.0), never from a browser; redirects are not
followed.
"""

import json
import ssl
from base64 import urlsafe_b64encode
from functools import cache
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

import jwt

from apps.users.contract.errors import ProviderRefused
from apps.users.credentials.oidc.settings import Provider, is_private
from dominos.kernel.errors import Unavailable
from dominos.kernel.resilience.breakers import breaker
from dominos.kernel.resilience.deadline import time_for_call
from dominos.kernel.ttl_cache import TtlCache

TIMEOUT_SECONDS = 8
KEPT_SECONDS = 3600
ASKED_AGAIN_SECONDS = 60
"""The minimal interval between reloads of a provider's keys because of an unknown key."""
MAX_ANSWER = 200_000
"""Bytes."""
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


_metadata: TtlCache[str, dict[str, Any]] = TtlCache(KEPT_SECONDS)
_keys: TtlCache[str, dict[str | None, jwt.PyJWK]] = TtlCache(KEPT_SECONDS)
_asked_for_keys: TtlCache[str, bool] = TtlCache(ASKED_AGAIN_SECONDS)


def address_of(provider: Provider, *, state: str, nonce: str, verifier: str) -> str:
    """The URL at which a browser signs in. Unavailable."""
    challenge = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": provider.return_address,
        "scope": provider.scope,
        "state": state,
        "nonce": nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        **({"response_mode": provider.response_mode} if provider.response_mode else {}),
    }
    endpoint = metadata(provider)["authorization_endpoint"]
    return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(asked)}"


def id_token_for(provider: Provider, *, code: str, verifier: str) -> str:
    """The ID token for the code. ProviderRefused, Unavailable."""
    told = metadata(provider)
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": provider.return_address,
        "code_verifier": verifier,
        "client_id": provider.client_id,
    }
    auth = None
    if "client_secret_post" in told.get("token_endpoint_auth_methods_supported", ()):
        form["client_secret"] = provider.secret()
    else:
        auth = (provider.client_id, provider.secret())
    answer = _ask(provider, "POST", told["token_endpoint"], data=form, auth=auth)
    token = answer.get("id_token")
    if not isinstance(token, str):
        raise ProviderRefused
    return token


def metadata(provider: Provider) -> dict[str, Any]:
    """The provider's metadata, cached for an hour. Unavailable."""
    return _metadata.get_or_read(provider.issuer, lambda: _read_metadata(provider))


def key_of(provider: Provider, kid: str | None) -> jwt.PyJWK:
    """The provider's key with this id; keys are reloaded for an unknown one. KeyError, Unavailable."""
    keys = _keys.get(provider.issuer)
    if keys is None or (kid not in keys and not _asked_for_keys.get(provider.issuer)):
        keys = _keys_in(_ask(provider, "GET", metadata(provider)["jwks_uri"]))
        _keys.set(provider.issuer, keys)
        _asked_for_keys.set(provider.issuer, True)
    if kid is None and len(keys) == 1:
        return next(iter(keys.values()))
    return keys[kid]


def _read_metadata(provider: Provider) -> dict[str, Any]:
    found = _ask(provider, "GET", f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration")
    if found.get("issuer") != provider.issuer or not all(is_private(str(found.get(e))) for e in _ENDPOINTS):
        raise Unavailable(component=provider.name)
    return found


def _keys_in(answer: dict[str, Any]) -> dict[str | None, jwt.PyJWK]:
    try:
        keys = jwt.PyJWKSet.from_dict(answer).keys
    except jwt.PyJWTError:
        return {}
    return {key.key_id: key for key in keys if key.public_key_use in (None, "sig")}


def _ask(provider: Provider, method: str, url: str, **request: Any) -> dict[str, Any]:
    try:
        answer: dict[str, Any] = breaker(f"oidc-{provider.name}").call(_answer, method, url, **request)
    except ConnectionError as error:
        raise Unavailable(component=provider.name) from error
    return answer


def _answer(method: str, url: str, **request: Any) -> dict[str, Any]:
    """What is answered with 200. ProviderRefused for a refusal, ConnectionError for anything else."""
    import httpx  # few processes ever ask a provider

    try:
        with httpx.stream(
            method, url, timeout=time_for_call(TIMEOUT_SECONDS), verify=_trusted(), **request
        ) as answer:
            body = _bounded(answer)
    except httpx.HTTPError as error:
        raise ConnectionError(str(error)) from error
    if 400 <= answer.status_code < 500:
        raise ProviderRefused
    try:
        found = json.loads(body) if answer.status_code == 200 else None
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise ConnectionError(f"answers {answer.status_code}")
    return found


@cache
def _trusted() -> ssl.SSLContext:
    """Whose certificates are believed: read once, for it takes longer than the call."""
    import httpx

    return httpx.create_ssl_context()


def _bounded(answer: Any) -> bytes:
    body = b""
    for part in answer.iter_bytes():
        body += part
        if len(body) > MAX_ANSWER:
            raise ConnectionError("answers too much")
    return body
