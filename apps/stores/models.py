"""Stores, their service hours and what managers change during the day."""

from collections.abc import Mapping
from datetime import time
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import available_timezones

from babel.numbers import get_territory_currencies
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q

from apps.stores.contract.business_day import DAY_STARTS_AT
from apps.stores.contract.types import ServiceMethod, SmallOrder
from apps.stores.domain.schedule import MAX_BUSY_MINUTES
from dominos.kernel import contact
from dominos.kernel.ids import new_id
from dominos.kernel.retention import Kept

SERVICES = [(service.value, service.name.title()) for service in ServiceMethod]
WEEKDAYS = list(
    enumerate(["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"], start=1)
)


def known_timezone(name: str) -> None:
    """Validates an IANA zone name."""
    if name not in available_timezones():
        raise ValidationError("%(name)s is no IANA time zone", params={"name": name})


def telephone(text: str) -> None:
    """Validates a telephone number."""
    try:
        contact.phone_number(text)
    except ValueError as error:
        raise ValidationError(str(error)) from None


def tax_table(rates: Any) -> None:
    """Validates `{class: percent}`, percents as text from 0 to 100."""
    if not isinstance(rates, Mapping) or not all(map(_is_rate, rates.items())):
        raise ValidationError('a table is like {"food": "14", "drink": "25.5"}, with percents from 0 to 100')


def _is_rate(rate: tuple[Any, Any]) -> bool:
    name, percent = rate
    try:
        return isinstance(percent, str) and bool(name) and 0 <= Decimal(percent) <= 100
    except InvalidOperation:
        return False


class Market(models.Model):
    """How a country or a region sells. Money in minor units."""

    retention = Kept(because="set up by staff")

    code = models.CharField(max_length=10, primary_key=True)
    name = models.CharField(max_length=60)
    small_order = models.CharField(
        max_length=10,
        choices=[(choice.value, choice.value) for choice in SmallOrder],
        default=SmallOrder.REFUSE,
        db_default=SmallOrder.REFUSE,
    )
    small_order_fee = models.PositiveIntegerField(default=0, db_default=0)
    cash_coin = models.PositiveSmallIntegerField(
        default=1,
        db_default=1,
        validators=[MinValueValidator(1)],
        help_text="Coin that cash totals are rounded to, like 0.05; the smallest amount there is: none.",
    )
    schedule_days = models.PositiveSmallIntegerField(
        default=7, db_default=7, help_text="How far ahead one may order."
    )
    taxes = models.JSONField(default=dict, db_default={}, blank=True, validators=[tax_table])

    class Meta:
        ordering = ["code"]
        constraints = [models.CheckConstraint(condition=Q(cash_coin__gt=0), name="stores_market_cash_coin")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def currency(self) -> str:
        """The currency of its stores, else the legal tender of the territory of its code; "" if there is none."""
        store = self.stores.first()
        return store.currency if store else next(iter(get_territory_currencies(self.code.upper())), "")


class Store(models.Model):
    """A store's profile, kitchen and current availability. Money in minor units of `currency`."""

    retention = Kept(because="set up by staff")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=80)
    phone = models.CharField(max_length=contact.PHONE, validators=[telephone])
    street = models.CharField(max_length=contact.STREET)
    house_number = models.CharField(max_length=contact.HOUSE_NUMBER)
    postcode = models.CharField(max_length=contact.POSTCODE, blank=True, db_default="")
    city = models.CharField(max_length=contact.CITY, blank=True, db_default="")
    lat = models.FloatField(validators=[MinValueValidator(-90), MaxValueValidator(90)])
    lon = models.FloatField(validators=[MinValueValidator(-180), MaxValueValidator(180)])
    timezone = models.CharField(max_length=40, validators=[known_timezone])
    currency = models.CharField(max_length=3, validators=[RegexValidator(r"^[A-Z]{3}$")])
    languages = ArrayField(models.CharField(max_length=10))
    legal_entity = models.CharField(max_length=120)
    market = models.ForeignKey(Market, models.PROTECT, related_name="stores", null=True, blank=True)
    tax_percent = models.DecimalField(max_digits=6, decimal_places=3)
    tax_included = models.BooleanField(default=True, db_default=True)
    local_taxes = models.JSONField(
        default=dict,
        db_default={},
        blank=True,
        validators=[tax_table],
        help_text="What differs from the market's table.",
    )
    minimum_order = models.PositiveIntegerField(
        default=0, db_default=0, help_text="Least food of an order of any service."
    )
    cash_limit = models.PositiveIntegerField(help_text="Largest order paid in cash.")
    auto_accept = models.BooleanField(
        default=False,
        db_default=False,
        help_text="Orders within these bounds wait for nobody to accept them.",
    )
    auto_accept_from = models.TimeField(
        default=time.min, db_default=time.min, help_text="Local time; equal times: the whole day."
    )
    auto_accept_until = models.TimeField(default=time.min, db_default=time.min)
    auto_accept_up_to = models.PositiveIntegerField(
        null=True, blank=True, help_text="Orders of more wait for a person; empty: none do."
    )
    auto_accept_known_only = models.BooleanField(
        default=False,
        db_default=False,
        help_text="Orders of who never had food of the chain wait for a person.",
    )

    make_stations = models.PositiveSmallIntegerField(default=2, db_default=2)
    make_seconds = models.PositiveSmallIntegerField(default=90, db_default=90)
    oven_slots = models.PositiveSmallIntegerField(default=6, db_default=6)
    oven_seconds = models.PositiveSmallIntegerField(default=390, db_default=390)

    day_starts_at = models.TimeField(
        default=DAY_STARTS_AT,
        db_default=DAY_STARTS_AT,
        help_text="Local time; earlier orders belong to the business day before.",
    )
    is_active = models.BooleanField(default=True, db_default=True)
    force_closed = models.BooleanField(default=False, db_default=False)
    busy_minutes = models.PositiveSmallIntegerField(
        default=0,
        db_default=0,
        validators=[MaxValueValidator(MAX_BUSY_MINUTES)],
        help_text="Delay of a busy store; 0: not busy.",
    )
    revision = models.PositiveIntegerField(default=0, db_default=0, editable=False)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(tax_percent__gte=0) & Q(tax_percent__lte=100), name="stores_store_tax_percent"
            ),
            models.CheckConstraint(
                condition=Q(make_stations__gt=0) & Q(oven_slots__gt=0), name="stores_store_kitchen_works"
            ),
            models.CheckConstraint(
                condition=Q(busy_minutes__lte=MAX_BUSY_MINUTES), name="stores_store_busy_minutes"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class OfferedService(models.Model):
    """A service the store offers, the wait it quotes and until when it is paused."""

    retention = Kept(because="set up by staff")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    store = models.ForeignKey(Store, models.CASCADE, related_name="offers")
    service = models.CharField(max_length=10, choices=SERVICES)
    wait_low = models.PositiveSmallIntegerField(default=15, db_default=15)
    wait_high = models.PositiveSmallIntegerField(default=25, db_default=25)
    paused_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["service"]
        constraints = [
            models.UniqueConstraint("store", "service", name="stores_offer_once"),
            models.CheckConstraint(condition=Q(wait_high__gte=F("wait_low")), name="stores_offer_wait_range"),
        ]

    def __str__(self) -> str:
        return self.service


class ServiceHours(models.Model):
    """One span of a service's hours on a weekday; ends on the next day unless it closes later than it opens."""

    retention = Kept(because="set up by staff")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    store = models.ForeignKey(Store, models.CASCADE, related_name="hours")
    service = models.CharField(max_length=10, choices=SERVICES)
    weekday = models.PositiveSmallIntegerField(choices=WEEKDAYS)
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        ordering = ["service", "weekday", "opens"]
        verbose_name_plural = "service hours"
        constraints = [
            models.UniqueConstraint("store", "service", "weekday", "opens", name="stores_hours_once"),
            models.CheckConstraint(condition=Q(weekday__range=(1, 7)), name="stores_hours_weekday"),
        ]

    def __str__(self) -> str:
        return f"{self.service} {self.get_weekday_display()} {self.opens:%H:%M}-{self.closes:%H:%M}"


class Holiday(models.Model):
    """A date with hours of its own, closed if it has none; of one service or, if blank, of all."""

    retention = Kept(because="set up by staff")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    store = models.ForeignKey(Store, models.CASCADE, related_name="holidays")
    date = models.DateField()
    name = models.CharField(max_length=60)
    service = models.CharField(max_length=10, choices=SERVICES, blank=True, db_default="")
    opens = models.TimeField(null=True, blank=True)
    closes = models.TimeField(null=True, blank=True)

    class Meta:
        ordering = ["date", "service", "opens"]
        constraints = [
            models.UniqueConstraint(
                "store", "date", "service", "opens", name="stores_holiday_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(opens=None, closes=None) | Q(opens__isnull=False, closes__isnull=False),
                name="stores_holiday_span",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.name}"


class SlotCapacity(models.Model):
    """The store's capacity per slot: of a service, on a weekday, in a span; blank means all."""

    retention = Kept(because="set up by staff")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    store = models.ForeignKey(Store, models.CASCADE, related_name="capacities")
    service = models.CharField(max_length=10, choices=SERVICES, blank=True, db_default="")
    weekday = models.PositiveSmallIntegerField(choices=WEEKDAYS, null=True, blank=True)
    starts = models.TimeField(null=True, blank=True)
    ends = models.TimeField(null=True, blank=True)
    orders = models.PositiveSmallIntegerField(null=True, blank=True)
    pizzas = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["service", "weekday", "starts"]
        verbose_name_plural = "slot capacities"
        constraints = [
            models.UniqueConstraint(
                "store", "service", "weekday", "starts", name="stores_capacity_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(weekday=None) | Q(weekday__range=(1, 7)), name="stores_capacity_weekday"
            ),
            models.CheckConstraint(
                condition=Q(starts=None, ends=None) | Q(starts__isnull=False, ends__isnull=False),
                name="stores_capacity_span",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service or 'every service'} {self.orders} orders, {self.pizzas} pizzas"
