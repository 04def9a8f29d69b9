"""What quotes and orders have in common."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from apps.orders.contract.types import Amounts, TaxLine
from apps.orders.domain import eta
from apps.orders.domain.eta import Plan
from apps.orders.models.choices import choices_of
from apps.stores.contract.types import Kitchen, ServiceMethod
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id


class Sale(models.Model):
    """What a quote and an order have in common: frozen lines, terms, address and amounts in minor units.

    `lines` are the priced lines as JSON, `deals` the applied ones, `terms` what the store granted (see
    `quotes.price.terms_of`). `scheduled_for` is the start of the slot of an order ahead.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    store_id = models.UUIDField()
    service = models.CharField(max_length=10, choices=choices_of(ServiceMethod))
    currency = models.CharField(max_length=3)
    food = models.PositiveBigIntegerField()
    discount = models.PositiveBigIntegerField()
    delivery_fee = models.PositiveBigIntegerField()
    tax = models.PositiveBigIntegerField()
    tax_added = models.PositiveBigIntegerField()
    tip = models.PositiveBigIntegerField()
    small_order_fee = models.PositiveBigIntegerField(default=0, db_default=0)
    deposit = models.PositiveBigIntegerField(default=0, db_default=0)
    rounding = models.SmallIntegerField(default=0, db_default=0)
    savings = models.PositiveBigIntegerField(default=0, db_default=0)
    tax_lines = models.JSONField(default=list, db_default=[])
    total = models.PositiveBigIntegerField()
    lines = models.JSONField()
    deals = models.JSONField(default=list, db_default=[])
    scheduled_for = models.DateTimeField(null=True)
    terms = models.JSONField()
    address = models.JSONField(null=True)
    pizzas = models.PositiveSmallIntegerField()
    stage_plan = models.JSONField(default=dict, db_default={})
    business_date = models.DateField()
    promised_from = models.DateTimeField()
    promised_to = models.DateTimeField()
    created_at = models.DateTimeField(default=now, db_default=Now())

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    total=F("food")
                    - F("discount")
                    + F("delivery_fee")
                    + F("small_order_fee")
                    + F("deposit")
                    + F("tax_added")
                    + F("tip")
                    + F("rounding"),
                    discount__lte=F("food"),
                ),
                name="%(app_label)s_%(class)s_total",
            )
        ]

    @property
    def amounts(self) -> Amounts:
        """The frozen amounts."""
        values = {name: getattr(self, name) for name in Amounts.__dataclass_fields__}
        return Amounts(**{**values, "tax_lines": tuple(TaxLine(**line) for line in self.tax_lines)})

    @property
    def cash_coin(self) -> int:
        """The coin that a total paid in cash is rounded to."""
        coin: int = self.terms.get("cash_coin", 1)
        return coin

    @property
    def answered_within(self) -> timedelta | None:
        """How long its store has to answer, if the partner that was paid for it says so; None for all others."""
        seconds = self.terms.get("answer_seconds")
        return None if seconds is None else timedelta(seconds=seconds)

    @property
    def release_at(self) -> datetime | None:
        """When an order ahead is released to the store; None for one as soon as possible."""
        if self.scheduled_for is None:
            return None
        return self.scheduled_for - timedelta(seconds=self.terms["lead_seconds"])

    @property
    def kitchen(self) -> Kitchen:
        """The capacity of the store's kitchen at that time."""
        return Kitchen(**self.terms["kitchen"])

    @property
    def plan(self) -> Plan:
        """The expected stages when quoted; no road if collected."""
        return eta.from_json(self.stage_plan)
