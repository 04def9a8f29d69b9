"""Callers of the REST interface whose tokens outlast virtual time."""

from functools import cache

from rest_framework.test import APIClient

from dominos.kernel.auth import Principal
from dominos.kernel.auth.tokens import encode

YEAR_2100 = 4_102_444_800


@cache
def token_of(caller: Principal) -> str:
    """A really signed access token."""
    return encode({**caller.claims(), "token_type": "access", "exp": YEAR_2100})


@cache
def signed_in(caller: Principal) -> APIClient:
    """A client with the caller's token."""
    api = APIClient()
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {token_of(caller)}")
    return api
