"""The history of couriers' positions."""

from django.db import models

from apps.delivery.models.couriers import Courier, Shift
from dominos.kernel.personal import AT_WORK, Personal
from dominos.kernel.retention import OwnWay


class CourierPosition(models.Model):
    """A courier's position; `sequence` counts the fixes of a shift from 1, `accuracy` in metres.

    The table is partitioned by day (`partitions.py`), so its key contains the time; a shift's row lock keeps
    a sequence number from being stored twice.
    """

    retention = OwnWay(
        by="apps.delivery.use_cases.positions.delete_old_positions",
        because="a partition for each day, dropped as a whole after the market's `position_days`",
    )
    personal = Personal(
        of="courier_id", at_work=True, unsealed=dict.fromkeys(("lat", "lon", "accuracy"), AT_WORK)
    )

    pk = models.CompositePrimaryKey("shift_id", "sequence", "at")
    shift = models.ForeignKey(Shift, models.CASCADE, related_name="positions", db_index=False)
    courier = models.ForeignKey(Courier, models.CASCADE, related_name="positions", db_index=False)
    sequence = models.PositiveBigIntegerField()
    lat = models.FloatField()
    lon = models.FloatField()
    accuracy = models.FloatField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index("courier", "at", name="delivery_position_of")]

    def __str__(self) -> str:
        return f"{self.courier_id} #{self.sequence}"
