"""What providers bring for us."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from apps.delivery.domain.providers import MAX_PROVIDER, MAX_QUOTE, OVER, JobCall, JobStatus
from apps.delivery.models.choices import choices
from apps.delivery.models.deliveries import Delivery
from dominos.kernel import contact
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.personal import Personal
from dominos.kernel.retention import Erased


class ProviderJob(models.Model):
    """A delivery that a provider brings, or was asked to: its price, and how it stood at `told_at` as that told.

    The provider is asked `call` next, at `due_at`. Its couriers have no account here: to other apps, and to where
    couriers are, `id` is who brings it. `is_cancelled`: we want it back, or no more.
    """

    retention = Erased(
        after=timedelta(days=730),
        values={"courier_name": ""},
        because="who brought it, and what it cost, is part of its delivery",
    )
    personal = Personal(
        of="delivery__order_id",
        by_order=True,
        erased={**retention.values},
        unsealed={
            "courier_name": "what a provider calls its courier",
            **dict.fromkeys(("provider", "quote", "currency"), "names of ours and of providers"),
        },
    )

    id = models.UUIDField(primary_key=True, default=new_id)
    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="jobs")
    provider = models.CharField(max_length=MAX_PROVIDER)
    quote = models.CharField(max_length=MAX_QUOTE)
    fee = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3)
    pick_up_at = models.DateTimeField()
    status = models.CharField(
        max_length=10, choices=choices(JobStatus), default=JobStatus.ASKED, db_default=JobStatus.ASKED
    )
    call = models.CharField(
        max_length=6,
        choices=[(call.value, call.value) for call in JobCall if call],
        blank=True,
        default=JobCall.CREATE,
        db_default=JobCall.CREATE,
    )
    due_at = models.DateTimeField(default=now, db_default=Now())
    attempts = models.PositiveIntegerField(default=0, db_default=0)
    is_cancelled = models.BooleanField(default=False, db_default=False)
    courier_name = models.CharField(max_length=contact.NAME, blank=True, db_default="")
    told_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=now, db_default=Now(), db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=[s.value for s in JobStatus]), name="delivery_job_status"
            ),
            models.UniqueConstraint(
                "delivery",
                condition=Q(is_cancelled=False) & ~Q(status__in=[s.value for s in sorted(OVER)]),
                name="delivery_one_open_job",
            ),
        ]
        indexes = [models.Index("due_at", name="delivery_job_due", condition=~Q(call=JobCall.NOTHING))]

    def __str__(self) -> str:
        return f"{self.provider} {self.status}"

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens to it."""
        return self.status in OVER

    @property
    def brought_by(self) -> str:
        """Who brings it, for people: the courier, as far as the provider says, and whose they are."""
        return f"{self.courier_name} ({self.provider})" if self.courier_name else self.provider
