"""The chain's draft menus: what editors work on."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models

from apps.menu.domain import HalfRule
from apps.menu.domain.deals.types import Combine, Rule
from apps.menu.domain.terms import ANY_AMOUNT, FOOD
from apps.menu.models.fields import (
    CODE,
    any_amount,
    codes_field,
    diet_field,
    is_amount,
    nutrition_field,
    weekdays_field,
)
from apps.menu.models.pictures import Picture
from apps.menu.models.texts import LANGUAGE, texts_field
from dominos.kernel.ids import new_id
from dominos.kernel.money import PERCENT
from dominos.kernel.retention import Kept
from dominos.kernel.texts.languages import SOURCE


class Catalogue(models.Model):
    """A draft: what editors work on. Stores sell a published version of it, never the draft.

    It is a market's menu, with the market's price rule for halves.
    """

    retention = Kept(because="set up by staff")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=30, unique=True, validators=[CODE])
    name = models.CharField(max_length=80)
    currency = models.CharField(max_length=3, validators=[RegexValidator(r"^[A-Z]{3}$")])
    language = models.CharField(
        max_length=10,
        default=SOURCE,
        db_default=SOURCE,
        validators=[LANGUAGE],
        help_text="Of its names and descriptions, as a code: en. Each entry may have words in others.",
    )
    half_rule = models.CharField(
        max_length=10,
        choices=[(rule.value, rule.value) for rule in HalfRule],
        default=HalfRule.DEARER,
        db_default=HalfRule.DEARER,
    )
    half_percent = models.PositiveSmallIntegerField(
        default=50,
        db_default=50,
        validators=[MaxValueValidator(100)],
        help_text="What a topping on a half counts, of one on the whole, by the rule of percentages.",
    )

    def __str__(self) -> str:
        return self.name


class Entry(models.Model):
    """A row of a catalogue, with a code unique in it, displayed in the order of `position`."""

    retention = Kept(because="set up by staff")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    catalogue = models.ForeignKey(Catalogue, models.CASCADE, related_name="%(class)s_set")
    code = models.CharField(max_length=40, validators=[CODE])
    name = models.CharField(max_length=160)
    position = models.PositiveIntegerField(default=0, db_default=0)
    texts = texts_field()

    class Meta:
        abstract = True
        ordering = ["position", "code"]
        constraints = [
            models.UniqueConstraint("catalogue", "code", name="menu_%(class)s_code_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Category(Entry):
    """A category of the menu; categories form a tree."""

    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="children")
    picture = models.ForeignKey(Picture, models.PROTECT, null=True, blank=True, related_name="categories")

    class Meta(Entry.Meta):
        verbose_name_plural = "categories"


class Daypart(Entry):
    """A span of local time on some weekdays (ISO, 1 is Monday; empty: all).

    It crosses midnight if it ends earlier than it starts; the weekday is that of the start.
    """

    starts = models.TimeField()
    ends = models.TimeField()
    weekdays = weekdays_field()


class Size(Entry):
    """A size: 14 inch, 0.5 litres."""


class Crust(Entry):
    """A crust; `allergens` None: unknown."""

    allergens = ArrayField(models.CharField(max_length=20), null=True, blank=True)
    diet = diet_field()
    nutrition = nutrition_field()


class Topping(Entry):
    """A topping. Only one of an `exclusive_group` fits; `allergens` None: unknown."""

    group = models.CharField(max_length=20)
    whole_only = models.BooleanField(default=False, db_default=False)
    exclusive_group = models.CharField(max_length=20, blank=True, db_default="")
    is_paid = models.BooleanField(default=True, db_default=True)
    price = models.PositiveIntegerField(
        null=True, blank=True, help_text="Of a side beyond those included; empty: that of a topping unit."
    )
    allergens = ArrayField(models.CharField(max_length=20), null=True, blank=True)
    diet = diet_field()
    nutrition = nutrition_field()


class Product(Entry):
    """A product in one or more variants; `allergens` None: unknown."""

    category = models.ForeignKey(Category, models.PROTECT, related_name="products")
    description = models.CharField(max_length=1000, blank=True, db_default="")
    max_toppings = models.PositiveSmallIntegerField(default=10, db_default=10)
    needs_oven = models.BooleanField(default=True, db_default=True)
    is_halvable = models.BooleanField(default=False, db_default=False)
    allergens = ArrayField(models.CharField(max_length=20), null=True, blank=True)
    diet = diet_field()
    nutrition = nutrition_field()
    tax_class = models.CharField(
        max_length=20,
        default=FOOD,
        db_default=FOOD,
        validators=[CODE],
        help_text="The item class for taxes: food, beverage.",
    )
    dayparts = codes_field("Dayparts in which it is sold; empty: always.")
    picture = models.ForeignKey(Picture, models.PROTECT, null=True, blank=True, related_name="products")


class Variant(Entry):
    """A product in a size and crust. Prices in minor units of the catalogue's currency."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="variants")
    size = models.ForeignKey(Size, models.PROTECT, null=True, blank=True)
    crust = models.ForeignKey(Crust, models.PROTECT, null=True, blank=True)
    price = models.PositiveIntegerField()
    crust_surcharge = models.PositiveIntegerField(default=0, db_default=0)
    topping_price = models.PositiveIntegerField(default=0, db_default=0)
    included_units = models.PositiveSmallIntegerField(default=0, db_default=0)
    deposit = models.PositiveIntegerField(
        default=0, db_default=0, help_text="For the bottle, on top of the price."
    )
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
    """A topping that a product accepts, its possible amounts, and its default amount."""

    retention = Kept(because="set up by staff")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    product = models.ForeignKey(Product, models.CASCADE, related_name="toppings")
    topping = models.ForeignKey(Topping, models.CASCADE, related_name="products")
    amounts = ArrayField(
        models.CharField(max_length=3, validators=[is_amount]), default=any_amount, db_default=ANY_AMOUNT
    )
    default_amount = models.DecimalField(
        max_digits=4, decimal_places=1, default=0, db_default=0, validators=[is_amount]
    )
    is_exclusive = models.BooleanField(
        default=True,
        db_default=True,
        help_text="Whether the topping's exclusive group counts on this product.",
    )
    is_paid_inverted = models.BooleanField(
        default=False,
        db_default=False,
        help_text="Whether it is paid here if it is not elsewhere, and vice versa.",
    )

    class Meta:
        ordering = ["topping__position", "topping__code"]
        constraints = [models.UniqueConstraint("product", "topping", name="menu_producttopping_once")]

    def __str__(self) -> str:
        return f"{self.product_id}: {self.topping_id}"


class PreconfiguredProduct(Entry):
    """A product with options chosen by the chain: `{topping: {part: amount}}`, amounts as text.

    It has one variant, or any of the product's.
    """

    category = models.ForeignKey(Category, models.PROTECT, related_name="preconfigured")
    product = models.ForeignKey(Product, models.CASCADE, related_name="preconfigured")
    variant = models.ForeignKey(Variant, models.CASCADE, null=True, blank=True, related_name="preconfigured")
    description = models.CharField(max_length=1000, blank=True, db_default="")
    options = models.JSONField(default=dict, db_default={})


class Deal(Entry):
    """A deal, see `apps.menu.domain.deals`; an automatic one applies to every basket, others are requested by code.

    `slots`: `[{"products": [], "sizes": [], "quantity": 1, "max_units": 2}]`, chosen by any of `variants`, `products`,
    `categories`, `sizes` and `crusts`. `tiers`: `[[from this many, value]]`. An unlisted one is not in the public menu.
    """

    description = models.CharField(max_length=1000, blank=True, db_default="")
    rule = models.CharField(max_length=20, choices=[(rule.value, rule.value) for rule in Rule])
    value = models.PositiveIntegerField(
        default=0,
        db_default=0,
        help_text="A price, an amount, or for percent a percentage: 20 is 20 %.",
    )
    slots = models.JSONField(default=list, db_default=[], blank=True)
    tiers = models.JSONField(default=list, db_default=[], blank=True)
    combine = models.CharField(
        max_length=15,
        choices=[(combine.value, combine.value) for combine in Combine],
        default=Combine.COMPLEMENTARY,
        db_default=Combine.COMPLEMENTARY,
    )
    services = codes_field("DELIVERY, CARRYOUT, CURBSIDE; empty: all.")
    stores = codes_field("Codes of stores; empty: all that sell from this catalogue.")
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    weekdays = weekdays_field()
    daypart = models.ForeignKey(Daypart, models.PROTECT, null=True, blank=True, related_name="deals")
    min_subtotal = models.PositiveIntegerField(default=0, db_default=0)
    max_uses = models.PositiveSmallIntegerField(default=1, db_default=1, help_text="Within one order.")
    is_automatic = models.BooleanField(default=False, db_default=False)
    is_listed = models.BooleanField(default=True, db_default=True)
    limit_total = models.PositiveIntegerField(
        null=True, blank=True, help_text="Orders in all; empty: any number."
    )
    limit_per_customer = models.PositiveIntegerField(null=True, blank=True)
    points = models.PositiveIntegerField(
        default=0, db_default=0, help_text="A reward: what it costs in loyalty points; 0 for other deals."
    )
    needs_code = models.BooleanField(
        default=False, db_default=False, help_text="Used with a single-use code only, not by its own."
    )

    @property
    def value_unit(self) -> str:
        """The unit of `value`: the catalogue's currency, or percent in basis points."""
        return PERCENT if self.rule == Rule.PERCENT else self.catalogue.currency
