"""Published versions, what stores sell, and stores' changes to the chain's menu."""

from zoneinfo import ZoneInfo

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Now

from apps.menu.domain.assortment import ItemKind as ChangeKind
from apps.menu.domain.availability import OutageKind
from apps.menu.domain.plans import MAX_PROBLEM, PlanOutcome
from apps.menu.models.drafts import Catalogue
from apps.stores.contract.business_day import DAY_STARTS_AT
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.personal import NotPersonal
from dominos.kernel.retention import Kept


class MenuVersion(models.Model):
    """A published menu: a document identified by the hash of its content. The database rejects changes."""

    retention = Kept(because="what was sold, at which price; quotes and orders name it")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    content_hash = models.CharField(max_length=64, unique=True)
    catalogue_code = models.CharField(max_length=30)
    document = models.JSONField()
    created_at = models.DateTimeField(default=now, db_default=Now())

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.catalogue_code} {self.content_hash[:12]}"


class StoreMenu(models.Model):
    """What a store sells: the catalogue it publishes from and its current version.

    Ingredients used are booked for orders begun before `stock_until`; None: the store counts no stock.
    """

    retention = Kept(because="as many as there are stores")

    store_id = models.UUIDField(primary_key=True)
    store_code = models.CharField(max_length=20, blank=True, db_default="")
    store_name = models.CharField(max_length=80, blank=True, db_default="")
    currency = models.CharField(max_length=3)
    timezone = models.CharField(max_length=64, default="UTC", db_default="UTC")
    day_starts_at = models.TimeField(default=DAY_STARTS_AT, db_default=DAY_STARTS_AT)
    languages = ArrayField(models.CharField(max_length=10), default=list, db_default=[], editable=False)
    catalogue = models.ForeignKey(Catalogue, models.PROTECT, null=True, blank=True, related_name="stores")
    current = models.ForeignKey(MenuVersion, models.PROTECT, null=True, editable=False, related_name="stores")
    revision = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    availability_revision = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    stock_until = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["store_code"]

    def __str__(self) -> str:
        return f"{self.store_code} {self.store_name}".strip() or str(self.store_id)


class Publication(models.Model):
    """A store started selling from a version; `published_by` is the user, None for the system."""

    retention = Kept(because="who changed the menu, and when")
    personal = NotPersonal(because="names of the staff who published, by identifier only")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    store_menu = models.ForeignKey(StoreMenu, models.CASCADE, related_name="publications")
    version = models.ForeignKey(MenuVersion, models.PROTECT, related_name="publications")
    revision = models.PositiveIntegerField()
    published_at = models.DateTimeField(default=now, db_default=Now())
    published_by = models.UUIDField(null=True)

    class Meta:
        ordering = ["-revision"]
        constraints = [models.UniqueConstraint("store_menu", "revision", name="menu_publication_once")]

    def __str__(self) -> str:
        return f"{self.store_menu} #{self.revision}"


class PlannedPublication(models.Model):
    """A store's draft, as it stands then, is to be published at an instant; a store has one open plan at most.

    A worker leases an open plan by moving `due_at`; `publish_at` stays as it was set.
    """

    retention = Kept(because="who planned to change the menu, and what became of it")
    personal = NotPersonal(because="names of the staff who planned, by identifier only")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    store_menu = models.ForeignKey(StoreMenu, models.CASCADE, related_name="planned_publications")
    publish_at = models.DateTimeField()
    due_at = models.DateTimeField()
    planned_at = models.DateTimeField(default=now, db_default=Now())
    planned_by = models.UUIDField(null=True)
    outcome = models.CharField(
        max_length=10,
        choices=[(outcome.value, outcome.value) for outcome in PlanOutcome],
        default=PlanOutcome.OPEN,
        db_default=PlanOutcome.OPEN,
    )
    problem = models.CharField(max_length=MAX_PROBLEM, blank=True, db_default="")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-publish_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                "store_menu",
                condition=models.Q(outcome=PlanOutcome.OPEN),
                name="menu_plannedpublication_open_once",
            )
        ]
        indexes = [
            models.Index(
                "due_at", condition=models.Q(outcome=PlanOutcome.OPEN), name="menu_plannedpublication_due"
            )
        ]

    def __str__(self) -> str:
        return f"{self.store_menu} {self.wall_time}"

    @property
    def wall_time(self) -> str:
        """The time asked for, on the store's own clock."""
        zone = self.store_menu.timezone
        return f"{self.publish_at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} {zone}"


class Outage(models.Model):
    """Something out of stock at a store, `until` an instant or indefinitely; `ended_at` when it was restocked.

    One that `is_counted` was derived from the store's stock count, and ends with it.
    """

    retention = Kept(because="what ran out, which staff enter")
    personal = NotPersonal(because="names of the staff who reported, by identifier only")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    store = models.ForeignKey(StoreMenu, models.CASCADE, related_name="outages")
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in OutageKind])
    code = models.CharField(max_length=40)
    until = models.DateTimeField(null=True, blank=True)
    is_counted = models.BooleanField(default=False, db_default=False, editable=False)
    reported_at = models.DateTimeField(default=now, db_default=Now(), editable=False)
    reported_by = models.UUIDField(null=True, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)
    ended_by = models.UUIDField(null=True, editable=False)

    class Meta:
        ordering = ["kind", "code", "-reported_at"]
        constraints = [
            models.UniqueConstraint(
                "store", "kind", "code", condition=models.Q(ended_at=None), name="menu_outage_once"
            )
        ]
        indexes = [
            models.Index("until", condition=models.Q(ended_at=None), name="menu_outage_due"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"


class StoreChange(models.Model):
    """A store's change to its catalogue: an item omitted, or sold at another price or time.

    Prices in minor units; None means as in the catalogue. It takes effect with the next publication.
    """

    retention = Kept(because="set up by staff")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    store = models.ForeignKey(StoreMenu, models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=15, choices=[(kind.value, kind.value) for kind in ChangeKind])
    code = models.CharField(max_length=40)
    is_sold = models.BooleanField(default=True, db_default=True)
    price = models.PositiveIntegerField(null=True, blank=True, help_text="Of a variant or a side.")
    topping_price = models.PositiveIntegerField(null=True, blank=True, help_text="Of a variant.")
    dayparts = ArrayField(
        models.CharField(max_length=40),
        null=True,
        blank=True,
        help_text="Of a product; empty: as in the catalogue.",
    )

    class Meta:
        ordering = ["kind", "code"]
        constraints = [models.UniqueConstraint("store", "kind", "code", name="menu_storechange_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"

    def clean(self) -> None:
        """Rejects prices and times for items that have none."""
        has_price = self.kind in (ChangeKind.VARIANT, ChangeKind.TOPPING)
        if self.price is not None and not has_price:
            raise ValidationError({"price": "Variants and sides have prices."})
        if self.topping_price is not None and self.kind != ChangeKind.VARIANT:
            raise ValidationError({"topping_price": "Variants have a price of toppings."})
        if self.dayparts and self.kind != ChangeKind.PRODUCT:
            raise ValidationError({"dayparts": "Products have dayparts."})
