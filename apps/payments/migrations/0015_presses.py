"""Who pressed twice may have been heard once."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0014_charged_back_cap"),
    ]

    operations = [
        migrations.AddField(
            model_name="payment",
            name="presses",
            field=models.PositiveSmallIntegerField(
                default=1, help_text="How often the customer asked the gateway to authorise it"
            ),
        ),
    ]
