"""The menu endpoints: public reads, and publishing by a store's manager."""

import re
from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.menu.contract.errors import NoMenu
from apps.menu.queries import published_menus
from apps.menu.queries.answers import PublicationAnswer
from apps.menu.queries.document_answers import MenuAnswer, MenuNutritionAnswer
from apps.menu.queries.publications import get_publication, list_publications
from apps.menu.queries.versions import Body, PublishedMenu
from apps.menu.rest.access import MANAGERS
from apps.menu.rest.serializers import PublishSerializer
from apps.menu.store_menus import publications
from dominos.kernel.edge.access import ANYONE
from dominos.kernel.edge.answers import Page
from dominos.kernel.edge.document_cache import while_holds
from dominos.kernel.edge.languages import ASKED_BY, menu_language_asked_for
from dominos.kernel.edge.serializers import PageQuery
from dominos.kernel.edge.store_views import ManagedView
from dominos.kernel.edge.views import ApiView
from dominos.kernel.errors import Conflict

WEIGHT = re.compile(r"[01](\.\d{0,3})?", re.ASCII)


KNOWN = OpenApiParameter("If-None-Match", str, "header", description="The ETag of the copy you have.")


class DocumentView(ApiView):
    """Serves bytes built once per version; not throttled, because counting calls would cost more than serving them."""

    access = {"GET": ANYONE}
    problems = {"GET": [NoMenu]}
    throttle_classes = ()


class MenuView(DocumentView):
    @extend_schema(
        operation_id="get_menu", tags=["menu"], parameters=[KNOWN], responses={200: MenuAnswer, 304: None}
    )
    def get(self, request: Request, store_id: UUID) -> HttpResponseBase:
        """The menu the store sells, as one document. A new version is served within two seconds.

        In the language that `Accept-Language` asks for; texts without a translation are in the store's or the
        menu's own.
        """
        language = menu_language_asked_for(request)
        menu = published_menus.get_menu(store_id, language)
        holds = partial(published_menus.is_current, store_id, menu, language)
        return while_holds(_served(request, menu, lambda: menu.body), request._request, holds)


class NutritionView(DocumentView):
    @extend_schema(
        operation_id="get_menu_nutrition",
        tags=["menu"],
        parameters=[KNOWN],
        responses={200: MenuNutritionAnswer, 304: None},
    )
    def get(self, request: Request, store_id: UUID) -> HttpResponseBase:
        """The known nutrition facts of the menu the store sells, as a document separate from the menu."""
        menu = published_menus.get_menu(store_id)
        holds = partial(published_menus.is_current, store_id, menu)
        return while_holds(_served(request, menu.whole, lambda: menu.nutrition), request._request, holds)


def _served(request: Request, menu: PublishedMenu, made: Callable[[], Body]) -> HttpResponse:
    """The body, or 304 to who has it of this menu."""
    if menu.is_known_to(request.META.get("HTTP_IF_NONE_MATCH", "")):
        response = HttpResponse(status=304)
    else:
        response = _sent(made(), _encoding(request.META.get("HTTP_ACCEPT_ENCODING", "")))
    response["ETag"] = menu.etag
    response["Cache-Control"] = "public, no-cache"
    response["Content-Language"] = menu.document["language"]
    patch_vary_headers(response, ("Accept-Encoding", *ASKED_BY))
    return response


def _encoding(accepted: str) -> str:
    """The encoding of ours that the caller prefers (RFC 9110 12.5.3), the smaller where equal; empty for none."""
    weights = {}
    for offer in accepted.lower().replace(" ", "").split(","):
        coding, _, weight = offer.partition(";q=")
        weights[coding] = _weight(weight)
    usual = weights.get("*", 0.0)
    return max(("br", "gzip", ""), key=lambda coding: weights.get(coding, usual) if coding else 0.0001)


def _weight(written: str) -> float:
    return float(written) if WEIGHT.fullmatch(written) else 1.0


def _sent(body: Body, encoding: str) -> HttpResponse:
    bodies = {"br": lambda: body.brotlied, "gzip": lambda: body.gzipped, "": lambda: body.plain}
    response = HttpResponse(bodies[encoding](), content_type="application/json")
    if encoding:
        response["Content-Encoding"] = encoding
    return response


class PublicationsView(ManagedView):
    access = {"GET": MANAGERS, "POST": MANAGERS}
    problems = {"POST": [Conflict]}

    @extend_schema(
        operation_id="list_menu_publications",
        tags=["menu"],
        parameters=[PageQuery],
        responses=Page[PublicationAnswer],
    )
    def get(self, request: Request, store_id: UUID) -> Response:
        """The versions the store has sold, newest first."""
        return self.page(list_publications(store_id))

    @extend_schema(
        operation_id="publish_menu", tags=["menu"], request=PublishSerializer, responses=PublicationAnswer
    )
    def post(self, request: Request, store_id: UUID) -> Response:
        """Publishes the current draft or an older version; no effect if the store sells it already."""
        version = self.validated(PublishSerializer).get("version")
        if version is None:
            publications.publish_menu(store_id, by=self.principal.id)
        else:
            publications.publish_version(store_id, version, by=self.principal.id)
        return self.answer(get_publication(store_id))
