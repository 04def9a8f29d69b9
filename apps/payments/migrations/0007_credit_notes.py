"""Credit notes in a series of their own, and who decided about refunds."""

import django.db.models.deletion
from django.db import migrations, models

import dominos.kernel.clock
import dominos.kernel.ids

# A composite key cannot be altered by the schema editor.
COUNT_BY_KIND = """
ALTER TABLE payments.payments_invoiceseries DROP CONSTRAINT payments_invoiceseries_pkey,
    ADD PRIMARY KEY (kind, legal_entity, year);
"""
COUNT_TOGETHER = """
ALTER TABLE payments.payments_invoiceseries DROP CONSTRAINT payments_invoiceseries_pkey,
    ADD PRIMARY KEY (legal_entity, year);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0006_facts_cash_and_disputes"),
    ]

    operations = [
        migrations.CreateModel(
            name="CreditNote",
            fields=[
                (
                    "id",
                    models.UUIDField(default=dominos.kernel.ids.new_id, primary_key=True, serialize=False),
                ),
                ("legal_entity", models.CharField(max_length=120)),
                ("year", models.PositiveSmallIntegerField()),
                ("sequence", models.PositiveIntegerField()),
                ("order_id", models.UUIDField(db_index=True)),
                ("customer_id", models.UUIDField()),
                ("store_id", models.UUIDField()),
                ("currency", models.CharField(max_length=3)),
                ("total", models.BigIntegerField()),
                ("tax", models.BigIntegerField()),
                ("document", models.JSONField()),
                ("issued_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="RefundDecision",
            fields=[
                (
                    "operation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="decision",
                        serialize=False,
                        to="payments.operation",
                    ),
                ),
                ("decided_by", models.UUIDField()),
                ("is_approved", models.BooleanField()),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("decided_at", models.DateTimeField(default=dominos.kernel.clock.now)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="posting",
            name="payments_posting_account",
        ),
        migrations.AddField(
            model_name="invoiceseries",
            name="kind",
            field=models.CharField(default="invoice", max_length=12),
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(COUNT_BY_KIND, COUNT_TOGETHER)],
            state_operations=[
                migrations.AlterField(
                    "invoiceseries",
                    "pk",
                    models.CompositePrimaryKey(
                        "kind",
                        "legal_entity",
                        "year",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
            ],
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
            model_name="creditnote",
            name="entry",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="credit_note",
                to="payments.journalentry",
            ),
        ),
        migrations.AddField(
            model_name="creditnote",
            name="invoice",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="credit_notes",
                to="payments.invoice",
            ),
        ),
        migrations.AddConstraint(
            model_name="creditnote",
            constraint=models.UniqueConstraint(
                models.F("legal_entity"),
                models.F("year"),
                models.F("sequence"),
                name="payments_credit_note_number",
            ),
        ),
    ]
