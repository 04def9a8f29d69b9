"""Pictures of products and categories, and their files."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from apps.menu.models.texts import texts_field
from dominos.kernel.clock import now
from dominos.kernel.retention import Kept

KEY_LENGTH = 16
MAX_ALT = 160


class Picture(models.Model):
    """A picture, identified by the hash of its content. `widths` are those of its renditions; a drawing has none."""

    retention = Kept(because="versions that were published name it, and may be published again")

    key = models.CharField(max_length=KEY_LENGTH, primary_key=True, editable=False)
    alt = models.CharField(max_length=MAX_ALT, help_text="What it shows, for whoever does not see it.")
    texts = texts_field()
    focal_x = models.PositiveSmallIntegerField(
        default=50, db_default=50, validators=[MaxValueValidator(100)], help_text="Percent from the left."
    )
    focal_y = models.PositiveSmallIntegerField(
        default=50, db_default=50, validators=[MaxValueValidator(100)], help_text="Percent from the top."
    )
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    widths = ArrayField(models.PositiveIntegerField(), default=list, db_default=[], editable=False)
    added_at = models.DateTimeField(default=now, db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(alt=""), name="menu_picture_alt"),
            models.CheckConstraint(
                condition=Q(focal_x__lte=100, focal_y__lte=100), name="menu_picture_focal"
            ),
        ]

    def __str__(self) -> str:
        return self.alt

    @property
    def file_name(self) -> str:
        """The name of its smallest file."""
        return f"{self.key}-{self.widths[0]}.webp" if self.widths else f"{self.key}.svg"


class PictureFile(models.Model):
    """A served file of a picture: `<key>.svg`, or `<key>-<width>.<format>`."""

    retention = Kept(because="goes with its picture")

    name = models.CharField(max_length=40, primary_key=True)
    picture = models.ForeignKey(Picture, models.CASCADE, related_name="files")
    content_type = models.CharField(max_length=20)
    data = models.BinaryField()

    def __str__(self) -> str:
        return self.name
