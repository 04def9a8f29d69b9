"""The language of a response: chosen on a page, else negotiated by `Accept-Language`."""

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, parse_cookie
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

from dominos.kernel.edge.page_middleware import API
from dominos.kernel.texts.languages import SOURCE, spoken

MAX_HEADER = 500
"""Characters of `Accept-Language`, the same limit as Django's."""
ASKED_BY = ("Accept-Language", "Cookie")


def language_asked_for(request: HttpRequest) -> str:
    """The language that the caller requests; "" if none."""
    is_said = settings.LANGUAGE_COOKIE_NAME in request.COOKIES or request.META.get("HTTP_ACCEPT_LANGUAGE")
    return spoken(translation.get_language_from_request(request)) if is_said else ""


def menu_language_asked_for(request: HttpRequest) -> str:
    """The same for menus, which can have more languages than the platform: `ja` for a Japanese browser.

    A chosen language counts, and any of the platform's in the list but English, which browsers everywhere list
    last. Else the first of the list does, even if the platform does not support it.
    """
    ours = language_asked_for(request)
    if settings.LANGUAGE_COOKIE_NAME in request.COOKIES or ours not in ("", SOURCE):
        return ours
    listed = parse_accept_lang_header(request.META.get("HTTP_ACCEPT_LANGUAGE", "")[:MAX_HEADER])
    first = listed[0][0].partition("-")[0] if listed else ""
    return first if first.isalpha() else ours


def language_of_socket(scope: Mapping[str, Any]) -> str:
    """The menu language of a websocket's opening request."""
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    request = HttpRequest()
    request.COOKIES = parse_cookie(headers.get("cookie", ""))
    request.META["HTTP_ACCEPT_LANGUAGE"] = headers.get("accept-language", "")
    return menu_language_asked_for(request)


class Languages:
    """A middleware that activates the language for the request only; the outermost one.

    Of cached API responses only menus vary by it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = translation.get_language_from_request(request)
        with translation.override(language):
            response = self.get_response(request)
        if not request.path_info.startswith(API):
            patch_vary_headers(response, ASKED_BY)
            response.headers.setdefault("Content-Language", language)
        return response
