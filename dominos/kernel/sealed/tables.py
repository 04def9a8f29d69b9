"""The table of people's keys, which every app has in its own schema that seals something."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models.functions import Now

from dominos.kernel.clock import now
from dominos.kernel.personal import NotPersonal
from dominos.kernel.retention import OwnWay

KEPT_FOR = timedelta(days=1)
"""At the least, so that what it seals has long been committed when the key is first looked at."""


def kept_until() -> datetime:
    """Of a new key."""
    return now() + KEPT_FOR


class PersonKey(models.Model):
    """The key of a person in this app, or of an order, wrapped under the platform's key that `under` names.

    From `kept_until` on it is destroyed when no row needs it.
    """

    retention = OwnWay(
        by="dominos.kernel.sealed.keys.destroy_unused", because="as long as the app has a row that it opens"
    )
    personal = NotPersonal(because="a key, which tells nothing: what it opens is told")

    holder = models.UUIDField(primary_key=True)
    wrapped = models.BinaryField()
    under = models.CharField(max_length=8)
    kept_until = models.DateTimeField(default=kept_until, db_default=Now() + KEPT_FOR, db_index=True)

    class Meta:
        abstract = True


TABLES: tuple[type[models.Model], ...] = (PersonKey,)
