"""What the probe has done."""

from django.db import models

from dominos.kernel.retention import Kept


class Effect(models.Model):
    """Something a handler or a view did, and how often."""

    retention = Kept(because="of tests only")

    id = models.UUIDField(primary_key=True)
    name = models.CharField(max_length=100)
    count = models.PositiveIntegerField(default=0, db_default=0)

    def __str__(self) -> str:
        return f"{self.name}: {self.count}"
