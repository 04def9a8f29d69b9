"""Couriers are paid by the hour, too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0011_refunds_that_come_back"),
    ]

    operations = [
        migrations.AlterField(
            model_name="journalentry",
            name="kind",
            field=models.CharField(
                choices=[
                    ("CAPTURE", "CAPTURE"),
                    ("CASH_COLLECTION", "CASH_COLLECTION"),
                    ("REFUND", "REFUND"),
                    ("REFUND_FAILED", "REFUND_FAILED"),
                    ("REFUND_REPEATED", "REFUND_REPEATED"),
                    ("CHARGEBACK", "CHARGEBACK"),
                    ("CHARGEBACK_REVERSAL", "CHARGEBACK_REVERSAL"),
                    ("CASH_HANDED_IN", "CASH_HANDED_IN"),
                    ("CASH_OWED", "CASH_OWED"),
                    ("CASH_RETURNED", "CASH_RETURNED"),
                    ("COURIER_PAY", "COURIER_PAY"),
                    ("COURIER_HOURS", "COURIER_HOURS"),
                    ("TIP_EARNED", "TIP_EARNED"),
                ],
                max_length=20,
            ),
        ),
    ]
