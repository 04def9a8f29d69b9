"""Refunds that the customer's bank sent back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0010_owed_cash"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="posting",
            name="payments_posting_account",
        ),
        migrations.AddField(
            model_name="embeddedpayment",
            name="refund_failed",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="embeddedrefund",
            name="failed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="payment",
            name="refund_failed",
            field=models.BigIntegerField(default=0, help_text="Sum of the refunds that came back"),
        ),
        migrations.AddField(
            model_name="payment",
            name="refunded_at",
            field=models.DateTimeField(help_text="The last refund, which may still fail", null=True),
        ),
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
                    ("TIP_EARNED", "TIP_EARNED"),
                ],
                max_length=20,
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
                    ("FAILED", "Failed"),
                    ("REFUSED", "Refused"),
                ],
                default="PENDING",
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
                    ("REFUNDS_DUE", "REFUNDS_DUE"),
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
                            "REFUNDS_DUE",
                            "CHARGEBACKS",
                            "SUSPENSE",
                        ],
                    )
                ),
                name="payments_posting_account",
            ),
        ),
    ]
