"""Reviews, invitations to review, and aggregated ratings."""

from datetime import date, timedelta
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from apps.reviews.domain.aggregates import FORGOTTEN_AFTER, monday_of
from apps.reviews.domain.complaints import ComplaintState, ForSupport, Matter
from apps.reviews.domain.lateness_cause import Lateness
from apps.reviews.domain.moderation import Action, ReviewState
from apps.reviews.domain.subjects import MAX_STARS, MIN_STARS, Rated, Subject
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.personal import NotPersonal, Personal
from dominos.kernel.retention import Forgotten, Kept, OwnWay
from dominos.kernel.sealed.fields import SealedRows, SealedTextField

ONE_TO_FIVE = (MIN_STARS, MAX_STARS)
_OF_ORDER = "of the order: what it is called, and what was sold"


class Invitation(models.Model):
    """A completed order that its customer may review; `lateness` is derived from its times."""

    retention = Forgotten(
        since="order_id", after=timedelta(days=365), because="nobody reviews what they ate a year ago"
    )
    personal = Personal(of="customer_id", unsealed=dict.fromkeys(("number", "products"), _OF_ORDER))

    order_id = models.UUIDField(primary_key=True)
    number = models.CharField(max_length=30)
    store_id = models.UUIDField()
    customer_id = models.UUIDField()
    products = models.JSONField()
    courier_id = models.UUIDField(null=True)
    lateness = models.CharField(
        max_length=20, choices=[(each.value, each.value) for each in Lateness], db_default=Lateness.NONE.value
    )
    completed_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.number


class Review(models.Model):
    """A customer's review of an order.

    `products` is `{code: {"stars", "tags"}}` by the menu's codes. `held_for` is why the review waits, or
    waited, for a person. `week` is the Monday of the week it counts for. After an erasure the customer is
    null.
    """

    retention = Kept(because="published until its author is erased or support hides it; ratings are its sum")
    personal = Personal(
        of="customer_id",
        key="order_id",
        erased={"text": "", "reply": "", "customer_id": None},
        unsealed=dict.fromkeys(
            ("tags", "products", "courier_tags", "lateness", "held_for"), "of lists, which the ratings need"
        ),
    )

    id = models.UUIDField(primary_key=True, default=new_id)
    order_id = models.UUIDField(unique=True)
    store_id = models.UUIDField()
    customer_id = models.UUIDField(null=True, blank=True, db_index=True)
    stars = models.PositiveSmallIntegerField()
    tags = ArrayField(models.CharField(max_length=30), default=list, db_default=[], blank=True)
    products = models.JSONField(default=dict, db_default={}, blank=True)
    courier_id = models.UUIDField(null=True, blank=True)
    courier_stars = models.PositiveSmallIntegerField(null=True, blank=True)
    courier_tags = ArrayField(models.CharField(max_length=30), default=list, db_default=[], blank=True)
    text = SealedTextField(blank=True, db_default="")
    lateness = models.CharField(max_length=20, db_default=Lateness.NONE.value)
    state = models.CharField(
        max_length=10,
        choices=[(each.value, each.value.lower()) for each in ReviewState],
        default=ReviewState.SHOWN.value,
        db_default=ReviewState.SHOWN.value,
    )
    held_for = ArrayField(models.CharField(max_length=20), default=list, db_default=[], blank=True)
    reply = SealedTextField(blank=True, db_default="")
    replied_at = models.DateTimeField(null=True, blank=True)
    replied_by = models.UUIDField(null=True, blank=True)
    posted_at = models.DateTimeField(default=now, db_default=Now())
    edited_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = SealedRows.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(stars__range=ONE_TO_FIVE), name="reviews_review_stars"),
            models.CheckConstraint(
                condition=Q(courier_stars=None)
                | Q(courier_stars__range=ONE_TO_FIVE, courier_id__isnull=False),
                name="reviews_review_courier_stars",
            ),
        ]
        indexes = [
            models.Index(fields=["store_id", "-id"], condition=Q(state="SHOWN"), name="reviews_shown"),
            models.Index(fields=["store_id", "-id"], condition=Q(state="HELD"), name="reviews_held"),
            models.Index(fields=["courier_id", "-id"], name="reviews_of_courier"),
        ]
        permissions = [
            ("show_review", "Can let a review be seen"),
            ("hide_review", "Can hide a review"),
            ("reply_review", "Can answer a review"),
        ]

    def __str__(self) -> str:
        return f"{self.stars} of {MAX_STARS}"

    @property
    def week(self) -> date:
        return monday_of(self.posted_at.date())

    @property
    def is_late(self) -> Lateness:
        return Lateness(self.lateness)

    def rated(self) -> list[tuple[Subject, str, Rated]]:
        """All ratings in it: subject, key, and rating."""
        found = [(Subject.ORDER, "", Rated.of(self.stars, self.tags))]
        found += [(Subject.PRODUCT, code, Rated.of(**given)) for code, given in self.products.items()]
        if self.courier_stars is not None:
            found.append(
                (Subject.COURIER, str(self.courier_id), Rated.of(self.courier_stars, self.courier_tags))
            )
        return found


class ReviewPhoto(models.Model):
    """The customer's photo of what they review. The file is private: served only to those who may see the review."""

    retention = OwnWay(
        by="apps.reviews.use_cases.photos.delete_old_photos", because="its file goes with it, after a year"
    )
    personal = Personal(of="review__customer_id", photo="name", unsealed={"name": "where its file is"})

    review = models.OneToOneField(Review, models.CASCADE, primary_key=True, related_name="photo")
    name = models.CharField(max_length=200)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    taken_at = models.DateTimeField(default=now, db_default=Now(), db_index=True)

    def __str__(self) -> str:
        return self.name


class RatingWeek(models.Model):
    """The sum of a subject's ratings posted in one week, updated in the transaction that changes the reviews.

    `key` is the product's code or the courier's id, and empty for the store itself.
    """

    retention = Forgotten(
        after=timedelta(weeks=FORGOTTEN_AFTER + 1), because="ratings that old weigh nothing in any mean"
    )
    personal = NotPersonal(because="sums of stars")

    id = models.UUIDField(primary_key=True, default=new_id)
    store_id = models.UUIDField()
    subject = models.CharField(max_length=10, choices=[(each.value, each.value) for each in Subject])
    key = models.CharField(max_length=64, db_default="")
    week = models.DateField()
    stars = models.BigIntegerField(db_default=0)
    count = models.IntegerField(db_default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["store_id", "subject", "key", "week"], name="reviews_week_once")
        ]
        indexes = [
            models.Index(fields=["key", "week"], condition=Q(subject="courier"), name="reviews_week_courier")
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.key} {self.week}"


class Moderation(models.Model):
    """A moderation action on a review, with its reason."""

    retention = Forgotten(after=timedelta(days=730), because="nobody contests a decision of two years ago")
    personal = NotPersonal(because="what the staff decided, by identifier only; the review itself is told")

    id = models.UUIDField(primary_key=True, default=new_id)
    review = models.ForeignKey(Review, models.CASCADE, related_name="moderations")
    action = models.CharField(max_length=10, choices=[(each.value, each.value) for each in Action])
    reason = models.CharField(max_length=20, blank=True, db_default="")
    by = models.UUIDField()
    at = models.DateTimeField(default=now, db_default=Now())

    def __str__(self) -> str:
        return f"{self.action} {self.reason}"


class Complaint(models.Model):
    """A complaint about an order (at most one each) and its outcome; `amount` is the store credit given.

    `lines` are numbers of the order's lines; `mailbox` is a digest of the complainant's mail address, for
    counting.
    """

    retention = Forgotten(
        since="made_at", after=timedelta(days=730), because="nobody contests a complaint of two years ago"
    )
    personal = Personal(
        of="customer_id",
        key="order_id",
        kept_back=("mailbox",),
        unsealed={
            "mailbox": "a keyed digest",
            **dict.fromkeys(("number", "lines", "currency"), _OF_ORDER),
        },
    )

    id = models.UUIDField(primary_key=True, default=new_id)
    order_id = models.UUIDField(unique=True)
    number = models.CharField(max_length=30)
    store_id = models.UUIDField()
    customer_id = models.UUIDField()
    is_guest = models.BooleanField(db_default=False)
    mailbox = models.CharField(max_length=64, blank=True, db_default="")
    matter = models.CharField(max_length=10, choices=[(each.value, each.value) for each in Matter])
    lines = ArrayField(models.PositiveSmallIntegerField())
    words = SealedTextField(blank=True, db_default="")
    state = models.CharField(
        max_length=10, choices=[(each.value, each.value.lower()) for each in ComplaintState]
    )
    why = models.CharField(
        max_length=20,
        blank=True,
        db_default="",
        choices=[(each.value, each.value) for each in ForSupport],
        help_text="Why support decides",
    )
    amount = models.BigIntegerField(db_default=0)
    suggested = models.BigIntegerField(db_default=0, help_text="What the rule says of the lines")
    currency = models.CharField(max_length=3)
    decided_by = models.UUIDField(null=True, blank=True)
    made_at = models.DateTimeField(default=now, db_default=Now(), db_index=True)

    objects: ClassVar[Any] = SealedRows.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(amount__gte=0), name="reviews_complaint_amount")]
        indexes = [
            models.Index(fields=["customer_id", "made_at"], name="reviews_complaints_of"),
            models.Index(
                fields=["mailbox", "made_at"], condition=~Q(mailbox=""), name="reviews_complaints_by_mail"
            ),
        ]
        permissions = [("decide_complaint", "Can decide about a complaint")]

    def __str__(self) -> str:
        return f"{self.number} {self.matter} {self.state}"


class ComplaintPhoto(models.Model):
    """The photo of what was wrong. The file is private: served to support and the store's managers."""

    retention = OwnWay(
        by="apps.reviews.use_cases.photos.delete_old_photos", because="its file goes with it, after a year"
    )
    personal = Personal(of="complaint__customer_id", photo="name", unsealed={"name": "where its file is"})

    complaint = models.OneToOneField(Complaint, models.CASCADE, primary_key=True, related_name="photo")
    name = models.CharField(max_length=200)
    taken_at = models.DateTimeField(default=now, db_default=Now(), db_index=True)

    def __str__(self) -> str:
        return self.name
