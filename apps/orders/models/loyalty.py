"""Loyalty points of customers with an account."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from apps.orders.domain.loyalty import PointsKind
from apps.orders.models.choices import choices_of
from apps.orders.models.orders import Order
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.personal import Personal
from dominos.kernel.retention import Kept

REFUSE_CHANGES = """CREATE FUNCTION orders.refuse_points_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'movements of points are append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER orders_pointsmovement_immutable BEFORE UPDATE ON orders.orders_pointsmovement
    FOR EACH ROW EXECUTE FUNCTION orders.refuse_points_change();"""
"""Movements are deleted with their person only. The initial migration has a copy of this text; a test
compares the two.
"""


class PointsAccount(models.Model):
    """A customer's points: the sum of their movements. Negative if points of refunded food had been spent.

    `next_expiry_on` is the last day of the oldest remaining points: after it some may have to expire.
    """

    retention = Kept(because="points are their customer's until they expire")
    personal = Personal(of="customer_id")

    customer_id = models.UUIDField(primary_key=True)
    balance = models.BigIntegerField(default=0, db_default=0)
    next_expiry_on = models.DateField(null=True, db_index=True)


class PointsMovement(models.Model):
    """One change of a customer's points, with its cause. The database rejects changes."""

    retention = Kept(because="what somebody has is the sum of them")
    personal = Personal(
        of="customer_id", kept_back=("key",), unsealed={"key": "what it was for, by identifiers"}
    )

    id = models.UUIDField(primary_key=True, default=new_id)
    customer_id = models.UUIDField()
    kind = models.CharField(max_length=10, choices=choices_of(PointsKind))
    points = models.BigIntegerField()
    key = models.CharField(max_length=100, unique=True)
    order = models.ForeignKey(Order, models.PROTECT, null=True, related_name="points")
    expires_on = models.DateField(null=True)
    moved_at = models.DateTimeField(default=now, db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["customer_id", "-id"], name="orders_points_of")]
        constraints = [models.CheckConstraint(name="orders_points_move", condition=~Q(points=0))]
