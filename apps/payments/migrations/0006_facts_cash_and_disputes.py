"""Facts of other apps, cash in couriers' bags, trading days and disputes."""

import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

import dominos.kernel.clock
import dominos.kernel.ids


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0005_revisions_and_approvals"),
    ]

    operations = [
        migrations.CreateModel(
            name="CashCount",
            fields=[
                (
                    "id",
                    models.UUIDField(default=dominos.kernel.ids.new_id, primary_key=True, serialize=False),
                ),
                ("courier_id", models.UUIDField()),
                ("store_id", models.UUIDField()),
                ("currency", models.CharField(max_length=3)),
                ("expected", models.BigIntegerField()),
                ("counted", models.BigIntegerField()),
                ("note", models.CharField(blank=True, max_length=200)),
                ("explanation", models.CharField(blank=True, max_length=200)),
                ("explained_by", models.UUIDField(null=True)),
                ("counted_at", models.DateTimeField(default=dominos.kernel.clock.now)),
                ("settled_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="CountedOrder",
            fields=[
                ("order_id", models.UUIDField(primary_key=True, serialize=False)),
                ("amount", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="DayReport",
            fields=[
                (
                    "id",
                    models.UUIDField(default=dominos.kernel.ids.new_id, primary_key=True, serialize=False),
                ),
                ("store_id", models.UUIDField()),
                ("day", models.DateField()),
                ("document", models.JSONField()),
                ("closed_at", models.DateTimeField(default=dominos.kernel.clock.now)),
            ],
        ),
        migrations.CreateModel(
            name="OrderFacts",
            fields=[
                ("order_id", models.UUIDField(primary_key=True, serialize=False)),
                ("store_id", models.UUIDField(null=True)),
                ("number", models.CharField(blank=True, max_length=40)),
                ("business_date", models.DateField(null=True)),
                ("status", models.CharField(blank=True, max_length=20)),
                ("status_at", models.DateTimeField(null=True)),
                ("promised_to", models.DateTimeField(null=True)),
                ("completed_at", models.DateTimeField(null=True)),
                ("courier_id", models.UUIDField(null=True)),
                ("delivered_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name_plural": "order facts",
            },
        ),
        migrations.CreateModel(
            name="StoreFacts",
            fields=[
                ("store_id", models.UUIDField(primary_key=True, serialize=False)),
                ("code", models.CharField(db_index=True, max_length=40)),
                ("name", models.CharField(max_length=200)),
                ("currency", models.CharField(max_length=3)),
                ("timezone", models.CharField(default="UTC", max_length=60)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="payment",
            name="payments_refunded_cap",
        ),
        migrations.RemoveConstraint(
            model_name="posting",
            name="payments_posting_account",
        ),
        migrations.RemoveField(
            model_name="embeddedpayment",
            name="is_disputed",
        ),
        migrations.AddField(
            model_name="embeddedpayment",
            name="dispute",
            field=models.CharField(
                blank=True, choices=[("OPEN", "OPEN"), ("WON", "WON"), ("LOST", "LOST")], max_length=4
            ),
        ),
        migrations.AddField(
            model_name="embeddedpayment",
            name="disputed",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="journalentry",
            name="business_date",
            field=models.DateField(help_text="The store's trading day it is reported in", null=True),
        ),
        migrations.AddField(
            model_name="journalentry",
            name="courier_id",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="payment",
            name="business_date",
            field=models.DateField(help_text="The order's trading day", null=True),
        ),
        migrations.AddField(
            model_name="payment",
            name="charged_back",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="payment",
            name="dispute",
            field=models.CharField(
                blank=True, choices=[("OPEN", "OPEN"), ("WON", "WON"), ("LOST", "LOST")], max_length=4
            ),
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
                    ("COURIER_PAY", "COURIER_PAY"),
                    ("TIP_EARNED", "TIP_EARNED"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="journalentry",
            name="order_id",
            field=models.UUIDField(db_index=True, null=True),
        ),
        migrations.AlterField(
            model_name="journalentry",
            name="payment",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="entries",
                to="payments.payment",
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
                    ("REVENUE", "REVENUE"),
                    ("DELIVERY_FEES", "DELIVERY_FEES"),
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
        migrations.AddIndex(
            model_name="journalentry",
            index=models.Index(
                models.F("store_id"), models.F("business_date"), name="payments_entries_of_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "refunded__lte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("captured"), "-", models.F("charged_back")
                        ),
                    )
                ),
                name="payments_refunded_cap",
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
                            "REVENUE",
                            "DELIVERY_FEES",
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
        migrations.AddIndex(
            model_name="cashcount",
            index=models.Index(models.F("store_id"), models.F("id"), name="payments_counts_of_store"),
        ),
        migrations.AddConstraint(
            model_name="cashcount",
            constraint=models.UniqueConstraint(
                models.F("courier_id"),
                condition=models.Q(("settled_at__isnull", True)),
                name="payments_one_open_count",
            ),
        ),
        migrations.AddConstraint(
            model_name="cashcount",
            constraint=models.CheckConstraint(
                condition=models.Q(("counted__gte", 0)), name="payments_count_sign"
            ),
        ),
        migrations.AddConstraint(
            model_name="cashcount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("settled_at__isnull", True),
                    ("counted", models.F("expected")),
                    models.Q(models.Q(("explanation", ""), _negated=True), ("explained_by__isnull", False)),
                    _connector="OR",
                ),
                name="payments_count_explained",
            ),
        ),
        migrations.AddField(
            model_name="countedorder",
            name="count",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="orders", to="payments.cashcount"
            ),
        ),
        migrations.AddConstraint(
            model_name="dayreport",
            constraint=models.UniqueConstraint(
                models.F("store_id"), models.F("day"), name="payments_day_closed_once"
            ),
        ),
        migrations.AddIndex(
            model_name="orderfacts",
            index=models.Index(models.F("store_id"), models.F("business_date"), name="payments_facts_of_day"),
        ),
        migrations.AddIndex(
            model_name="orderfacts",
            index=models.Index(models.F("courier_id"), name="payments_facts_of_courier"),
        ),
    ]
