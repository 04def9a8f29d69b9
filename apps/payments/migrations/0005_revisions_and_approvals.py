"""Orders are revised after they were paid for; refunds that persons ask for may wait for a second one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0004_the_journal_balances"),
    ]

    operations = [
        migrations.AddField(
            model_name="operation",
            name="details",
            field=models.JSONField(default=dict, help_text="What else its command said"),
        ),
        migrations.AddField(
            model_name="operation",
            name="requested_by",
            field=models.UUIDField(help_text="None: by rule", null=True),
        ),
        migrations.AddField(
            model_name="payment",
            name="revision",
            field=models.PositiveIntegerField(default=0, help_text="Of the order, that the amount follows"),
        ),
        migrations.AlterField(
            model_name="operation",
            name="kind",
            field=models.CharField(
                choices=[
                    ("CAPTURE", "CAPTURE"),
                    ("VOID", "VOID"),
                    ("REFUND", "REFUND"),
                    ("ADJUST", "ADJUST"),
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="operation",
            name="status",
            field=models.CharField(
                choices=[
                    ("AWAITING_APPROVAL", "Awaiting Approval"),
                    ("PENDING", "Pending"),
                    ("DONE", "Done"),
                    ("REFUSED", "Refused"),
                ],
                default="PENDING",
                max_length=20,
            ),
        ),
    ]
