"""A view with an effect that can be counted, for the tests of the edge."""

from django.urls import path
from rest_framework import serializers
from rest_framework.response import Response

from apps.dashboard.models import BoardStore
from dominos.kernel.auth import Role
from dominos.kernel.edge import problems
from dominos.kernel.edge.access import ANYONE, SIGNED_IN, only
from dominos.kernel.edge.serializers import StrictSerializer
from dominos.kernel.edge.views import ApiView
from dominos.kernel.errors import Conflict
from dominos.kernel.ids import new_id
from dominos.kernel.unit_of_work import unit_of_work


class Inner(StrictSerializer):
    quantity = serializers.IntegerField(min_value=1)


class Body(StrictSerializer):
    name = serializers.CharField()
    lines = Inner(many=True, required=False)
    refuse = serializers.BooleanField(required=False)
    crash = serializers.BooleanField(required=False)


class Make(ApiView):
    access = {"POST": SIGNED_IN, "GET": ANYONE}

    def post(self, request):
        data = self.validated(Body)
        with unit_of_work("dashboard"):
            made = BoardStore.objects.create(store_id=new_id(), code="probe", name=data["name"])
        if data.get("crash"):
            raise ZeroDivisionError
        if data.get("refuse"):
            return problems.response(Conflict("refused, and the effect stays", allowed=["nothing"]))
        return Response({"id": str(made.store_id)}, status=201)

    def get(self, request):
        return Response({"caller": str(self.principal.id)})


class Paid(Make):
    access = {"POST": only(Role.CUSTOMER)}
    key_required = True


class Undeclared(ApiView):
    def get(self, request):
        return Response({})


urlpatterns = [
    path("make", Make.as_view()),
    path("paid", Paid.as_view()),
    path("undeclared", Undeclared.as_view()),
]
handler404 = "dominos.kernel.edge.problems.handler404"
handler500 = "dominos.kernel.edge.problems.handler500"
