"""The tables of delivery; the history of positions is partitioned by day."""

import datetime

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
from django.db import migrations, models

import dominos.kernel.clock
import dominos.kernel.edge.name_validation
import dominos.kernel.ids
import dominos.kernel.sealed.fields
import dominos.kernel.sealed.tables

POSITIONS = """
CREATE TABLE delivery.delivery_courierposition (
    shift_id uuid NOT NULL REFERENCES delivery_shift (id) DEFERRABLE INITIALLY DEFERRED,
    courier_id uuid NOT NULL REFERENCES delivery_courier (user_id) DEFERRABLE INITIALLY DEFERRED,
    sequence bigint NOT NULL CHECK (sequence >= 0),
    lat double precision NOT NULL,
    lon double precision NOT NULL,
    accuracy double precision NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT delivery_position_key PRIMARY KEY (shift_id, sequence, at)
) PARTITION BY RANGE (at);
CREATE INDEX delivery_position_of ON delivery_courierposition (courier_id, at);
CREATE FUNCTION delivery.make_position_day(day date) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format(
        'CREATE TABLE IF NOT EXISTS delivery.%I PARTITION OF delivery.delivery_courierposition'
        ' FOR VALUES FROM (%L) TO (%L)',
        'delivery_courierposition_' || to_char(day, 'YYYYMMDD'),
        day::text || ' 00:00:00+00',
        (day + 1)::text || ' 00:00:00+00'
    );
END $$;
SELECT delivery.make_position_day((now() AT TIME ZONE 'UTC')::date + ahead) FROM generate_series(0, 7) AS ahead;
"""
DROP_POSITIONS = """
DROP TABLE delivery.delivery_courierposition;
DROP FUNCTION delivery.make_position_day(date);
"""

KEEP_AUDIT = """CREATE FUNCTION delivery.refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(OLD) ->> 'position' IS NULL AND to_jsonb(NEW) ->> 'position' IS NOT NULL
        AND to_jsonb(NEW) - '{position,hash,seal}'::text[] = to_jsonb(OLD) - '{position,hash,seal}'::text[]
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER delivery_auditentry_append_only BEFORE UPDATE OR DELETE ON delivery.delivery_auditentry
    FOR EACH ROW EXECUTE FUNCTION delivery.refuse_audit_change();
CREATE TRIGGER delivery_auditentry_not_truncated BEFORE TRUNCATE ON delivery.delivery_auditentry
    FOR EACH STATEMENT EXECUTE FUNCTION delivery.refuse_audit_change();
CREATE TRIGGER delivery_auditanchor_append_only BEFORE UPDATE OR DELETE ON delivery.delivery_auditanchor
    FOR EACH ROW EXECUTE FUNCTION delivery.refuse_audit_change();
CREATE TRIGGER delivery_auditanchor_not_truncated BEFORE TRUNCATE ON delivery.delivery_auditanchor
    FOR EACH STATEMENT EXECUTE FUNCTION delivery.refuse_audit_change();
"""
DROP_AUDIT_GUARD = """
DROP FUNCTION delivery.refuse_audit_change() CASCADE;
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="CourierReceipt",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "courier_id",
                        "message_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("courier_id", models.UUIDField()),
                ("message_id", models.CharField(max_length=64)),
                ("answer", models.JSONField(null=True)),
                (
                    "at",
                    models.DateTimeField(
                        db_index=True,
                        default=dominos.kernel.clock.now,
                        db_default=django.db.models.functions.datetime.Now(),
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PersonKey",
            fields=[
                ("holder", models.UUIDField(primary_key=True, serialize=False)),
                ("wrapped", models.BinaryField()),
                ("under", models.CharField(max_length=8)),
                (
                    "kept_until",
                    models.DateTimeField(
                        db_default=django.db.models.expressions.CombinedExpression(
                            django.db.models.functions.datetime.Now(),
                            "+",
                            models.Value(datetime.timedelta(days=1)),
                        ),
                        db_index=True,
                        default=dominos.kernel.sealed.tables.kept_until,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.UUIDField(default=dominos.kernel.ids.new_id, primary_key=True, serialize=False),
                ),
                ("order_id", models.UUIDField()),
                ("attempt", models.PositiveSmallIntegerField(default=1, db_default=1)),
                ("number", models.CharField(max_length=40)),
                ("store_id", models.UUIDField()),
                ("lat", dominos.kernel.sealed.fields.SealedFloatField(default=0.0, db_default="")),
                ("lon", dominos.kernel.sealed.fields.SealedFloatField(default=0.0, db_default="")),
                ("address", dominos.kernel.sealed.fields.SealedCharField(max_length=384)),
                (
                    "note",
                    dominos.kernel.sealed.fields.SealedCharField(blank=True, db_default="", max_length=701),
                ),
                ("recipient", dominos.kernel.sealed.fields.SealedCharField(max_length=100)),
                ("bags", models.PositiveSmallIntegerField(default=1, db_default=1)),
                ("contactless", models.BooleanField(default=False, db_default=False)),
                ("cash_due", models.PositiveBigIntegerField(default=0, db_default=0)),
                ("revision", models.PositiveIntegerField(default=0, db_default=0)),
                ("corrected_at", models.DateTimeField(blank=True, null=True)),
                ("currency", models.CharField(max_length=3)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("WAITING", "waiting"),
                            ("OFFERED", "offered"),
                            ("ASSIGNED", "assigned"),
                            ("PICKED_UP", "picked up"),
                            ("ARRIVED", "arrived"),
                            ("DELIVERED", "delivered"),
                            ("FAILED", "failed"),
                            ("CANCELLED", "cancelled"),
                        ],
                        default="WAITING",
                        db_default="WAITING",
                        max_length=10,
                    ),
                ),
                ("sequence", models.PositiveIntegerField(default=0, db_default=0)),
                ("kept_for", models.UUIDField(blank=True, null=True)),
                (
                    "kept_from",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), blank=True, default=list, db_default=[], size=None
                    ),
                ),
                ("job_id", models.UUIDField(blank=True, null=True)),
                ("run", models.UUIDField(blank=True, null=True)),
                ("stop", models.PositiveSmallIntegerField(default=0, db_default=0)),
                (
                    "requested_at",
                    models.DateTimeField(
                        default=dominos.kernel.clock.now, db_default=django.db.models.functions.datetime.Now()
                    ),
                ),
                ("ready_at", models.DateTimeField()),
                ("is_released", models.BooleanField(default=False, db_default=False)),
                ("geofence_waived", models.BooleanField(default=False, db_default=False)),
                ("assigned_at", models.DateTimeField(blank=True, null=True)),
                ("picked_up_at", models.DateTimeField(blank=True, null=True)),
                ("near_at", models.DateTimeField(blank=True, null=True)),
                ("arrived_at", models.DateTimeField(blank=True, null=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("alarmed_at", models.DateTimeField(blank=True, null=True)),
                ("courier_waits_at", models.DateTimeField(blank=True, null=True)),
                ("brokered_at", models.DateTimeField(blank=True, null=True)),
                ("promised_to", models.DateTimeField()),
                ("drive_seconds", models.PositiveIntegerField(default=0, db_default=0)),
                ("first_expected_at", models.DateTimeField()),
                ("expected_at", models.DateTimeField()),
                ("eta_from", models.DateTimeField()),
                ("eta_to", models.DateTimeField()),
                (
                    "eta_at",
                    models.DateTimeField(
                        default=dominos.kernel.clock.now, db_default=django.db.models.functions.datetime.Now()
                    ),
                ),
                ("pin_tries", models.PositiveSmallIntegerField(default=0, db_default=0)),
                ("contact_attempts", models.PositiveSmallIntegerField(default=0, db_default=0)),
                (
                    "proof",
                    models.CharField(
                        blank=True,
                        db_default="",
                        choices=[("pin", "pin"), ("photo", "photo"), ("none", "none"), ("staff", "staff")],
                        max_length=5,
                    ),
                ),
                (
                    "reason",
                    dominos.kernel.sealed.fields.SealedCharField(blank=True, db_default="", max_length=500),
                ),
            ],
            options={
                "verbose_name_plural": "deliveries",
            },
        ),
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
            name="Recall",
            fields=[
                ("order_id", models.UUIDField(primary_key=True, serialize=False)),
                ("before", models.PositiveIntegerField(null=True)),
                (
                    "at",
                    models.DateTimeField(
                        default=dominos.kernel.clock.now, db_default=django.db.models.functions.datetime.Now()
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="StorePlace",
            fields=[
                ("store_id", models.UUIDField(primary_key=True, serialize=False)),
                ("code", models.CharField(max_length=40)),
                ("name", models.CharField(max_length=200)),
                ("lat", models.FloatField()),
                ("lon", models.FloatField()),
                ("is_active", models.BooleanField(default=True, db_default=True)),
            ],
        ),
        migrations.CreateModel(
            name="Courier",
            fields=[
                ("user_id", models.UUIDField(primary_key=True, serialize=False)),
                (
                    "name",
                    models.CharField(
                        max_length=100, validators=[dominos.kernel.edge.name_validation.validate_name]
                    ),
                ),
                (
                    "vehicle",
                    models.CharField(
                        choices=[("bicycle", "bicycle"), ("car", "car")],
                        default="bicycle",
                        db_default="bicycle",
                        max_length=10,
                    ),
                ),
                ("capacity", models.PositiveSmallIntegerField(default=4, db_default=4)),
                ("home_store_id", models.UUIDField(blank=True, db_index=True, null=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("OFFLINE", "offline"),
                            ("AVAILABLE", "available"),
                            ("OFFERED", "offered"),
                            ("ON_RUN", "on run"),
                            ("RETURNING", "returning"),
                            ("BREAK", "break"),
                        ],
                        default="OFFLINE",
                        db_default="OFFLINE",
                        max_length=10,
                    ),
                ),
                (
                    "free_since",
                    models.DateTimeField(
                        default=dominos.kernel.clock.now, db_default=django.db.models.functions.datetime.Now()
                    ),
                ),
                ("heading_store_id", models.UUIDField(blank=True, null=True)),
                ("cash_carried", models.PositiveBigIntegerField(default=0, db_default=0)),
            ],
            options={
                "indexes": [models.Index(models.F("status"), name="delivery_courier_status_ix")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                ["OFFLINE", "AVAILABLE", "OFFERED", "ON_RUN", "RETURNING", "BREAK"],
                            )
                        ),
                        name="delivery_courier_status",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("capacity__gte", 1)), name="delivery_courier_capacity"
                    ),
                ],
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
                    models.UniqueConstraint(fields=("message_id", "handler"), name="delivery_deadletter_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="DeliveryPhoto",
            fields=[
                (
                    "delivery",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="photo",
                        serialize=False,
                        to="delivery.delivery",
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
                (
                    "taken_at",
                    models.DateTimeField(
                        db_index=True,
                        default=dominos.kernel.clock.now,
                        db_default=django.db.models.functions.datetime.Now(),
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="WrittenMessage",
            fields=[
                (
                    "id",
                    models.UUIDField(default=dominos.kernel.ids.new_id, primary_key=True, serialize=False),
                ),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "side",
                    models.CharField(
                        choices=[("customer", "customer"), ("courier", "courier")], max_length=8
                    ),
                ),
                (
                    "text",
                    dominos.kernel.sealed.fields.SealedCharField(blank=True, db_default="", max_length=300),
                ),
                (
                    "phrase",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("at_the_door", "at the door"),
                            ("nobody_opens", "nobody opens"),
                            ("minutes_late", "minutes late"),
                            ("coming", "coming"),
                            ("one_moment", "one moment"),
                            ("ring_again", "ring again"),
                        ],
                        db_default="",
                        max_length=12,
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        db_index=True,
                        default=dominos.kernel.clock.now,
                    ),
                ),
                ("read_at", models.DateTimeField(null=True)),
                (
                    "delivery",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="messages",
                        to="delivery.delivery",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("delivery"), models.F("number"), name="delivery_message_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "phrase__in",
                                [
                                    "",
                                    "at_the_door",
                                    "nobody_opens",
                                    "minutes_late",
                                    "coming",
                                    "one_moment",
                                    "ring_again",
                                ],
                            )
                        ),
                        name="delivery_message_phrase",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CallSession",
            fields=[
                (
                    "id",
                    models.UUIDField(default=dominos.kernel.ids.new_id, primary_key=True, serialize=False),
                ),
                ("number", models.CharField(max_length=30)),
                ("customer_mark", models.CharField(db_index=True, max_length=32)),
                ("courier_mark", models.CharField(db_index=True, max_length=32)),
                ("locale", models.CharField(db_default="", max_length=10)),
                (
                    "opened_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), default=dominos.kernel.clock.now
                    ),
                ),
                (
                    "courier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="delivery.courier"
                    ),
                ),
                (
                    "delivery",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="call_sessions",
                        to="delivery.delivery",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PlacedCall",
            fields=[
                (
                    "id",
                    models.UUIDField(default=dominos.kernel.ids.new_id, primary_key=True, serialize=False),
                ),
                ("exchange_id", models.CharField(max_length=64, unique=True)),
                (
                    "side",
                    models.CharField(
                        choices=[("customer", "customer"), ("courier", "courier")], max_length=8
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("answered", "answered"),
                            ("no_answer", "no answer"),
                            ("busy", "busy"),
                            ("failed", "failed"),
                            ("cancelled", "cancelled"),
                        ],
                        db_default="",
                        max_length=9,
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), default=dominos.kernel.clock.now
                    ),
                ),
                ("seconds", models.PositiveIntegerField(db_default=0, default=0)),
                (
                    "delivery",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="calls",
                        to="delivery.delivery",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("outcome__in", ["", "answered", "no_answer", "busy", "failed", "cancelled"])
                        ),
                        name="delivery_call_outcome",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="delivery",
            name="courier",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="deliveries",
                to="delivery.courier",
            ),
        ),
        migrations.CreateModel(
            name="DeliveryChange",
            fields=[
                (
                    "id",
                    models.UUIDField(default=dominos.kernel.ids.new_id, primary_key=True, serialize=False),
                ),
                ("sequence", models.PositiveIntegerField()),
                ("action", models.CharField(max_length=30)),
                ("status", models.CharField(max_length=10)),
                ("actor_id", models.UUIDField(blank=True, null=True)),
                (
                    "reason",
                    dominos.kernel.sealed.fields.SealedCharField(blank=True, db_default="", max_length=500),
                ),
                (
                    "at",
                    models.DateTimeField(
                        default=dominos.kernel.clock.now, db_default=django.db.models.functions.datetime.Now()
                    ),
                ),
                (
                    "delivery",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="changes",
                        to="delivery.delivery",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Offer",
            fields=[
                (
                    "id",
                    models.UUIDField(default=dominos.kernel.ids.new_id, primary_key=True, serialize=False),
                ),
                ("run", models.UUIDField(db_index=True)),
                ("stop", models.PositiveSmallIntegerField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("PENDING", "pending"),
                            ("ACCEPTED", "accepted"),
                            ("DECLINED", "declined"),
                            ("EXPIRED", "expired"),
                            ("WITHDRAWN", "withdrawn"),
                        ],
                        default="PENDING",
                        db_default="PENDING",
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(blank=True, db_default="", max_length=500)),
                ("offered_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("pick_up_at", models.DateTimeField()),
                ("drop_off_at", models.DateTimeField()),
                ("joins", models.UUIDField(blank=True, null=True)),
                (
                    "route",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), blank=True, default=list, db_default=[], size=None
                    ),
                ),
                ("why", models.JSONField(blank=True, default=list, db_default=[])),
                (
                    "courier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offers",
                        to="delivery.courier",
                    ),
                ),
                (
                    "delivery",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="offers",
                        to="delivery.delivery",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ProviderJob",
            fields=[
                (
                    "id",
                    models.UUIDField(default=dominos.kernel.ids.new_id, primary_key=True, serialize=False),
                ),
                ("provider", models.CharField(max_length=30)),
                ("quote", models.CharField(max_length=100)),
                ("fee", models.PositiveBigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("pick_up_at", models.DateTimeField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("ASKED", "asked"),
                            ("TAKEN", "taken"),
                            ("ASSIGNED", "assigned"),
                            ("PICKED_UP", "picked up"),
                            ("ARRIVED", "arrived"),
                            ("DELIVERED", "delivered"),
                            ("RETURNED", "returned"),
                            ("CANCELLED", "cancelled"),
                            ("REFUSED", "refused"),
                        ],
                        default="ASKED",
                        db_default="ASKED",
                        max_length=10,
                    ),
                ),
                (
                    "call",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("create", "create"),
                            ("cancel", "cancel"),
                            ("track", "track"),
                            ("proof", "proof"),
                        ],
                        default="create",
                        db_default="create",
                        max_length=6,
                    ),
                ),
                (
                    "due_at",
                    models.DateTimeField(
                        default=dominos.kernel.clock.now, db_default=django.db.models.functions.datetime.Now()
                    ),
                ),
                ("attempts", models.PositiveIntegerField(default=0, db_default=0)),
                ("is_cancelled", models.BooleanField(default=False, db_default=False)),
                ("courier_name", models.CharField(blank=True, db_default="", max_length=100)),
                ("told_at", models.DateTimeField(null=True)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_index=True,
                        default=dominos.kernel.clock.now,
                        db_default=django.db.models.functions.datetime.Now(),
                    ),
                ),
                (
                    "delivery",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="jobs",
                        to="delivery.delivery",
                    ),
                ),
            ],
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
                        name="delivery_outbox_due",
                    ),
                    models.Index(
                        condition=models.Q(("dead_at__isnull", False)),
                        fields=["dead_at"],
                        name="delivery_outbox_dead",
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
                "indexes": [models.Index(fields=["type", "occurred_at"], name="delivery_outbox_type")],
            },
        ),
        migrations.CreateModel(
            name="Shift",
            fields=[
                (
                    "id",
                    models.UUIDField(default=dominos.kernel.ids.new_id, primary_key=True, serialize=False),
                ),
                ("started_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("acked_sequence", models.PositiveBigIntegerField(default=0, db_default=0)),
                ("break_seconds", models.PositiveIntegerField(default=0, db_default=0)),
                ("break_since", models.DateTimeField(blank=True, null=True)),
                (
                    "courier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shifts",
                        to="delivery.courier",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CourierDocument",
            fields=[
                (
                    "id",
                    models.UUIDField(default=dominos.kernel.ids.new_id, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("licence", "licence"),
                            ("insurance", "insurance"),
                            ("identity", "identity"),
                            ("hygiene", "hygiene"),
                        ],
                        max_length=10,
                    ),
                ),
                ("number", models.CharField(max_length=60)),
                ("expires_on", models.DateField()),
                (
                    "submitted_at",
                    models.DateTimeField(
                        default=dominos.kernel.clock.now, db_default=django.db.models.functions.datetime.Now()
                    ),
                ),
                ("submitted_by", models.UUIDField()),
                ("verified_at", models.DateTimeField(blank=True, null=True)),
                ("refused_at", models.DateTimeField(blank=True, null=True)),
                ("decided_by", models.UUIDField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, db_default="", max_length=500)),
                (
                    "courier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="documents",
                        to="delivery.courier",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("verified_at", None), ("refused_at", None), _connector="OR"),
                        name="delivery_document_one_verdict",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["licence", "insurance", "identity", "hygiene"])),
                        name="delivery_document_kind",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(models.F("store_id"), models.F("id"), name="delivery_by_store"),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(models.F("courier"), models.F("id"), name="delivery_by_courier"),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(models.F("requested_at"), name="delivery_requested"),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                models.F("finished_at"),
                condition=models.Q(("status", "DELIVERED")),
                name="delivery_delivered",
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                models.F("status"),
                condition=models.Q(("status__in", ["DELIVERED", "FAILED", "CANCELLED"]), _negated=True),
                name="delivery_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "status__in",
                        [
                            "WAITING",
                            "OFFERED",
                            "ASSIGNED",
                            "PICKED_UP",
                            "ARRIVED",
                            "DELIVERED",
                            "FAILED",
                            "CANCELLED",
                        ],
                    )
                ),
                name="delivery_delivery_status",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("courier__isnull", False),
                    ("job_id__isnull", False),
                    models.Q(
                        ("status__in", ["ASSIGNED", "PICKED_UP", "ARRIVED", "DELIVERED"]), _negated=True
                    ),
                    _connector="OR",
                ),
                name="delivery_assigned_has_courier",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(
                models.F("order_id"), models.F("attempt"), name="delivery_attempt_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(
                models.F("order_id"),
                condition=models.Q(("status__in", ["DELIVERED", "FAILED", "CANCELLED"]), _negated=True),
                name="delivery_one_open_attempt",
            ),
        ),
        migrations.AddConstraint(
            model_name="deliverychange",
            constraint=models.UniqueConstraint(
                models.F("delivery"), models.F("sequence"), name="delivery_change_once"
            ),
        ),
        migrations.AddIndex(
            model_name="offer",
            index=models.Index(
                models.F("expires_at"), condition=models.Q(("status", "PENDING")), name="delivery_offer_due"
            ),
        ),
        migrations.AddIndex(
            model_name="offer",
            index=models.Index(models.F("delivery"), models.F("courier"), name="delivery_offer_pair"),
        ),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.UniqueConstraint(
                models.F("delivery"),
                condition=models.Q(("status", "ACCEPTED")),
                name="delivery_offer_one_accepted",
            ),
        ),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.UniqueConstraint(
                models.F("delivery"),
                condition=models.Q(("status", "PENDING")),
                name="delivery_offer_one_pending",
            ),
        ),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.UniqueConstraint(
                models.F("courier"),
                models.F("stop"),
                condition=models.Q(("status", "PENDING")),
                name="delivery_offer_one_run_pending",
            ),
        ),
        migrations.AddIndex(
            model_name="providerjob",
            index=models.Index(
                models.F("due_at"), condition=models.Q(("call", ""), _negated=True), name="delivery_job_due"
            ),
        ),
        migrations.AddConstraint(
            model_name="providerjob",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "status__in",
                        [
                            "ASKED",
                            "TAKEN",
                            "ASSIGNED",
                            "PICKED_UP",
                            "ARRIVED",
                            "DELIVERED",
                            "RETURNED",
                            "CANCELLED",
                            "REFUSED",
                        ],
                    )
                ),
                name="delivery_job_status",
            ),
        ),
        migrations.AddConstraint(
            model_name="providerjob",
            constraint=models.UniqueConstraint(
                models.F("delivery"),
                condition=models.Q(
                    ("is_cancelled", False),
                    models.Q(
                        ("status__in", ["CANCELLED", "DELIVERED", "REFUSED", "RETURNED"]), _negated=True
                    ),
                ),
                name="delivery_one_open_job",
            ),
        ),
        migrations.AddConstraint(
            model_name="shift",
            constraint=models.UniqueConstraint(
                models.F("courier"), condition=models.Q(("ended_at", None)), name="delivery_one_open_shift"
            ),
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(POSITIONS, DROP_POSITIONS)],
            state_operations=[
                migrations.CreateModel(
                    name="CourierPosition",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "shift_id",
                                "sequence",
                                "at",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("sequence", models.PositiveBigIntegerField()),
                        ("lat", models.FloatField()),
                        ("lon", models.FloatField()),
                        ("accuracy", models.FloatField()),
                        ("at", models.DateTimeField()),
                        (
                            "courier",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="positions",
                                to="delivery.courier",
                            ),
                        ),
                        (
                            "shift",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="positions",
                                to="delivery.shift",
                            ),
                        ),
                    ],
                ),
                migrations.AddIndex(
                    model_name="courierposition",
                    index=models.Index(models.F("courier"), models.F("at"), name="delivery_position_of"),
                ),
            ],
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
                        condition=models.Q(("position", None)), fields=["id"], name="delivery_audit_unsealed"
                    ),
                    models.Index(fields=["kind", "id"], name="delivery_audit_kind"),
                    models.Index(fields=["actor_id", "id"], name="delivery_audit_actor"),
                    models.Index(fields=["about", "id"], name="delivery_audit_about"),
                ],
            },
        ),
        migrations.RunSQL(KEEP_AUDIT, DROP_AUDIT_GUARD),
    ]
