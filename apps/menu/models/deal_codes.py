"""Single-use codes of deals."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Now

from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.retention import Kept

MAX_BATCH = 10_000


class CodeBatch(models.Model):
    """Codes of one deal that were created together; valid to the end of the business day `ends_on`."""

    retention = Kept(because="what was handed out, and until when it is good")

    id = models.UUIDField(primary_key=True, default=new_id)
    name = models.CharField(max_length=100, help_text="What they are for; shown here only.")
    deal = models.CharField(max_length=40, help_text="The code of a deal that needs a single-use code.")
    number = models.PositiveIntegerField(
        help_text="How many codes.", validators=[MinValueValidator(1), MaxValueValidator(MAX_BATCH)]
    )
    ends_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(default=now, db_default=Now(), editable=False)

    class Meta:
        verbose_name_plural = "code batches"

    def __str__(self) -> str:
        return self.name


class DealCode(models.Model):
    """One code, of which only the digest is stored. Its use is recorded by orders, which count uses of deals."""

    retention = Kept(because="a code that was handed out")

    id = models.UUIDField(primary_key=True, default=new_id)
    digest = models.CharField(max_length=64, unique=True)
    batch = models.ForeignKey(CodeBatch, models.CASCADE, related_name="codes")
