"""A big difference of cash is answered for by two people."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0012_courier_hours"),
    ]

    operations = [
        migrations.AddField(
            model_name="cashcount",
            name="confirmed_by",
            field=models.UUIDField(
                help_text="The second person, for a difference above the limit", null=True
            ),
        ),
        migrations.AddConstraint(
            model_name="cashcount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confirmed_by__isnull", True),
                    models.Q(("confirmed_by", models.F("explained_by")), _negated=True),
                    _connector="OR",
                ),
                name="payments_count_second_person",
            ),
        ),
    ]
