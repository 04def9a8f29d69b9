"""Cash taken for orders that were called off while they were being handed over."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0009_saved_cards"),
    ]

    operations = [
        migrations.CreateModel(
            name="OwedCash",
            fields=[
                ("order_id", models.UUIDField(primary_key=True, serialize=False)),
                ("courier_id", models.UUIDField()),
                ("store_id", models.UUIDField()),
                ("amount", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("taken_at", models.DateTimeField()),
                ("returned_at", models.DateTimeField(null=True)),
                ("returned_by", models.UUIDField(null=True)),
                ("note", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "verbose_name_plural": "owed cash",
            },
        ),
        migrations.RemoveConstraint(
            model_name="posting",
            name="payments_posting_account",
        ),
        migrations.AlterField(
            model_name="journalentry",
            name="kind",
            field=models.CharField(
                choices=[
                    ("CAPTURE", "CAPTURE"),
                    ("CASH_COLLECTION", "CASH_COLLECTION"),
                    ("REFUND", "REFUND"),
                    ("CHARGEBACK", "CHARGEBACK"),
                    ("CHARGEBACK_REVERSAL", "CHARGEBACK_REVERSAL"),
                    ("CASH_HANDED_IN", "CASH_HANDED_IN"),
                    ("CASH_OWED", "CASH_OWED"),
                    ("CASH_RETURNED", "CASH_RETURNED"),
                    ("COURIER_PAY", "COURIER_PAY"),
                    ("TIP_EARNED", "TIP_EARNED"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="posting",
            name="account",
            field=models.CharField(
                choices=[
                    ("CUSTOMER_RECEIVABLE", "CUSTOMER_RECEIVABLE"),
                    ("GATEWAY_CLEARING", "GATEWAY_CLEARING"),
                    ("CASH_IN_BAG", "CASH_IN_BAG"),
                    ("CASH_IN_TILL", "CASH_IN_TILL"),
                    ("CASH_OVER_SHORT", "CASH_OVER_SHORT"),
                    ("CASH_OWED_BACK", "CASH_OWED_BACK"),
                    ("REVENUE", "REVENUE"),
                    ("DELIVERY_FEES", "DELIVERY_FEES"),
                    ("SMALL_ORDER_FEES", "SMALL_ORDER_FEES"),
                    ("DEPOSITS", "DEPOSITS"),
                    ("ROUNDING", "ROUNDING"),
                    ("PROMOTIONS", "PROMOTIONS"),
                    ("TAX_PAYABLE", "TAX_PAYABLE"),
                    ("TIPS_PAYABLE", "TIPS_PAYABLE"),
                    ("COURIER_PAY", "COURIER_PAY"),
                    ("COURIER_PAYABLE", "COURIER_PAYABLE"),
                    ("REFUNDS", "REFUNDS"),
                    ("CHARGEBACKS", "CHARGEBACKS"),
                    ("SUSPENSE", "SUSPENSE"),
                ],
                max_length=30,
            ),
        ),
        migrations.AddConstraint(
            model_name="posting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "account__in",
                        [
                            "CUSTOMER_RECEIVABLE",
                            "GATEWAY_CLEARING",
                            "CASH_IN_BAG",
                            "CASH_IN_TILL",
                            "CASH_OVER_SHORT",
                            "CASH_OWED_BACK",
                            "REVENUE",
                            "DELIVERY_FEES",
                            "SMALL_ORDER_FEES",
                            "DEPOSITS",
                            "ROUNDING",
                            "PROMOTIONS",
                            "TAX_PAYABLE",
                            "TIPS_PAYABLE",
                            "COURIER_PAY",
                            "COURIER_PAYABLE",
                            "REFUNDS",
                            "CHARGEBACKS",
                            "SUSPENSE",
                        ],
                    )
                ),
                name="payments_posting_account",
            ),
        ),
        migrations.AddField(
            model_name="owedcash",
            name="payment",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="owed_cash", to="payments.payment"
            ),
        ),
        migrations.AddIndex(
            model_name="owedcash",
            index=models.Index(models.F("store_id"), models.F("taken_at"), name="payments_owed_of_store"),
        ),
        migrations.AddConstraint(
            model_name="owedcash",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)), name="payments_owed_sign"
            ),
        ),
        migrations.AddConstraint(
            model_name="owedcash",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("returned_at__isnull", True), ("returned_by__isnull", True)),
                    models.Q(("returned_at__isnull", False), ("returned_by__isnull", False)),
                    _connector="OR",
                ),
                name="payments_owed_returned_by_somebody",
            ),
        ),
    ]
