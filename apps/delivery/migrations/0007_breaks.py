"""A shift's breaks, which are not worked."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("delivery", "0006_delivery_revision"),
    ]

    operations = [
        migrations.AddField(
            model_name="shift",
            name="break_seconds",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="shift",
            name="break_since",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
