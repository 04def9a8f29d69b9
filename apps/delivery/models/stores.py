"""Locations of stores."""

from django.db import models

from apps.delivery.domain.geofence import LatLon
from dominos.kernel.retention import Kept


class StorePlace(models.Model):
    """The location of a store, from its events."""

    retention = Kept(because="as many as there are stores")

    store_id = models.UUIDField(primary_key=True)
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    lat = models.FloatField()
    lon = models.FloatField()
    is_active = models.BooleanField(default=True, db_default=True)

    def __str__(self) -> str:
        return self.name

    @property
    def point(self) -> LatLon:
        return LatLon(self.lat, self.lon)
