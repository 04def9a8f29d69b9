"""Invitations, reviews, and what they sum up to."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from apps.reviews.domain import MAX_STARS, MIN_STARS
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.personal import Personal
from dominos.kernel.retention import Forgotten, Kept


class Invitation(models.Model):
    """A completed order, which its customer may review."""

    retention = Forgotten(
        since="order_id", after=timedelta(days=365), because="nobody reviews what they ate a year ago"
    )
    personal = Personal(of="customer_id")

    order_id = models.UUIDField(primary_key=True)
    number = models.CharField(max_length=30)
    store_id = models.UUIDField()
    customer_id = models.UUIDField()
    products = models.JSONField()
    courier_id = models.UUIDField(null=True)
    completed_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.number


class Review(models.Model):
    """What a customer thought of an order; hidden ones count for nothing.

    `stars` are the whole order's and alone count for its store; `product_stars`, by the menu's code, and those of the
    courier who brought it are for the people of the store.
    """

    retention = Kept(
        because="published until its author or support takes it back; stores' ratings are its sum"
    )
    personal = Personal(of="customer_id", erased={"text": ""})

    id = models.UUIDField(primary_key=True, default=new_id)
    order_id = models.UUIDField(unique=True)
    store_id = models.UUIDField()
    customer_id = models.UUIDField()
    stars = models.PositiveSmallIntegerField()
    courier_id = models.UUIDField(null=True, blank=True)
    courier_stars = models.PositiveSmallIntegerField(null=True, blank=True)
    product_stars = models.JSONField(default=dict, db_default={}, blank=True)
    text = models.TextField(blank=True, db_default="")
    is_hidden = models.BooleanField(default=False, db_default=False)
    posted_at = models.DateTimeField(default=now, db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(stars__range=(MIN_STARS, MAX_STARS)), name="reviews_review_stars"
            ),
            models.CheckConstraint(
                condition=Q(courier_stars=None)
                | Q(courier_stars__range=(MIN_STARS, MAX_STARS), courier_id__isnull=False),
                name="reviews_review_courier_stars",
            ),
        ]
        indexes = [
            models.Index(fields=["store_id", "-id"], condition=Q(is_hidden=False), name="reviews_shown"),
        ]

    def __str__(self) -> str:
        return f"{self.stars} of {MAX_STARS}"


class StoreRating(models.Model):
    """The sum of a store's shown ratings, changed in the transaction that changes them."""

    retention = Kept(because="as many as there are stores")

    store_id = models.UUIDField(primary_key=True)
    stars = models.PositiveBigIntegerField(default=0, db_default=0)
    count = models.PositiveIntegerField(default=0, db_default=0)

    def __str__(self) -> str:
        return f"{self.stars}/{self.count}"
