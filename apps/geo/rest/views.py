"""The geo endpoints: public, because guests must be able to find a store."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.geo.contract.errors import (
    GeocodingUnavailable,
    NoAddressThere,
    NoStoreNearby,
    OutOfZone,
    TooFar,
    ZoneClosed,
)
from apps.geo.contract.estimates import distance_m
from apps.geo.contract.service import GeoService
from apps.geo.contract.types import Point
from apps.geo.queries.answers import (
    GeocodeAnswer,
    LocateAnswer,
    NearestStoresAnswer,
    ReverseAnswer,
    RouteAnswer,
    SuggestAnswer,
)
from apps.geo.rest import serializers
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.edge.access import ANYONE
from dominos.kernel.edge.views import ApiView
from dominos.kernel.services import service

MAX_ROUTE_M = 60_000.0
"""Longer than any delivery: a public endpoint must not compute routes across a country."""


class GeoView(ApiView):
    access = {"GET": ANYONE}


class GeocodeView(GeoView):
    problems = {"GET": [GeocodingUnavailable]}

    @extend_schema(
        operation_id="geo_geocode",
        tags=["geo"],
        parameters=[serializers.AddressQuery],
        responses=GeocodeAnswer,
    )
    def get(self, request: Request) -> Response:
        """Possible matches of a typed address, and whether the best one needs confirmation."""
        asked = self.validated_query(serializers.AddressQuery)
        found = service(GeoService).geocode(query=asked["q"], near=asked.get("near"), limit=asked["limit"])
        return self.answer(GeocodeAnswer.of(found))


class SuggestView(GeoView):
    @extend_schema(
        operation_id="geo_suggest",
        tags=["geo"],
        parameters=[serializers.AddressQuery],
        responses=SuggestAnswer,
    )
    def get(self, request: Request) -> Response:
        """Completions of an address while it is being typed."""
        asked = self.validated_query(serializers.AddressQuery)
        hits = service(GeoService).suggest(prefix=asked["q"], near=asked.get("near"), limit=asked["limit"])
        return self.answer(SuggestAnswer(hits=hits))


class ReverseView(GeoView):
    problems = {"GET": [NoAddressThere]}

    @extend_schema(
        operation_id="geo_reverse",
        tags=["geo"],
        parameters=[serializers.PointQuery],
        responses=ReverseAnswer,
    )
    def get(self, request: Request) -> Response:
        """The address nearest to a point; the customer confirms the number if it is uncertain."""
        found = service(GeoService).reverse(point=_point(self.validated_query(serializers.PointQuery)))
        return self.answer(ReverseAnswer.of(found))


class LocateView(GeoView):
    problems = {"GET": [OutOfZone, ZoneClosed, NoStoreNearby]}

    @extend_schema(
        operation_id="geo_locate",
        tags=["geo"],
        parameters=[serializers.LocateQuery],
        responses=LocateAnswer,
    )
    def get(self, request: Request) -> Response:
        """The store that serves a point; otherwise a problem with the nearest stores for carryout."""
        asked = self.validated_query(serializers.LocateQuery)
        method = ServiceMethod(asked["service"])
        found = service(GeoService).locate(point=_point(asked), service=method, at=asked.get("at"))
        return self.answer(LocateAnswer.of(found))


class NearestStoresView(GeoView):
    @extend_schema(
        operation_id="geo_nearest_stores",
        tags=["geo"],
        parameters=[serializers.StoresQuery],
        responses=NearestStoresAnswer,
    )
    def get(self, request: Request) -> Response:
        """The stores nearest to a point."""
        asked = self.validated_query(serializers.StoresQuery)
        method = ServiceMethod(asked["service"]) if "service" in asked else None
        near = service(GeoService).nearest_stores(point=_point(asked), limit=asked["limit"], service=method)
        return self.answer(NearestStoresAnswer(stores=near))


class RouteView(GeoView):
    problems = {"GET": [TooFar]}

    @extend_schema(
        operation_id="geo_route",
        tags=["geo"],
        parameters=[serializers.RouteQuery],
        responses=RouteAnswer,
    )
    def get(self, request: Request) -> Response:
        """The quickest route between two points."""
        asked = self.validated_query(serializers.RouteQuery)
        origin, destination = asked["from"], asked["to"]
        if distance_m(origin, destination) > MAX_ROUTE_M:
            raise TooFar(limit_m=MAX_ROUTE_M)
        found = service(GeoService).route(origin=origin, destination=destination, profile=asked["profile"])
        return self.answer(RouteAnswer.of_route(found))


def _point(asked: dict[str, Any]) -> Point:
    return Point(lat=asked["lat"], lon=asked["lon"])
