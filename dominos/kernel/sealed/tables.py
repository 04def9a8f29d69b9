"""The table of people's keys, which every app has in its own schema that seals something."""

from django.db import models
from django.db.models.functions import Now

from dominos.kernel.clock import now
from dominos.kernel.personal import NotPersonal
from dominos.kernel.retention import OwnWay


class PersonKey(models.Model):
    """The key of a person in this app, wrapped under the platform's key that `under` names."""

    retention = OwnWay(
        by="dominos.kernel.sealed.keys.destroy_unused", because="as long as the app has a row that it opens"
    )
    personal = NotPersonal(because="a key, which tells nothing: what it opens is told")

    holder = models.UUIDField(primary_key=True)
    wrapped = models.BinaryField()
    under = models.CharField(max_length=8)
    created_at = models.DateTimeField(default=now, db_default=Now(), db_index=True)

    class Meta:
        abstract = True


TABLES: tuple[type[models.Model], ...] = (PersonKey,)
