"""Authentication for REST (DRF) and for websockets (ASGI)."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from asgiref.sync import sync_to_async
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from dominos.kernel.auth.principal import NOBODY, Principal
from dominos.kernel.auth.tokens import BadToken, principal_of, read
from dominos.kernel.errors import Unavailable

SUBPROTOCOL = "access-token"


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer <access token>`."""

    def authenticate(self, request: Request) -> tuple[Principal, str] | None:
        scheme, _, token = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        try:
            return principal_of(token.strip()), token
        except BadToken:
            raise AuthenticationFailed(
                "The access token is expired or not valid.", "token-not-valid"
            ) from None

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class PrincipalMiddleware:
    """Puts `scope["principal"]` on a websocket: `nobody` without a token, None with an invalid one.

    `scope["is_unknown"]` says that the stores of a valid token could not be looked up; `scope["token_expires"]` is when
    the token expires, in seconds since 1970, None without a token.

    The token comes in the `Authorization` header or, from browsers, which cannot set it, as the subprotocol after
    `access-token`. It never comes in the URL, which ends up in logs and browser histories.
    """

    def __init__(self, app: Callable[..., Awaitable[None]]) -> None:
        self.app = app

    async def __call__(self, scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        token = _token(scope)
        try:
            nobody = (NOBODY, None)
            scope["principal"], scope["token_expires"] = await sync_to_async(read)(token) if token else nobody
        except BadToken:
            scope["principal"] = None
        except Unavailable:
            scope["principal"], scope["is_unknown"] = None, True
        await self.app(scope, receive, send)


def _token(scope: MutableMapping[str, Any]) -> str:
    headers: dict[bytes, bytes] = dict(scope.get("headers", ()))
    scheme, _, token = headers.get(b"authorization", b"").decode("latin-1").partition(" ")
    if scheme.lower() == "bearer":
        return token.strip()
    protocols = scope.get("subprotocols", [])
    if len(protocols) > 1 and protocols[0] == SUBPROTOCOL:
        return str(protocols[1])
    return ""
