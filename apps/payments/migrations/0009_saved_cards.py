"""Cards people keep for later orders."""

from django.db import migrations, models

import dominos.kernel.clock
import dominos.kernel.ids


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0008_what_is_written_stays"),
    ]

    operations = [
        migrations.CreateModel(
            name="EmbeddedCard",
            fields=[
                ("reference", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("customer", models.CharField(db_index=True, max_length=40)),
                ("token", models.CharField(max_length=60, unique=True)),
                ("behaves_like", models.CharField(max_length=60)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("REQUIRES_ACTION", "REQUIRES_ACTION"),
                            ("READY", "READY"),
                            ("FAILED", "FAILED"),
                        ],
                        max_length=20,
                    ),
                ),
                ("decline_code", models.CharField(blank=True, max_length=40)),
                ("action_token", models.CharField(max_length=60, null=True, unique=True)),
                ("forgotten_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField(default=dominos.kernel.clock.now)),
            ],
        ),
        migrations.CreateModel(
            name="GatewayCustomer",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "gateway", "user_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("gateway", models.CharField(max_length=20)),
                ("user_id", models.UUIDField()),
                ("reference", models.CharField(max_length=100)),
            ],
        ),
        migrations.AddField(
            model_name="payment",
            name="gateway_customer",
            field=models.CharField(blank=True, help_text="Whom a saved card is kept for", max_length=100),
        ),
        migrations.CreateModel(
            name="PaymentMethod",
            fields=[
                (
                    "id",
                    models.UUIDField(default=dominos.kernel.ids.new_id, primary_key=True, serialize=False),
                ),
                ("user_id", models.UUIDField(db_index=True)),
                ("gateway", models.CharField(max_length=20)),
                ("customer", models.CharField(max_length=100)),
                ("reference", models.CharField(max_length=100)),
                ("token", models.CharField(blank=True, max_length=100)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("REQUIRES_ACTION", "REQUIRES_ACTION"),
                            ("READY", "READY"),
                            ("FAILED", "FAILED"),
                        ],
                        max_length=20,
                    ),
                ),
                ("brand", models.CharField(blank=True, max_length=20)),
                ("last4", models.CharField(blank=True, max_length=4)),
                ("expires", models.CharField(blank=True, max_length=7)),
                ("next_action", models.JSONField(null=True)),
                ("created_at", models.DateTimeField(default=dominos.kernel.clock.now)),
                ("removed_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("gateway"), models.F("reference"), name="payments_method_once"
                    )
                ],
            },
        ),
    ]
