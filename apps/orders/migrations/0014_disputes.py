"""Payments that the customer's bank took back, as staff see them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0013_eta_cause"),
    ]

    operations = [
        migrations.AddField(
            model_name="ordersaga",
            name="charged_back",
            field=models.PositiveBigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="ordersaga",
            name="dispute",
            field=models.CharField(
                blank=True, choices=[("OPEN", "OPEN"), ("WON", "WON"), ("LOST", "LOST")], max_length=4
            ),
        ),
    ]
