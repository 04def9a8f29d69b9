"""The floor's three endpoints, written as the REST framework's own documentation does it."""

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from benchmarks.platform.floor.models import Event, Line, Option, Order, Payment, Product, Variant


class VariantSerializer(serializers.ModelSerializer):
    class Meta:
        model = Variant
        fields = ["id", "name", "sku", "price"]


class OptionSerializer(serializers.ModelSerializer):
    class Meta:
        model = Option
        fields = ["id", "name", "price"]


class ProductSerializer(serializers.ModelSerializer):
    variants = VariantSerializer(many=True)
    options = OptionSerializer(many=True)

    class Meta:
        model = Product
        fields = ["id", "name", "slug", "description", "variants", "options"]


class LineRequest(serializers.Serializer):
    variant = serializers.IntegerField()
    quantity = serializers.IntegerField(min_value=1, max_value=99)
    options = serializers.ListField(child=serializers.IntegerField(), required=False, default=list)


class OrderRequest(serializers.Serializer):
    customer = serializers.CharField(max_length=80)
    address = serializers.CharField(max_length=200)
    lines = LineRequest(many=True)


class LineSerializer(serializers.ModelSerializer):
    class Meta:
        model = Line
        fields = ["id", "variant_id", "quantity", "unit_price", "options"]


class OrderSerializer(serializers.ModelSerializer):
    lines = LineSerializer(many=True)

    class Meta:
        model = Order
        fields = ["id", "status", "customer", "address", "total", "created", "lines"]


class MenuView(APIView):
    def get(self, request: Request) -> Response:
        products = Product.objects.prefetch_related("variants", "options").order_by("id")
        return Response(ProductSerializer(products, many=True).data)


class OrdersView(APIView):
    def post(self, request: Request) -> Response:
        asked = OrderRequest(data=request.data)
        asked.is_valid(raise_exception=True)
        with transaction.atomic():
            order = _placed(asked.validated_data)
        return Response({"id": order.id, "status": order.status, "total": str(order.total)}, status=201)


class OrderView(APIView):
    def get(self, request: Request, pk: int) -> Response:
        return Response(OrderSerializer(Order.objects.prefetch_related("lines").get(pk=pk)).data)


def _placed(asked: dict[str, Any]) -> Order:
    variants = Variant.objects.in_bulk([line["variant"] for line in asked["lines"]])
    options = Option.objects.in_bulk([option for line in asked["lines"] for option in line["options"]])
    lines = [
        Line(
            variant_id=line["variant"],
            quantity=line["quantity"],
            unit_price=variants[line["variant"]].price
            + sum((options[option].price for option in line["options"]), Decimal(0)),
            options=line["options"],
        )
        for line in asked["lines"]
    ]
    total = sum((line.unit_price * line.quantity for line in lines), Decimal(0))
    order = Order.objects.create(customer=asked["customer"], address=asked["address"], total=total)
    for line in lines:
        line.order = order
    Line.objects.bulk_create(lines)
    Payment.objects.create(order=order, amount=total, state="captured")
    Event.objects.create(order=order, kind="placed")
    return order


def ping(request: HttpRequest) -> HttpResponse:
    """Answers once the server does."""
    return HttpResponse("ok")


urlpatterns = [
    path("menu", MenuView.as_view()),
    path("orders", OrdersView.as_view()),
    path("orders/<int:pk>", OrderView.as_view()),
    path("ping", ping),
]
