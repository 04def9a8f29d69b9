"""Views whose effects can be counted."""

import time

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from dominos.kernel.auth import Role
from dominos.kernel.edge import problems
from dominos.kernel.edge.access import ANYONE, SIGNED_IN, only
from dominos.kernel.edge.serializers import StrictSerializer
from dominos.kernel.edge.views import ApiView
from dominos.kernel.errors import Conflict
from dominos.kernel.ids import new_id
from dominos.kernel.resilience.deadline import current
from dominos.kernel.testing.probe.models import Effect
from dominos.kernel.unit_of_work import unit_of_work


class Inner(StrictSerializer):
    """A part."""

    quantity = serializers.IntegerField(min_value=1, max_value=99)


class Body(StrictSerializer):
    """What to make."""

    name = serializers.CharField(max_length=200)
    lines = Inner(many=True, required=False, max_length=50)  # type: ignore[call-arg]
    refuse = serializers.BooleanField(required=False)
    crash = serializers.BooleanField(required=False)


class Make(ApiView):
    """Anybody signed in makes things."""

    access = {"POST": SIGNED_IN, "GET": ANYONE}

    def post(self, request: Request) -> Response:
        """Makes something, unless it shall crash; refuses afterwards if it shall."""
        data = self.validated(Body)
        with unit_of_work("probe"):
            made = Effect.objects.create(id=new_id(), name=data["name"])
        if data.get("crash"):
            raise ZeroDivisionError
        if data.get("refuse"):
            return problems.response(Conflict("refused, and the effect stays", allowed=["nothing"]))
        return Response({"id": str(made.id)}, status=201)

    def get(self, request: Request) -> Response:
        """Who calls."""
        return Response({"caller": str(self.principal.id)})


class Paid(Make):
    """Only customers with a key make things."""

    access = {"POST": only(Role.CUSTOMER)}
    key_required = True


class Open(Make):
    """Anybody makes things."""

    access = {"POST": ANYONE, "GET": ANYONE}


def _compute_for_too_long() -> None:
    while (deadline := current()) and not deadline.has_passed:
        time.sleep(0.01)


class Slow(ApiView):
    """Makes something, and goes on for longer than a request may."""

    access = {"POST": ANYONE}

    def post(self, request: Request, how: str) -> Response:
        """Goes on with a `statement`, with `computing` before the commit, or `after` it."""
        with unit_of_work("probe"):
            made = Effect.objects.create(id=new_id(), name=how)
            if how == "statement":
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_sleep(20)")
            if how == "computing":
                _compute_for_too_long()
        if how == "after":
            _compute_for_too_long()
        return Response({"id": str(made.id)}, status=201)


def slow_page(request: HttpRequest) -> HttpResponse:
    """A page with such a statement."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(20)")
    return HttpResponse()


class Undeclared(ApiView):
    """A view that forgot to say who may call it."""

    def get(self, request: Request) -> Response:
        """Nobody comes here."""
        return Response({})


urlpatterns = [
    path("make", Make.as_view()),
    path("paid", Paid.as_view()),
    path("open", Open.as_view()),
    path("slow/<str:how>", Slow.as_view()),
    path("slow-page", slow_page),
    path("undeclared", Undeclared.as_view()),
]
handler404 = "dominos.kernel.edge.problems.handler404"
handler500 = "dominos.kernel.edge.problems.handler500"
