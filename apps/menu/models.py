"""The chain's draft menus, and the published versions stores sell by."""

from decimal import Decimal, InvalidOperation

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models

from apps.menu.availability import Kind
from apps.menu.domain import AMOUNTS, CHARGES
from apps.menu.domain.terms import FOOD
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id

CODE = RegexValidator(r"^[A-Za-z0-9_.-]+$", "letters, digits, dot, dash and underscore")


def is_amount(written: object) -> None:
    """Refuses what is no amount of a topping or number of a side."""
    try:
        is_known = Decimal(str(written)) in CHARGES
    except InvalidOperation:
        is_known = False
    if not is_known:
        raise ValidationError(f"{written} is no amount of a topping")


def any_amount() -> list[str]:
    """The amounts a topping comes in where nobody says otherwise."""
    return [str(amount) for amount in AMOUNTS if amount]


class Catalogue(models.Model):
    """A draft: what editors work on. Stores sell a published version of it, never the draft."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=30, unique=True, validators=[CODE])
    name = models.CharField(max_length=80)
    currency = models.CharField(max_length=3, validators=[RegexValidator(r"^[A-Z]{3}$")])

    def __str__(self) -> str:
        return self.name


class Entry(models.Model):
    """A row of a catalogue, known by a code of its own in it, shown in the order of `position`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    catalogue = models.ForeignKey(Catalogue, models.CASCADE, related_name="%(class)s_set")
    code = models.CharField(max_length=40, validators=[CODE])
    name = models.CharField(max_length=160)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ["position", "code"]
        constraints = [
            models.UniqueConstraint("catalogue", "code", name="menu_%(class)s_code_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Category(Entry):
    """A heading of the menu; headings form a tree."""

    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="children")

    class Meta(Entry.Meta):
        verbose_name_plural = "categories"


class Size(Entry):
    """A size: 14 inch, 0.5 litres."""


class Crust(Entry):
    """A crust; `allergens` None: unknown."""

    allergens = ArrayField(models.CharField(max_length=20), null=True, blank=True)


class Topping(Entry):
    """What may lie on a product. Of one `exclusive_group` only one fits; `allergens` None: unknown."""

    group = models.CharField(max_length=20)
    whole_only = models.BooleanField(default=False)
    exclusive_group = models.CharField(max_length=20, blank=True)
    is_paid = models.BooleanField(default=True)
    price = models.PositiveIntegerField(
        null=True, blank=True, help_text="Of a side beyond those included; empty: that of a topping unit."
    )
    allergens = ArrayField(models.CharField(max_length=20), null=True, blank=True)


class Product(Entry):
    """A thing to order, in one or more variants; `allergens` None: unknown."""

    category = models.ForeignKey(Category, models.PROTECT, related_name="products")
    description = models.CharField(max_length=1000, blank=True)
    max_toppings = models.PositiveSmallIntegerField(default=10)
    needs_oven = models.BooleanField(default=True)
    is_halvable = models.BooleanField(default=False)
    allergens = ArrayField(models.CharField(max_length=20), null=True, blank=True)
    tax_class = models.CharField(
        max_length=20, default=FOOD, validators=[CODE], help_text="The item class for taxes: food, beverage."
    )


class Variant(Entry):
    """A product in a size and crust. Prices in minor units of the catalogue's currency."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="variants")
    size = models.ForeignKey(Size, models.PROTECT, null=True, blank=True)
    crust = models.ForeignKey(Crust, models.PROTECT, null=True, blank=True)
    price = models.PositiveIntegerField()
    crust_surcharge = models.PositiveIntegerField(default=0)
    topping_price = models.PositiveIntegerField(default=0)
    included_units = models.PositiveSmallIntegerField(default=0)
    deposit = models.PositiveIntegerField(default=0, help_text="For the bottle, on top of the price.")
    unit_steps = ArrayField(
        models.IntegerField(),
        null=True,
        blank=True,
        help_text="What 1, 2, 3 ... topping units add, where they do not add the same each.",
    )
    own_defaults = models.JSONField(
        null=True,
        blank=True,
        help_text="All defaults of this variant, {topping: amount}; empty: the product's.",
    )
    without = ArrayField(
        models.CharField(max_length=40),
        null=True,
        blank=True,
        help_text="Toppings of the product that this variant does not take.",
    )


class ProductTopping(models.Model):
    """A topping a product takes, in which amounts, and how much of it is there by default."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    product = models.ForeignKey(Product, models.CASCADE, related_name="toppings")
    topping = models.ForeignKey(Topping, models.CASCADE, related_name="products")
    amounts = ArrayField(models.CharField(max_length=3, validators=[is_amount]), default=any_amount)
    default_amount = models.DecimalField(max_digits=4, decimal_places=1, default=0, validators=[is_amount])
    is_exclusive = models.BooleanField(
        default=True, help_text="Whether the topping's exclusive group counts on this product."
    )

    class Meta:
        ordering = ["topping__position", "topping__code"]
        constraints = [models.UniqueConstraint("product", "topping", name="menu_producttopping_once")]

    def __str__(self) -> str:
        return f"{self.product_id}: {self.topping_id}"


class PreconfiguredProduct(Entry):
    """A product with options chosen for the customer: `{topping: {part: amount}}`, amounts as text.

    It comes in one variant, or in any of the product's.
    """

    category = models.ForeignKey(Category, models.PROTECT, related_name="preconfigured")
    product = models.ForeignKey(Product, models.CASCADE, related_name="preconfigured")
    variant = models.ForeignKey(Variant, models.CASCADE, null=True, blank=True, related_name="preconfigured")
    description = models.CharField(max_length=1000, blank=True)
    options = models.JSONField(default=dict)


class MenuVersion(models.Model):
    """A published menu: a document known by the hash of its content. The database refuses to change it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    content_hash = models.CharField(max_length=64, unique=True)
    catalogue_code = models.CharField(max_length=30)
    document = models.JSONField()
    created_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.catalogue_code} {self.content_hash[:12]}"


class StoreMenu(models.Model):
    """What a store sells: the catalogue it publishes from and the version it sells by now."""

    store_id = models.UUIDField(primary_key=True)
    store_code = models.CharField(max_length=20, blank=True)
    store_name = models.CharField(max_length=80, blank=True)
    currency = models.CharField(max_length=3)
    timezone = models.CharField(max_length=64, default="UTC")
    catalogue = models.ForeignKey(Catalogue, models.PROTECT, null=True, blank=True, related_name="stores")
    current = models.ForeignKey(MenuVersion, models.PROTECT, null=True, editable=False, related_name="stores")
    revision = models.PositiveIntegerField(default=0, editable=False)
    availability_revision = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["store_code"]

    def __str__(self) -> str:
        return f"{self.store_code} {self.store_name}".strip() or str(self.store_id)


class Publication(models.Model):
    """A store began to sell by a version; `published_by` is the user, None for the system."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    store_menu = models.ForeignKey(StoreMenu, models.CASCADE, related_name="publications")
    version = models.ForeignKey(MenuVersion, models.PROTECT, related_name="publications")
    revision = models.PositiveIntegerField()
    published_at = models.DateTimeField(default=now)
    published_by = models.UUIDField(null=True)

    class Meta:
        ordering = ["-revision"]
        constraints = [models.UniqueConstraint("store_menu", "revision", name="menu_publication_once")]

    def __str__(self) -> str:
        return f"{self.store_menu_id} #{self.revision}"


class Outage(models.Model):
    """Something out of stock at a store, `until` an instant or, without one, for good; `ended_at` when it is back."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    store = models.ForeignKey(StoreMenu, models.CASCADE, related_name="outages")
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in Kind])
    code = models.CharField(max_length=40)
    until = models.DateTimeField(null=True, blank=True)
    reported_at = models.DateTimeField(default=now, editable=False)
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
