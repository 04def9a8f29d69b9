import datetime

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import apps.stores.contract.types
import apps.stores.models
import dominos.kernel.clock
import dominos.kernel.ids

KEEP_AUDIT = """CREATE FUNCTION stores.refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(OLD) ->> 'position' IS NULL AND to_jsonb(NEW) ->> 'position' IS NOT NULL
        AND to_jsonb(NEW) - '{position,hash,seal}'::text[] = to_jsonb(OLD) - '{position,hash,seal}'::text[]
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER stores_auditentry_append_only BEFORE UPDATE OR DELETE ON stores.stores_auditentry
    FOR EACH ROW EXECUTE FUNCTION stores.refuse_audit_change();
CREATE TRIGGER stores_auditentry_not_truncated BEFORE TRUNCATE ON stores.stores_auditentry
    FOR EACH STATEMENT EXECUTE FUNCTION stores.refuse_audit_change();
CREATE TRIGGER stores_auditanchor_append_only BEFORE UPDATE OR DELETE ON stores.stores_auditanchor
    FOR EACH ROW EXECUTE FUNCTION stores.refuse_audit_change();
CREATE TRIGGER stores_auditanchor_not_truncated BEFORE TRUNCATE ON stores.stores_auditanchor
    FOR EACH STATEMENT EXECUTE FUNCTION stores.refuse_audit_change();
"""
DROP_AUDIT_GUARD = """
DROP FUNCTION stores.refuse_audit_change() CASCADE;
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="IdempotencyRecord",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "caller", "key", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("caller", models.CharField(max_length=64)),
                ("key", models.CharField(max_length=100)),
                ("fingerprint", models.CharField(max_length=64)),
                ("status", models.PositiveSmallIntegerField(null=True)),
                ("body", models.BinaryField(null=True)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_index=True,
                        default=dominos.kernel.clock.now,
                        db_default=django.db.models.functions.datetime.Now(),
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="InboxReceipt",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "message_id", "handler", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("message_id", models.UUIDField()),
                ("handler", models.CharField(max_length=160)),
                (
                    "received_at",
                    models.DateTimeField(
                        default=dominos.kernel.clock.now, db_default=django.db.models.functions.datetime.Now()
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="DeadLetter",
            fields=[
                (
                    "id",
                    models.UUIDField(default=dominos.kernel.ids.new_id, primary_key=True, serialize=False),
                ),
                ("message_id", models.UUIDField()),
                ("handler", models.CharField(max_length=160)),
                ("envelope", models.JSONField()),
                ("error", models.TextField()),
                ("attempts", models.PositiveIntegerField(default=1, db_default=1)),
                (
                    "failed_at",
                    models.DateTimeField(
                        default=dominos.kernel.clock.now, db_default=django.db.models.functions.datetime.Now()
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("message_id", "handler"), name="stores_deadletter_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Market",
            fields=[
                ("code", models.CharField(max_length=10, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=60)),
                (
                    "small_order",
                    models.CharField(
                        choices=[("refuse", "refuse"), ("charge", "charge")],
                        default=apps.stores.contract.types.SmallOrder["REFUSE"],
                        db_default=apps.stores.contract.types.SmallOrder["REFUSE"],
                        max_length=10,
                    ),
                ),
                ("small_order_fee", models.PositiveIntegerField(default=0, db_default=0)),
                (
                    "cash_coin",
                    models.PositiveSmallIntegerField(
                        default=1,
                        db_default=1,
                        help_text="Coin that cash totals are rounded to, like 0.05; the smallest amount there is: none.",
                        validators=[django.core.validators.MinValueValidator(1)],
                    ),
                ),
                (
                    "schedule_days",
                    models.PositiveSmallIntegerField(
                        default=7, db_default=7, help_text="How far ahead one may order."
                    ),
                ),
                (
                    "taxes",
                    models.JSONField(
                        blank=True, default=dict, db_default={}, validators=[apps.stores.models.tax_table]
                    ),
                ),
            ],
            options={
                "ordering": ["code"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("cash_coin__gt", 0)), name="stores_market_cash_coin"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OutboxDelivery",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "message_id",
                        "receiver",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("message_id", models.UUIDField()),
                ("receiver", models.CharField(max_length=40)),
                ("attempts", models.PositiveSmallIntegerField(default=0, db_default=0)),
                ("due_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(null=True)),
                ("dead_at", models.DateTimeField(null=True)),
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(
                        condition=models.Q(("dead_at", None), ("done_at", None)),
                        fields=["due_at"],
                        name="stores_outbox_due",
                    ),
                    models.Index(
                        condition=models.Q(("dead_at__isnull", False)),
                        fields=["dead_at"],
                        name="stores_outbox_dead",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OutboxMessage",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("type", models.CharField(max_length=100)),
                ("version", models.PositiveSmallIntegerField()),
                ("subject", models.UUIDField()),
                ("sequence", models.PositiveIntegerField()),
                ("occurred_at", models.DateTimeField()),
                ("correlation_id", models.UUIDField()),
                ("causation_id", models.UUIDField(null=True)),
                ("traceparent", models.CharField(max_length=55)),
                ("data", models.JSONField()),
            ],
            options={
                "abstract": False,
                "indexes": [models.Index(fields=["type", "occurred_at"], name="stores_outbox_type")],
            },
        ),
        migrations.CreateModel(
            name="Store",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=dominos.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=20, unique=True)),
                ("name", models.CharField(max_length=80)),
                ("phone", models.CharField(max_length=30, validators=[apps.stores.models.telephone])),
                ("street", models.CharField(max_length=200)),
                ("house_number", models.CharField(max_length=40)),
                ("postcode", models.CharField(blank=True, db_default="", max_length=20)),
                ("city", models.CharField(blank=True, db_default="", max_length=120)),
                (
                    "lat",
                    models.FloatField(
                        validators=[
                            django.core.validators.MinValueValidator(-90),
                            django.core.validators.MaxValueValidator(90),
                        ]
                    ),
                ),
                (
                    "lon",
                    models.FloatField(
                        validators=[
                            django.core.validators.MinValueValidator(-180),
                            django.core.validators.MaxValueValidator(180),
                        ]
                    ),
                ),
                ("timezone", models.CharField(max_length=40, validators=[apps.stores.models.known_timezone])),
                (
                    "currency",
                    models.CharField(
                        max_length=3, validators=[django.core.validators.RegexValidator("^[A-Z]{3}$")]
                    ),
                ),
                (
                    "languages",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=10), size=None
                    ),
                ),
                ("legal_entity", models.CharField(max_length=120)),
                ("tax_percent", models.DecimalField(decimal_places=3, max_digits=6)),
                ("tax_included", models.BooleanField(default=True, db_default=True)),
                (
                    "local_taxes",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        db_default={},
                        help_text="What differs from the market's table.",
                        validators=[apps.stores.models.tax_table],
                    ),
                ),
                (
                    "minimum_order",
                    models.PositiveIntegerField(
                        default=0,
                        db_default=0,
                        help_text="Least food of an order of any service.",
                    ),
                ),
                (
                    "cash_limit",
                    models.PositiveIntegerField(help_text="Largest order paid in cash."),
                ),
                (
                    "auto_accept",
                    models.BooleanField(
                        default=False,
                        db_default=False,
                        help_text="Orders within these bounds wait for nobody to accept them.",
                    ),
                ),
                (
                    "auto_accept_from",
                    models.TimeField(
                        default=datetime.time(0, 0),
                        db_default=datetime.time(0, 0),
                        help_text="Local time; equal times: the whole day.",
                    ),
                ),
                (
                    "auto_accept_until",
                    models.TimeField(default=datetime.time(0, 0), db_default=datetime.time(0, 0)),
                ),
                (
                    "auto_accept_up_to",
                    models.PositiveIntegerField(
                        null=True, blank=True, help_text="Orders of more wait for a person; empty: none do."
                    ),
                ),
                (
                    "auto_accept_known_only",
                    models.BooleanField(
                        default=False,
                        db_default=False,
                        help_text="Orders of who never had food of the chain wait for a person.",
                    ),
                ),
                ("make_stations", models.PositiveSmallIntegerField(default=2, db_default=2)),
                ("make_seconds", models.PositiveSmallIntegerField(default=90, db_default=90)),
                ("oven_slots", models.PositiveSmallIntegerField(default=6, db_default=6)),
                ("oven_seconds", models.PositiveSmallIntegerField(default=390, db_default=390)),
                (
                    "day_starts_at",
                    models.TimeField(
                        default=datetime.time(5, 0),
                        db_default=datetime.time(5, 0),
                        help_text="Local time; earlier orders belong to the business day before.",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, db_default=True)),
                ("force_closed", models.BooleanField(default=False, db_default=False)),
                (
                    "busy_minutes",
                    models.PositiveSmallIntegerField(
                        default=0,
                        db_default=0,
                        help_text="Delay of a busy store; 0: not busy.",
                        validators=[django.core.validators.MaxValueValidator(240)],
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=0, db_default=0, editable=False)),
                (
                    "market",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stores",
                        to="stores.market",
                    ),
                ),
            ],
            options={
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="SlotCapacity",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=dominos.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "service",
                    models.CharField(
                        blank=True,
                        db_default="",
                        choices=[
                            ("DELIVERY", "Delivery"),
                            ("CARRYOUT", "Carryout"),
                            ("CURBSIDE", "Curbside"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "weekday",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[
                            (1, "Monday"),
                            (2, "Tuesday"),
                            (3, "Wednesday"),
                            (4, "Thursday"),
                            (5, "Friday"),
                            (6, "Saturday"),
                            (7, "Sunday"),
                        ],
                        null=True,
                    ),
                ),
                ("starts", models.TimeField(blank=True, null=True)),
                ("ends", models.TimeField(blank=True, null=True)),
                ("orders", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("pizzas", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "store",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="capacities",
                        to="stores.store",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "slot capacities",
                "ordering": ["service", "weekday", "starts"],
            },
        ),
        migrations.CreateModel(
            name="ServiceHours",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=dominos.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "service",
                    models.CharField(
                        choices=[
                            ("DELIVERY", "Delivery"),
                            ("CARRYOUT", "Carryout"),
                            ("CURBSIDE", "Curbside"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "weekday",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "Monday"),
                            (2, "Tuesday"),
                            (3, "Wednesday"),
                            (4, "Thursday"),
                            (5, "Friday"),
                            (6, "Saturday"),
                            (7, "Sunday"),
                        ]
                    ),
                ),
                ("opens", models.TimeField()),
                ("closes", models.TimeField()),
                (
                    "store",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="hours", to="stores.store"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "service hours",
                "ordering": ["service", "weekday", "opens"],
            },
        ),
        migrations.CreateModel(
            name="OfferedService",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=dominos.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "service",
                    models.CharField(
                        choices=[
                            ("DELIVERY", "Delivery"),
                            ("CARRYOUT", "Carryout"),
                            ("CURBSIDE", "Curbside"),
                        ],
                        max_length=10,
                    ),
                ),
                ("wait_low", models.PositiveSmallIntegerField(default=15, db_default=15)),
                ("wait_high", models.PositiveSmallIntegerField(default=25, db_default=25)),
                ("paused_until", models.DateTimeField(blank=True, null=True)),
                (
                    "store",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="offers", to="stores.store"
                    ),
                ),
            ],
            options={
                "ordering": ["service"],
            },
        ),
        migrations.CreateModel(
            name="Holiday",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=dominos.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("date", models.DateField()),
                ("name", models.CharField(max_length=60)),
                (
                    "service",
                    models.CharField(
                        blank=True,
                        db_default="",
                        choices=[
                            ("DELIVERY", "Delivery"),
                            ("CARRYOUT", "Carryout"),
                            ("CURBSIDE", "Curbside"),
                        ],
                        max_length=10,
                    ),
                ),
                ("opens", models.TimeField(blank=True, null=True)),
                ("closes", models.TimeField(blank=True, null=True)),
                (
                    "store",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="holidays",
                        to="stores.store",
                    ),
                ),
            ],
            options={
                "ordering": ["date", "service", "opens"],
            },
        ),
        migrations.AddConstraint(
            model_name="store",
            constraint=models.CheckConstraint(
                condition=models.Q(("tax_percent__gte", 0), ("tax_percent__lte", 100)),
                name="stores_store_tax_percent",
            ),
        ),
        migrations.AddConstraint(
            model_name="store",
            constraint=models.CheckConstraint(
                condition=models.Q(("make_stations__gt", 0), ("oven_slots__gt", 0)),
                name="stores_store_kitchen_works",
            ),
        ),
        migrations.AddConstraint(
            model_name="store",
            constraint=models.CheckConstraint(
                condition=models.Q(("busy_minutes__lte", 240)), name="stores_store_busy_minutes"
            ),
        ),
        migrations.AddConstraint(
            model_name="slotcapacity",
            constraint=models.UniqueConstraint(
                models.F("store"),
                models.F("service"),
                models.F("weekday"),
                models.F("starts"),
                name="stores_capacity_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="slotcapacity",
            constraint=models.CheckConstraint(
                condition=models.Q(("weekday", None), ("weekday__range", (1, 7)), _connector="OR"),
                name="stores_capacity_weekday",
            ),
        ),
        migrations.AddConstraint(
            model_name="slotcapacity",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ends", None), ("starts", None)),
                    models.Q(("ends__isnull", False), ("starts__isnull", False)),
                    _connector="OR",
                ),
                name="stores_capacity_span",
            ),
        ),
        migrations.AddConstraint(
            model_name="servicehours",
            constraint=models.UniqueConstraint(
                models.F("store"),
                models.F("service"),
                models.F("weekday"),
                models.F("opens"),
                name="stores_hours_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="servicehours",
            constraint=models.CheckConstraint(
                condition=models.Q(("weekday__range", (1, 7))), name="stores_hours_weekday"
            ),
        ),
        migrations.AddConstraint(
            model_name="offeredservice",
            constraint=models.UniqueConstraint(
                models.F("store"), models.F("service"), name="stores_offer_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="offeredservice",
            constraint=models.CheckConstraint(
                condition=models.Q(("wait_high__gte", models.F("wait_low"))), name="stores_offer_wait_range"
            ),
        ),
        migrations.AddConstraint(
            model_name="holiday",
            constraint=models.UniqueConstraint(
                models.F("store"),
                models.F("date"),
                models.F("service"),
                models.F("opens"),
                name="stores_holiday_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="holiday",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closes", None), ("opens", None)),
                    models.Q(("closes__isnull", False), ("opens__isnull", False)),
                    _connector="OR",
                ),
                name="stores_holiday_span",
            ),
        ),
        migrations.CreateModel(
            name="AuditAnchor",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False)),
                ("position", models.PositiveBigIntegerField()),
                ("hash", models.CharField(max_length=64)),
                ("signature", models.CharField(max_length=64)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                (
                    "id",
                    models.UUIDField(default=dominos.kernel.ids.new_id, primary_key=True, serialize=False),
                ),
                (
                    "at",
                    models.DateTimeField(
                        default=dominos.kernel.clock.now, db_default=django.db.models.functions.datetime.Now()
                    ),
                ),
                ("kind", models.CharField(max_length=100)),
                ("actor_id", models.UUIDField(null=True)),
                ("about", models.CharField(blank=True, db_default="", max_length=100)),
                ("details", models.JSONField(db_default={}, default=dict)),
                ("correlation_id", models.UUIDField(null=True)),
                ("mac", models.CharField(max_length=64)),
                ("position", models.PositiveBigIntegerField(null=True, unique=True)),
                ("hash", models.CharField(blank=True, db_default="", max_length=64)),
                ("seal", models.CharField(blank=True, db_default="", max_length=64)),
            ],
            options={
                "verbose_name_plural": "audit entries",
                "abstract": False,
                "indexes": [
                    models.Index(
                        condition=models.Q(("position", None)), fields=["id"], name="stores_audit_unsealed"
                    ),
                    models.Index(fields=["kind", "id"], name="stores_audit_kind"),
                    models.Index(fields=["actor_id", "id"], name="stores_audit_actor"),
                    models.Index(fields=["about", "id"], name="stores_audit_about"),
                ],
            },
        ),
        migrations.RunSQL(KEEP_AUDIT, DROP_AUDIT_GUARD),
    ]
