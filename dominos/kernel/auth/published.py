"""The endpoint of the JWK set, for processes without private keys."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from dominos.kernel.auth.keys import KEY_SET_SECONDS, key_set


def _etag(request: HttpRequest) -> str:
    return '"' + ".".join(key["kid"][:12] for key in key_set()["keys"]) + '"'


@require_safe
@cache_control(public=True, max_age=KEY_SET_SECONDS)
@condition(etag_func=_etag)
def jwks(request: HttpRequest) -> HttpResponse:
    """The JWK set (RFC 7517) of all keys that verify. A new key must be published this long before it signs."""
    return JsonResponse(key_set(), content_type="application/jwk-set+json")


urlpatterns = [path(".well-known/jwks.json", jwks, name="jwks")]
