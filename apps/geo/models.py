"""The loaded map (addresses and streets), stores' locations and delivery zones."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models

from apps.geo.domain.hours import read_hours
from apps.geo.domain.zones import BadZone, check_shape, read_fee_tiers
from apps.stores.contract.business_day import DAY_STARTS_AT
from dominos.kernel import contact
from dominos.kernel.ids import new_id
from dominos.kernel.retention import Kept


class City(models.Model):
    """One loaded extract. At most one is active; the previous one stays, for readers and for switching back."""

    retention = Kept(because="a loaded map; the next one takes its place")
    is_public_map = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    content_hash = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=120)
    file_name = models.CharField(max_length=255)
    south = models.FloatField()
    west = models.FloatField()
    north = models.FloatField()
    east = models.FloatField()
    place_names = models.JSONField(default=list, db_default=[])
    streets = models.PositiveIntegerField()
    addresses = models.PositiveIntegerField()
    is_active = models.BooleanField(default=False, db_default=False)
    loaded_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "cities"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["is_active"], condition=models.Q(is_active=True), name="one_active_city"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.file_name})"


class Street(models.Model):
    """One name in one neighbourhood."""

    retention = Kept(because="a loaded map; the next one takes its place")
    is_public_map = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    city = models.ForeignKey(City, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=contact.STREET)
    locality = models.CharField(max_length=contact.CITY, blank=True, db_default="")
    postcode = models.CharField(max_length=contact.POSTCODE, blank=True, db_default="")
    lat = models.FloatField()
    lon = models.FloatField()

    def __str__(self) -> str:
        return self.name


class Spelling(models.Model):
    """Each street name of a city once, folded for comparison (trigram index) with typed names."""

    retention = Kept(because="a loaded map; the next one takes its place")
    is_public_map = True

    city = models.ForeignKey(City, on_delete=models.CASCADE, related_name="+")
    folded = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["city", "folded"], name="one_spelling_per_city")
        ]

    def __str__(self) -> str:
        return self.folded


class StreetName(models.Model):
    """A street in one spelling or language."""

    retention = Kept(because="a loaded map; the next one takes its place")
    is_public_map = True

    street = models.ForeignKey(Street, on_delete=models.CASCADE, related_name="names")
    city = models.ForeignKey(City, on_delete=models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(max_length=200)
    folded = models.CharField(max_length=200)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["city", "folded"], name="street_by_spelling")]

    def __str__(self) -> str:
        return self.name


class Address(models.Model):
    """One house number. ``number`` is the map's text, ``number_first`` to ``number_last`` a range such as 15-17.

    ``suffix`` is in a normal spelling (``domain/house_number.py``); not exact means interpolated.
    """

    retention = Kept(because="a loaded map; the next one takes its place")
    is_public_map = True

    street = models.ForeignKey(Street, on_delete=models.CASCADE, related_name="addresses", db_index=False)
    city = models.ForeignKey(City, on_delete=models.CASCADE, related_name="+")
    number = models.CharField(max_length=contact.HOUSE_NUMBER)
    number_first = models.PositiveIntegerField()
    number_last = models.PositiveIntegerField()
    suffix = models.CharField(max_length=40, blank=True, db_default="")
    postcode = models.CharField(max_length=contact.POSTCODE, blank=True, db_default="")
    locality = models.CharField(max_length=contact.CITY, blank=True, db_default="")
    lat = models.FloatField()
    lon = models.FloatField()
    exact = models.BooleanField(default=True, db_default=True)

    class Meta:
        verbose_name_plural = "addresses"
        indexes: ClassVar = [
            models.Index(fields=["street", "number_first"], name="address_door"),
            models.Index(fields=["street", "suffix"], name="address_suffix", condition=~models.Q(suffix="")),
        ]

    def __str__(self) -> str:
        return self.number


class MapTile(models.Model):
    """One tile of a city's base map, a gzipped vector tile: zoom, column from the west, row from the north."""

    retention = Kept(because="a loaded map; the next one takes its place")
    is_public_map = True

    city = models.ForeignKey(City, on_delete=models.CASCADE, related_name="+", db_index=False)
    z = models.PositiveSmallIntegerField()
    x = models.PositiveIntegerField()
    y = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["city", "z", "x", "y"], name="one_tile_per_square")
        ]

    def __str__(self) -> str:
        return f"{self.z}/{self.x}/{self.y}"


class StorePoint(models.Model):
    """A store's location and services, from its events."""

    retention = Kept(because="as many as there are stores")

    store_id = models.UUIDField(primary_key=True)
    code = models.CharField(max_length=40, blank=True, db_default="")
    name = models.CharField(max_length=200)
    lat = models.FloatField()
    lon = models.FloatField()
    services = models.JSONField(default=list, db_default=[])
    currency = models.CharField(max_length=3)
    is_active = models.BooleanField(default=True, db_default=True)
    timezone = models.CharField(max_length=64, default="UTC", db_default="UTC")
    day_starts_at = models.TimeField(default=DAY_STARTS_AT, db_default=DAY_STARTS_AT)

    def __str__(self) -> str:
        return f"{self.code} {self.name}".strip()


class DeliveryZone(models.Model):
    """An area a store delivers to, with its terms (amounts in minor units)."""

    retention = Kept(because="set up by staff")

    POLYGON, CIRCLE, POSTCODES = "polygon", "circle", "postcodes"
    KINDS: ClassVar = [(POLYGON, "Polygon"), (CIRCLE, "Circle"), (POSTCODES, "Postcodes")]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    store_id = models.UUIDField(db_index=True)
    name = models.CharField(max_length=120)
    priority = models.IntegerField(
        default=0, db_default=0, help_text="Of zones that cover one point, the highest serves it."
    )
    kind = models.CharField(max_length=10, choices=KINDS)
    shape = models.JSONField(
        help_text='GeoJSON Polygon, {"center": [lon, lat], "radius_m": 2000} or {"postcodes": ["00100"]}.'
    )
    currency = models.CharField(max_length=3)
    minimum_subtotal = models.PositiveIntegerField(default=0, db_default=0)
    fee_rules = models.JSONField(
        default=list, db_default=[], help_text="From which subtotal on, and how much: 0: 2.99"
    )
    hours = models.JSONField(
        default=list,
        db_default=[],
        blank=True,
        help_text='[{"days": [1, 2, 3], "from": "10:00", "to": "22:00"}], Monday is 1; store time; none: always.',
    )
    is_active = models.BooleanField(default=True, db_default=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["store_id", "name"], name="one_zone_name_per_store")
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        checks = {"shape": self._check_shape, "fee_rules": self._check_fees, "hours": self._check_hours}
        for field, check in checks.items():
            try:
                check()
            except BadZone as error:
                raise ValidationError({field: str(error)}) from error

    def _check_shape(self) -> None:
        check_shape(self.kind, self.shape)

    def _check_fees(self) -> None:
        read_fee_tiers(self.fee_rules)

    def _check_hours(self) -> None:
        self.hours = self.hours or []
        read_hours(self.hours)


class ZoneStamp(models.Model):
    """One row that triggers update with every change of zones or store points: the index's version."""

    retention = Kept(because="as many as there are stores")

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    stamp = models.UUIDField()

    def __str__(self) -> str:
        return str(self.stamp)
