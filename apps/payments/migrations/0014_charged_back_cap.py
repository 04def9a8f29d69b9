"""A bank may take a whole payment back of which a part was refunded before."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0013_second_person_for_cash"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="payment",
            name="payments_refunded_cap",
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("charged_back__lte", models.F("captured")), ("refunded__lte", models.F("captured"))
                ),
                name="payments_refunded_cap",
            ),
        ),
    ]
