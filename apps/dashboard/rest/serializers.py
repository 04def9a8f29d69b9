"""Shapes of the dashboard's REST calls."""

from typing import Any

from rest_framework import serializers

from dominos.kernel.edge.serializers import StrictSerializer


class BoardStore(StrictSerializer):
    store_id = serializers.UUIDField()
    code = serializers.CharField()
    name = serializers.CharField()


class BoardStores(StrictSerializer):
    stores = BoardStore(many=True)


class BoardQuery(StrictSerializer):
    store = serializers.UUIDField()


class BoardOrder(StrictSerializer):
    order_id = serializers.UUIDField()
    number = serializers.CharField()
    store_id = serializers.UUIDField()
    service = serializers.CharField()
    status = serializers.CharField()
    sequence = serializers.IntegerField()
    total = serializers.IntegerField(allow_null=True, help_text="minor units")
    currency = serializers.CharField()
    courier_name = serializers.CharField()
    promised_to = serializers.DateTimeField(allow_null=True)
    eta_to = serializers.DateTimeField(allow_null=True)
    is_late = serializers.BooleanField()
    changed_at = serializers.DateTimeField()


class Board(StrictSerializer):
    columns = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))
    orders = BoardOrder(many=True)


class MapPlace(StrictSerializer):
    lat = serializers.FloatField()
    lon = serializers.FloatField()


class MapFix(MapPlace):
    accuracy = serializers.FloatField(help_text="metres")
    at = serializers.DateTimeField()


class MapCourier(StrictSerializer):
    courier_id = serializers.UUIDField()
    name = serializers.CharField()
    status = serializers.CharField()
    vehicle = serializers.CharField()
    position = MapFix(allow_null=True)


class MapDoor(StrictSerializer):
    order_id = serializers.UUIDField()
    number = serializers.CharField()
    status = serializers.CharField()
    lat = serializers.FloatField()
    lon = serializers.FloatField()
    courier_id = serializers.UUIDField(allow_null=True)
    stop = serializers.IntegerField(help_text="of the courier's run; 0 before there is one")
    promised_to = serializers.DateTimeField()
    is_late = serializers.BooleanField(help_text="expected after the promise")


class StoreMap(StrictSerializer):
    store = MapPlace()
    couriers = MapCourier(many=True)
    doors = MapDoor(many=True)


class SalesQuery(StrictSerializer):
    first = serializers.DateField()
    last = serializers.DateField()
    store = serializers.UUIDField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["last"] < attrs["first"]:
            raise serializers.ValidationError({"last": "The last day lies before the first."})
        return attrs


class SalesRow(StrictSerializer):
    day = serializers.DateField()
    store_id = serializers.UUIDField()
    currency = serializers.CharField()
    placed = serializers.IntegerField()
    completed = serializers.IntegerField()
    on_time = serializers.IntegerField()
    sold = serializers.IntegerField(help_text="minor units")
    captured = serializers.IntegerField(help_text="minor units")
    stars = serializers.FloatField(allow_null=True)


class Sales(StrictSerializer):
    results = SalesRow(many=True)
