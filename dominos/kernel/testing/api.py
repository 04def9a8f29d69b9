"""Callers for tests: API clients with really signed tokens."""

import time
from datetime import timedelta
from uuid import UUID

from rest_framework.test import APIClient

from dominos.kernel.auth import Principal, Role
from dominos.kernel.auth.tokens import encode
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id


def principal(
    *roles: Role, id: UUID | None = None, stores: tuple[UUID, ...] = (), scopes: tuple[str, ...] = ()
) -> Principal:
    """A caller with these roles, working for these stores and, as a manager, managing them; a partner with scopes.

    They have just signed in.
    """
    managed = stores if Role.STORE_MANAGER in roles else ()
    return Principal(
        id or new_id(),
        frozenset(roles),
        frozenset(stores),
        frozenset(managed),
        scopes=frozenset(scopes),
        confirmed_at=int(now().timestamp()),
    )


def token(caller: Principal, lasts: timedelta = timedelta(minutes=5)) -> str:
    """An access token for the caller, good for five minutes unless told otherwise.

    By the real clock, as it is read by: where a test stops ours at some day, it is good after that day, too.
    """
    expires = time.time() + lasts.total_seconds()
    return encode({**caller.claims(), "token_type": "access", "exp": int(expires)})


def bearer(caller: Principal) -> list[tuple[bytes, bytes]]:
    """The headers of a websocket that the caller opens."""
    return [(b"authorization", f"Bearer {token(caller)}".encode())]


def client(caller: Principal | None = None) -> APIClient:
    """An API client that calls as `caller`, or as nobody."""
    api = APIClient()
    if caller is not None:
        api.credentials(HTTP_AUTHORIZATION=f"Bearer {token(caller)}")
    return api
