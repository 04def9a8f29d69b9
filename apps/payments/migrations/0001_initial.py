"""The tables of payments, and the triggers that keep them immutable and balanced."""

import datetime

import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
from django.db import migrations, models

import apps.payments.contract.types
import dominos.kernel.clock
import dominos.kernel.ids
import dominos.kernel.sealed.fields
import dominos.kernel.sealed.index
import dominos.kernel.sealed.tables

TRIGGERS = """CREATE FUNCTION payments.refuse_invoice_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an issued invoice is never changed' USING ERRCODE = 'restrict_violation';
END $$;
CREATE FUNCTION payments.refuse_journal_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the journal is append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE FUNCTION payments.refuse_record_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a record of a decision is never changed' USING ERRCODE = 'restrict_violation';
END $$;
CREATE FUNCTION payments.refuse_credit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'movements of credit are append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER payments_invoice_immutable BEFORE UPDATE OR DELETE ON payments.payments_invoice
    FOR EACH ROW EXECUTE FUNCTION payments.refuse_invoice_change();
CREATE TRIGGER payments_invoice_not_truncated BEFORE TRUNCATE ON payments.payments_invoice
    FOR EACH STATEMENT EXECUTE FUNCTION payments.refuse_invoice_change();
CREATE TRIGGER payments_creditnote_immutable BEFORE UPDATE OR DELETE ON payments.payments_creditnote
    FOR EACH ROW EXECUTE FUNCTION payments.refuse_invoice_change();
CREATE TRIGGER payments_creditnote_not_truncated BEFORE TRUNCATE ON payments.payments_creditnote
    FOR EACH STATEMENT EXECUTE FUNCTION payments.refuse_invoice_change();
CREATE TRIGGER payments_journalentry_immutable BEFORE UPDATE OR DELETE ON payments.payments_journalentry
    FOR EACH ROW EXECUTE FUNCTION payments.refuse_journal_change();
CREATE TRIGGER payments_journalentry_not_truncated BEFORE TRUNCATE ON payments.payments_journalentry
    FOR EACH STATEMENT EXECUTE FUNCTION payments.refuse_journal_change();
CREATE TRIGGER payments_posting_immutable BEFORE UPDATE OR DELETE ON payments.payments_posting
    FOR EACH ROW EXECUTE FUNCTION payments.refuse_journal_change();
CREATE TRIGGER payments_posting_not_truncated BEFORE TRUNCATE ON payments.payments_posting
    FOR EACH STATEMENT EXECUTE FUNCTION payments.refuse_journal_change();
CREATE TRIGGER payments_refunddecision_immutable BEFORE UPDATE OR DELETE ON payments.payments_refunddecision
    FOR EACH ROW EXECUTE FUNCTION payments.refuse_record_change();
CREATE TRIGGER payments_refunddecision_not_truncated BEFORE TRUNCATE ON payments.payments_refunddecision
    FOR EACH STATEMENT EXECUTE FUNCTION payments.refuse_record_change();
CREATE TRIGGER payments_dayreport_immutable BEFORE UPDATE OR DELETE ON payments.payments_dayreport
    FOR EACH ROW EXECUTE FUNCTION payments.refuse_record_change();
CREATE TRIGGER payments_dayreport_not_truncated BEFORE TRUNCATE ON payments.payments_dayreport
    FOR EACH STATEMENT EXECUTE FUNCTION payments.refuse_record_change();
CREATE TRIGGER payments_creditmovement_immutable BEFORE UPDATE OR DELETE ON payments.payments_creditmovement
    FOR EACH ROW EXECUTE FUNCTION payments.refuse_credit_change();
CREATE TRIGGER payments_creditmovement_not_truncated BEFORE TRUNCATE ON payments.payments_creditmovement
    FOR EACH STATEMENT EXECUTE FUNCTION payments.refuse_credit_change();
CREATE FUNCTION payments.check_entry_balances() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    checked uuid := CASE TG_TABLE_NAME WHEN 'payments_posting' THEN to_jsonb(NEW) ->> 'entry_id'
                    ELSE to_jsonb(NEW) ->> 'id' END;
    expected integer;
    found integer;
    balance numeric;
BEGIN
    SELECT size INTO expected FROM payments.payments_journalentry WHERE id = checked;
    SELECT count(*), coalesce(sum(amount), 0) INTO found, balance
        FROM payments.payments_posting WHERE entry_id = checked;
    IF balance <> 0 OR found < 2 OR found <> expected THEN
        RAISE EXCEPTION 'journal entry % does not balance: % of % postings, sum %',
            checked, found, expected, balance USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER payments_journalentry_balances AFTER INSERT ON payments.payments_journalentry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments.check_entry_balances();
CREATE CONSTRAINT TRIGGER payments_posting_balances AFTER INSERT ON payments.payments_posting
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments.check_entry_balances();
"""
REMOVE_TRIGGERS = """DROP TRIGGER payments_posting_balances ON payments.payments_posting;
DROP TRIGGER payments_journalentry_balances ON payments.payments_journalentry;
DROP FUNCTION payments.check_entry_balances();
DROP TRIGGER payments_creditmovement_not_truncated ON payments.payments_creditmovement;
DROP TRIGGER payments_creditmovement_immutable ON payments.payments_creditmovement;
DROP TRIGGER payments_dayreport_not_truncated ON payments.payments_dayreport;
DROP TRIGGER payments_dayreport_immutable ON payments.payments_dayreport;
DROP TRIGGER payments_refunddecision_not_truncated ON payments.payments_refunddecision;
DROP TRIGGER payments_refunddecision_immutable ON payments.payments_refunddecision;
DROP TRIGGER payments_posting_not_truncated ON payments.payments_posting;
DROP TRIGGER payments_posting_immutable ON payments.payments_posting;
DROP TRIGGER payments_journalentry_not_truncated ON payments.payments_journalentry;
DROP TRIGGER payments_journalentry_immutable ON payments.payments_journalentry;
DROP TRIGGER payments_creditnote_not_truncated ON payments.payments_creditnote;
DROP TRIGGER payments_creditnote_immutable ON payments.payments_creditnote;
DROP TRIGGER payments_invoice_not_truncated ON payments.payments_invoice;
DROP TRIGGER payments_invoice_immutable ON payments.payments_invoice;
DROP FUNCTION payments.refuse_credit_change();
DROP FUNCTION payments.refuse_record_change();
DROP FUNCTION payments.refuse_journal_change();
DROP FUNCTION payments.refuse_invoice_change();
"""

KEEP_AUDIT = """CREATE FUNCTION payments.refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(OLD) ->> 'position' IS NULL AND to_jsonb(NEW) ->> 'position' IS NOT NULL
        AND to_jsonb(NEW) - '{position,hash,seal}'::text[] = to_jsonb(OLD) - '{position,hash,seal}'::text[]
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER payments_auditentry_append_only BEFORE UPDATE OR DELETE ON payments.payments_auditentry
    FOR EACH ROW EXECUTE FUNCTION payments.refuse_audit_change();
CREATE TRIGGER payments_auditentry_not_truncated BEFORE TRUNCATE ON payments.payments_auditentry
    FOR EACH STATEMENT EXECUTE FUNCTION payments.refuse_audit_change();
CREATE TRIGGER payments_auditanchor_append_only BEFORE UPDATE OR DELETE ON payments.payments_auditanchor
    FOR EACH ROW EXECUTE FUNCTION payments.refuse_audit_change();
CREATE TRIGGER payments_auditanchor_not_truncated BEFORE TRUNCATE ON payments.payments_auditanchor
    FOR EACH STATEMENT EXECUTE FUNCTION payments.refuse_audit_change();
"""
DROP_AUDIT_GUARD = """
DROP FUNCTION payments.refuse_audit_change() CASCADE;
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="EmbeddedCall",
            fields=[
                ("key", models.CharField(max_length=200, primary_key=True, serialize=False)),
                ("call_id", models.UUIDField()),
                ("fingerprint", models.CharField(max_length=64)),
                ("answer", models.JSONField(null=True)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        db_index=True,
                        default=dominos.kernel.clock.now,
                    ),
                ),
            ],
        ),
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
                ("decline_code", models.CharField(blank=True, db_default="", max_length=40)),
                ("action_token", models.CharField(max_length=60, null=True, unique=True)),
                ("forgotten_at", models.DateTimeField(null=True)),
                (
                    "created_at",
                    models.DateTimeField(
                        default=dominos.kernel.clock.now, db_default=django.db.models.functions.datetime.Now()
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Decline",
            fields=[
                (
                    "id",
                    models.UUIDField(default=dominos.kernel.ids.new_id, primary_key=True, serialize=False),
                ),
                ("order_id", models.UUIDField(db_index=True, null=True)),
                ("customer_id", models.UUIDField(null=True)),
                ("client", models.CharField(blank=True, db_default="", max_length=64)),
                ("card", models.CharField(blank=True, db_default="", max_length=64)),
                (
                    "declined_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        db_index=True,
                        default=dominos.kernel.clock.now,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("customer_id"),
                        models.F("declined_at"),
                        name="payments_declines_of_customer",
                    ),
                    models.Index(
                        models.F("client"), models.F("declined_at"), name="payments_declines_of_client"
                    ),
                    models.Index(models.F("card"), models.F("declined_at"), name="payments_declines_of_card"),
                ],
            },
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
            name="InvoiceSeries",
            fields=[
                (
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
                ("kind", models.CharField(default="invoice", db_default="invoice", max_length=12)),
                ("legal_entity", models.CharField(max_length=120)),
                ("year", models.PositiveSmallIntegerField()),
                ("last", models.PositiveIntegerField(default=0, db_default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Operation",
            fields=[
                (
                    "id",
                    models.UUIDField(default=dominos.kernel.ids.new_id, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("CAPTURE", "CAPTURE"),
                            ("VOID", "VOID"),
                            ("REFUND", "REFUND"),
                            ("ADJUST", "ADJUST"),
                        ],
                        max_length=10,
                    ),
                ),
                ("key", models.CharField(max_length=100)),
                ("amount", models.BigIntegerField(default=0, db_default=0)),
                (
                    "reason",
                    dominos.kernel.sealed.fields.SealedCharField(blank=True, db_default="", max_length=500),
                ),
                (
                    "details",
                    models.JSONField(default=dict, db_default={}, help_text="Further terms of its command"),
                ),
                ("requested_by", models.UUIDField(help_text="None: by rule", null=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("AWAITING_APPROVAL", "AWAITING_APPROVAL"),
                            ("PENDING", "PENDING"),
                            ("DONE", "DONE"),
                            ("FAILED", "FAILED"),
                            ("REFUSED", "REFUSED"),
                        ],
                        default="PENDING",
                        db_default="PENDING",
                        max_length=20,
                    ),
                ),
                ("code", models.CharField(blank=True, db_default="", max_length=60)),
                ("attempts", models.PositiveIntegerField(default=0, db_default=0)),
                (
                    "due_at",
                    models.DateTimeField(
                        default=dominos.kernel.clock.now, db_default=django.db.models.functions.datetime.Now()
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        default=dominos.kernel.clock.now, db_default=django.db.models.functions.datetime.Now()
                    ),
                ),
                ("done_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="StoreFacts",
            fields=[
                ("store_id", models.UUIDField(primary_key=True, serialize=False)),
                ("code", models.CharField(db_index=True, max_length=40)),
                ("name", models.CharField(max_length=200)),
                ("currency", models.CharField(max_length=3)),
                ("timezone", models.CharField(default="UTC", db_default="UTC", max_length=60)),
                (
                    "day_starts_at",
                    models.TimeField(default=datetime.time(5, 0), db_default=datetime.time(5, 0)),
                ),
            ],
        ),
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
                ("note", models.CharField(blank=True, db_default="", max_length=200)),
                ("explanation", models.CharField(blank=True, db_default="", max_length=500)),
                ("explained_by", models.UUIDField(null=True)),
                (
                    "confirmed_by",
                    models.UUIDField(
                        help_text="The second person, for a difference above the limit", null=True
                    ),
                ),
                (
                    "counted_at",
                    models.DateTimeField(
                        default=dominos.kernel.clock.now, db_default=django.db.models.functions.datetime.Now()
                    ),
                ),
                ("settled_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(models.F("store_id"), models.F("id"), name="payments_counts_of_store")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("courier_id"),
                        condition=models.Q(("settled_at__isnull", True)),
                        name="payments_one_open_count",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("counted__gte", 0)), name="payments_count_sign"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confirmed_by__isnull", True),
                            models.Q(("confirmed_by", models.F("explained_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="payments_count_second_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("settled_at__isnull", True),
                            ("counted", models.F("expected")),
                            models.Q(
                                models.Q(("explanation", ""), _negated=True), ("explained_by__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="payments_count_explained",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CountedOrder",
            fields=[
                ("order_id", models.UUIDField(primary_key=True, serialize=False)),
                ("amount", models.BigIntegerField()),
                (
                    "count",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="orders",
                        to="payments.cashcount",
                    ),
                ),
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
                (
                    "closed_at",
                    models.DateTimeField(
                        default=dominos.kernel.clock.now, db_default=django.db.models.functions.datetime.Now()
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("store_id"), models.F("day"), name="payments_day_closed_once"
                    )
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
                    models.UniqueConstraint(fields=("message_id", "handler"), name="payments_deadletter_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="EmbeddedEvent",
            fields=[
                ("id", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("type", models.CharField(max_length=60)),
                ("body", models.TextField()),
                ("attempts", models.PositiveIntegerField(default=0, db_default=0)),
                (
                    "due_at",
                    models.DateTimeField(
                        default=dominos.kernel.clock.now, db_default=django.db.models.functions.datetime.Now()
                    ),
                ),
                ("delivered_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("due_at"),
                        condition=models.Q(("delivered_at__isnull", True)),
                        name="payments_embedded_due",
                    ),
                    models.Index(
                        models.F("delivered_at"),
                        condition=models.Q(("delivered_at__isnull", False)),
                        name="payments_embedded_done",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EmbeddedPayment",
            fields=[
                ("reference", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("payment_id", models.UUIDField(db_index=True)),
                ("order_id", models.UUIDField()),
                ("token", models.CharField(max_length=60)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("PENDING", "PENDING"),
                            ("REQUIRES_ACTION", "REQUIRES_ACTION"),
                            ("AUTHORIZED", "AUTHORIZED"),
                            ("CAPTURED", "CAPTURED"),
                            ("VOIDED", "VOIDED"),
                            ("FAILED", "FAILED"),
                        ],
                        max_length=20,
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                ("amount", models.BigIntegerField()),
                ("authorized", models.BigIntegerField(default=0, db_default=0)),
                ("captured", models.BigIntegerField(default=0, db_default=0)),
                ("refunded", models.BigIntegerField(default=0, db_default=0)),
                ("refund_failed", models.BigIntegerField(default=0, db_default=0)),
                (
                    "dispute",
                    models.CharField(
                        blank=True,
                        db_default="",
                        choices=[("OPEN", "OPEN"), ("WON", "WON"), ("LOST", "LOST")],
                        max_length=4,
                    ),
                ),
                ("disputed", models.BigIntegerField(default=0, db_default=0)),
                ("dispute_won", models.BigIntegerField(db_default=0, default=0)),
                ("dispute_lost", models.BigIntegerField(db_default=0, default=0)),
                ("decline_code", models.CharField(blank=True, db_default="", max_length=40)),
                ("action_token", models.CharField(max_length=60, null=True, unique=True)),
                (
                    "created_at",
                    models.DateTimeField(
                        default=dominos.kernel.clock.now, db_default=django.db.models.functions.datetime.Now()
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("refunded__lte", models.F("captured"))),
                        name="payments_embedded_caps",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="EmbeddedRefund",
            fields=[
                ("reference", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("amount", models.BigIntegerField()),
                ("failed_at", models.DateTimeField(null=True)),
                (
                    "created_at",
                    models.DateTimeField(
                        default=dominos.kernel.clock.now, db_default=django.db.models.functions.datetime.Now()
                    ),
                ),
                (
                    "payment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="payments.embeddedpayment"
                    ),
                ),
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
                ("reason", models.CharField(blank=True, db_default="", max_length=500)),
                (
                    "decided_at",
                    models.DateTimeField(
                        default=dominos.kernel.clock.now, db_default=django.db.models.functions.datetime.Now()
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="OrderFacts",
            fields=[
                ("order_id", models.UUIDField(primary_key=True, serialize=False)),
                ("store_id", models.UUIDField(null=True)),
                ("number", models.CharField(blank=True, db_default="", max_length=40)),
                ("business_date", models.DateField(null=True)),
                ("status", models.CharField(blank=True, db_default="", max_length=20)),
                ("status_at", models.DateTimeField(null=True)),
                ("promised_to", models.DateTimeField(null=True)),
                ("completed_at", models.DateTimeField(null=True)),
                ("courier_id", models.UUIDField(null=True)),
                ("carrier_id", models.UUIDField(null=True)),
                ("provider", models.CharField(blank=True, db_default="", max_length=30)),
                ("delivered_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name_plural": "order facts",
                "indexes": [
                    models.Index(
                        models.F("store_id"), models.F("business_date"), name="payments_facts_of_day"
                    ),
                    models.Index(models.F("courier_id"), name="payments_facts_of_courier"),
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
                        name="payments_outbox_due",
                    ),
                    models.Index(
                        condition=models.Q(("dead_at__isnull", False)),
                        fields=["dead_at"],
                        name="payments_outbox_dead",
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
                "indexes": [models.Index(fields=["type", "occurred_at"], name="payments_outbox_type")],
            },
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
            name="Payment",
            fields=[
                (
                    "id",
                    models.UUIDField(default=dominos.kernel.ids.new_id, primary_key=True, serialize=False),
                ),
                ("order_id", models.UUIDField(db_index=True)),
                ("order_number", models.CharField(blank=True, db_default="", max_length=40)),
                ("customer_id", models.UUIDField(db_index=True, null=True)),
                ("store_id", models.UUIDField(null=True)),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("card", "card"),
                            ("credit", "credit"),
                            ("cash", "cash"),
                            ("partner", "partner"),
                            ("none", "none"),
                        ],
                        max_length=8,
                    ),
                ),
                ("gateway", models.CharField(blank=True, db_default="", max_length=20)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("CREATED", "CREATED"),
                            ("REQUIRES_ACTION", "REQUIRES_ACTION"),
                            ("AUTHORIZED", "AUTHORIZED"),
                            ("CAPTURED", "CAPTURED"),
                            ("PARTIALLY_REFUNDED", "PARTIALLY_REFUNDED"),
                            ("REFUNDED", "REFUNDED"),
                            ("VOIDED", "VOIDED"),
                            ("FAILED", "FAILED"),
                            ("CHARGEBACK", "CHARGEBACK"),
                        ],
                        default="CREATED",
                        db_default="CREATED",
                        max_length=20,
                    ),
                ),
                ("currency", models.CharField(blank=True, db_default="", max_length=3)),
                ("amount", models.BigIntegerField()),
                ("business_date", models.DateField(help_text="The order's business day", null=True)),
                (
                    "service",
                    models.CharField(
                        blank=True,
                        db_default="",
                        help_text="How the order reaches the customer",
                        max_length=10,
                    ),
                ),
                (
                    "order_amounts",
                    models.JSONField(
                        help_text="What the amount is made of; the ledger splits by it", null=True
                    ),
                ),
                (
                    "revision",
                    models.PositiveIntegerField(
                        default=0, db_default=0, help_text="Of the order, that the amount follows"
                    ),
                ),
                ("authorized", models.BigIntegerField(default=0, db_default=0)),
                ("captured", models.BigIntegerField(default=0, db_default=0)),
                ("refunded", models.BigIntegerField(default=0, db_default=0)),
                (
                    "refunded_at",
                    models.DateTimeField(help_text="The last refund, which may still fail", null=True),
                ),
                (
                    "refund_failed",
                    models.BigIntegerField(
                        default=0, db_default=0, help_text="Sum of the refunds that came back"
                    ),
                ),
                ("charged_back", models.BigIntegerField(default=0, db_default=0)),
                (
                    "disputed",
                    models.BigIntegerField(db_default=0, default=0, help_text="Sum of its disputes"),
                ),
                ("dispute_won", models.BigIntegerField(db_default=0, default=0)),
                ("dispute_lost", models.BigIntegerField(db_default=0, default=0)),
                (
                    "dispute",
                    models.CharField(
                        blank=True,
                        db_default="",
                        choices=[("OPEN", "OPEN"), ("WON", "WON"), ("LOST", "LOST")],
                        max_length=4,
                    ),
                ),
                (
                    "token",
                    models.CharField(
                        blank=True,
                        db_default="",
                        help_text="The gateway's token of the card, never its number",
                        max_length=100,
                    ),
                ),
                (
                    "gateway_customer",
                    models.CharField(
                        blank=True,
                        db_default="",
                        help_text="The gateway's reference of the card's owner",
                        max_length=100,
                    ),
                ),
                ("reference", models.CharField(blank=True, db_default="", max_length=100)),
                (
                    "credit",
                    models.BigIntegerField(
                        db_default=0, default=0, help_text="What a gift card or store credit pays"
                    ),
                ),
                ("credit_id", models.UUIDField(help_text="The account of that credit", null=True)),
                (
                    "part_count",
                    models.PositiveSmallIntegerField(
                        db_default=0,
                        default=0,
                        help_text="How many people pay their part of it; 0: one pays all",
                    ),
                ),
                (
                    "partner_id",
                    models.UUIDField(
                        help_text="Who took the money for us, where it was paid elsewhere", null=True
                    ),
                ),
                (
                    "commission",
                    models.PositiveIntegerField(
                        db_default=0,
                        default=0,
                        help_text="What the partner keeps of it, in hundredths of a percent",
                    ),
                ),
                ("failure_code", models.CharField(blank=True, db_default="", max_length=60)),
                ("next_action", models.JSONField(null=True)),
                (
                    "release_reason",
                    dominos.kernel.sealed.fields.SealedCharField(blank=True, db_default="", max_length=500),
                ),
                (
                    "client",
                    models.CharField(
                        blank=True,
                        db_default="",
                        help_text="Keyed hash of the network address that paid",
                        max_length=64,
                    ),
                ),
                (
                    "card",
                    models.CharField(
                        blank=True,
                        db_default="",
                        help_text="Keyed hash of what the gateway tells the card by",
                        max_length=64,
                    ),
                ),
                ("request_key", models.CharField(blank=True, db_default="", max_length=100)),
                (
                    "submissions",
                    models.PositiveSmallIntegerField(
                        default=1,
                        db_default=1,
                        help_text="How often the customer asked the gateway to authorize it",
                    ),
                ),
                ("is_test", models.BooleanField(default=False, db_default=False)),
                ("check_at", models.DateTimeField(null=True)),
                (
                    "created_at",
                    models.DateTimeField(
                        default=dominos.kernel.clock.now, db_default=django.db.models.functions.datetime.Now()
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(
                        default=dominos.kernel.clock.now, db_default=django.db.models.functions.datetime.Now()
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("check_at"),
                        condition=models.Q(("check_at__isnull", False)),
                        name="payments_check_due",
                    ),
                    models.Index(
                        models.F("reference"),
                        condition=models.Q(("reference", ""), _negated=True),
                        name="payments_reference",
                    ),
                    django.contrib.postgres.indexes.BrinIndex(
                        autosummarize=True, fields=["created_at", "updated_at"], name="payments_changed"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("order_id"),
                        condition=models.Q(
                            (
                                "status__in",
                                [
                                    apps.payments.contract.types.PaymentStatus["AUTHORIZED"],
                                    apps.payments.contract.types.PaymentStatus["CAPTURED"],
                                    apps.payments.contract.types.PaymentStatus["CHARGEBACK"],
                                    apps.payments.contract.types.PaymentStatus["CREATED"],
                                    apps.payments.contract.types.PaymentStatus["PARTIALLY_REFUNDED"],
                                    apps.payments.contract.types.PaymentStatus["REFUNDED"],
                                    apps.payments.contract.types.PaymentStatus["REQUIRES_ACTION"],
                                    apps.payments.contract.types.PaymentStatus["VOIDED"],
                                ],
                            )
                        ),
                        name="payments_one_live_payment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("captured__lte", models.F("authorized"))),
                        name="payments_captured_cap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("charged_back__lte", models.F("captured")),
                            ("refunded__lte", models.F("captured")),
                        ),
                        name="payments_refunded_cap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gte", 0), ("refunded__gte", 0)),
                        name="payments_amounts_sign",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="operation",
            name="payment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="operations", to="payments.payment"
            ),
        ),
        migrations.CreateModel(
            name="JournalEntry",
            fields=[
                (
                    "id",
                    models.UUIDField(default=dominos.kernel.ids.new_id, primary_key=True, serialize=False),
                ),
                ("key", models.CharField(max_length=120, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("CAPTURE", "CAPTURE"),
                            ("CASH_COLLECTION", "CASH_COLLECTION"),
                            ("REFUND", "REFUND"),
                            ("REFUND_FAILED", "REFUND_FAILED"),
                            ("REFUND_RETRIED", "REFUND_RETRIED"),
                            ("CHARGEBACK", "CHARGEBACK"),
                            ("CHARGEBACK_REVERSAL", "CHARGEBACK_REVERSAL"),
                            ("CASH_HANDED_IN", "CASH_HANDED_IN"),
                            ("CASH_OWED", "CASH_OWED"),
                            ("CASH_RETURNED", "CASH_RETURNED"),
                            ("COURIER_PAY", "COURIER_PAY"),
                            ("COURIER_HOURS", "COURIER_HOURS"),
                            ("TIP_EARNED", "TIP_EARNED"),
                            ("PROVIDER_FEE", "PROVIDER_FEE"),
                            ("PROVIDER_TIP", "PROVIDER_TIP"),
                            ("TIP_PAID", "TIP_PAID"),
                            ("TIP_RETURNED", "TIP_RETURNED"),
                            ("GIFT_CARD_SOLD", "GIFT_CARD_SOLD"),
                            ("CREDIT_GRANTED", "CREDIT_GRANTED"),
                            ("CREDIT_WITHHELD", "CREDIT_WITHHELD"),
                            ("CREDIT_RESTORED", "CREDIT_RESTORED"),
                            ("COMMISSION", "COMMISSION"),
                            ("PARTNER_PAYOUT", "PARTNER_PAYOUT"),
                        ],
                        max_length=20,
                    ),
                ),
                ("order_id", models.UUIDField(db_index=True, null=True)),
                ("store_id", models.UUIDField(null=True)),
                (
                    "business_date",
                    models.DateField(help_text="The store's business day it is reported in", null=True),
                ),
                ("courier_id", models.UUIDField(null=True)),
                ("partner_id", models.UUIDField(null=True)),
                ("provider", models.CharField(blank=True, db_default="", max_length=30)),
                ("currency", models.CharField(max_length=3)),
                (
                    "taxes",
                    models.JSONField(
                        help_text="Of a sale or a refund: net, tax and gross by rate", null=True
                    ),
                ),
                ("size", models.PositiveSmallIntegerField()),
                (
                    "posted_at",
                    models.DateTimeField(
                        db_index=True,
                        default=dominos.kernel.clock.now,
                        db_default=django.db.models.functions.datetime.Now(),
                    ),
                ),
                (
                    "payment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="payments.payment",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "journal entries",
            },
        ),
        migrations.CreateModel(
            name="Invoice",
            fields=[
                (
                    "id",
                    models.UUIDField(default=dominos.kernel.ids.new_id, primary_key=True, serialize=False),
                ),
                ("legal_entity", models.CharField(max_length=120)),
                ("year", models.PositiveSmallIntegerField()),
                ("sequence", models.PositiveIntegerField()),
                ("order_id", models.UUIDField(unique=True)),
                ("customer_id", models.UUIDField()),
                ("store_id", models.UUIDField()),
                ("currency", models.CharField(max_length=3)),
                ("total", models.BigIntegerField()),
                ("document", models.JSONField()),
                ("issued_at", models.DateTimeField()),
                (
                    "payment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invoices",
                        to="payments.payment",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Posting",
            fields=[
                (
                    "id",
                    models.UUIDField(default=dominos.kernel.ids.new_id, primary_key=True, serialize=False),
                ),
                (
                    "account",
                    models.CharField(
                        choices=[
                            ("CUSTOMER_RECEIVABLE", "CUSTOMER_RECEIVABLE"),
                            ("GATEWAY_CLEARING", "GATEWAY_CLEARING"),
                            ("PARTNER_CLEARING", "PARTNER_CLEARING"),
                            ("BANK", "BANK"),
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
                            ("COMMISSIONS", "COMMISSIONS"),
                            ("TAX_PAYABLE", "TAX_PAYABLE"),
                            ("TIPS_PAYABLE", "TIPS_PAYABLE"),
                            ("COURIER_PAY", "COURIER_PAY"),
                            ("COURIER_PAYABLE", "COURIER_PAYABLE"),
                            ("PROVIDER_FEES", "PROVIDER_FEES"),
                            ("PROVIDERS_PAYABLE", "PROVIDERS_PAYABLE"),
                            ("REFUNDS", "REFUNDS"),
                            ("REFUNDS_DUE", "REFUNDS_DUE"),
                            ("CHARGEBACKS", "CHARGEBACKS"),
                            ("CUSTOMER_CREDIT", "CUSTOMER_CREDIT"),
                            ("GOODWILL", "GOODWILL"),
                            ("SUSPENSE", "SUSPENSE"),
                        ],
                        max_length=30,
                    ),
                ),
                ("amount", models.BigIntegerField()),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="postings",
                        to="payments.journalentry",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SavedCard",
            fields=[
                (
                    "id",
                    models.UUIDField(default=dominos.kernel.ids.new_id, primary_key=True, serialize=False),
                ),
                ("user_id", models.UUIDField(db_index=True)),
                ("gateway", models.CharField(max_length=20)),
                ("customer", models.CharField(max_length=100)),
                ("reference", models.CharField(max_length=100)),
                ("token", models.CharField(blank=True, db_default="", max_length=100)),
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
                (
                    "brand",
                    dominos.kernel.sealed.fields.SealedCharField(blank=True, db_default="", max_length=20),
                ),
                (
                    "last4",
                    dominos.kernel.sealed.fields.SealedCharField(blank=True, db_default="", max_length=4),
                ),
                (
                    "expires",
                    dominos.kernel.sealed.fields.SealedCharField(blank=True, db_default="", max_length=7),
                ),
                ("next_action", models.JSONField(null=True)),
                (
                    "created_at",
                    models.DateTimeField(
                        default=dominos.kernel.clock.now, db_default=django.db.models.functions.datetime.Now()
                    ),
                ),
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
        migrations.CreateModel(
            name="WebhookEvent",
            fields=[
                (
                    "id",
                    models.UUIDField(default=dominos.kernel.ids.new_id, primary_key=True, serialize=False),
                ),
                ("gateway", models.CharField(max_length=20)),
                ("event_id", models.CharField(max_length=100)),
                ("type", models.CharField(max_length=100)),
                ("reference", models.CharField(max_length=100)),
                ("body", models.TextField()),
                (
                    "received_at",
                    models.DateTimeField(
                        default=dominos.kernel.clock.now, db_default=django.db.models.functions.datetime.Now()
                    ),
                ),
                ("attempts", models.PositiveIntegerField(default=0, db_default=0)),
                (
                    "due_at",
                    models.DateTimeField(
                        default=dominos.kernel.clock.now, db_default=django.db.models.functions.datetime.Now()
                    ),
                ),
                ("handled_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("due_at"),
                        condition=models.Q(("handled_at__isnull", True)),
                        name="payments_webhook_due",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("gateway"), models.F("event_id"), name="payments_webhook_once"
                    )
                ],
            },
        ),
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
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credit_notes",
                        to="payments.invoice",
                    ),
                ),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credit_note",
                        to="payments.journalentry",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("legal_entity"),
                        models.F("year"),
                        models.F("sequence"),
                        name="payments_credit_note_number",
                    )
                ],
            },
        ),
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
                ("note", models.CharField(blank=True, db_default="", max_length=200)),
                (
                    "payment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="owed_cash",
                        to="payments.payment",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "owed cash",
                "indexes": [
                    models.Index(models.F("store_id"), models.F("taken_at"), name="payments_owed_of_store")
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="payments_owed_sign"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("returned_at__isnull", True), ("returned_by__isnull", True)),
                            models.Q(("returned_at__isnull", False), ("returned_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="payments_owed_returned_by_somebody",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="operation",
            index=models.Index(
                models.F("due_at"), condition=models.Q(("status", "PENDING")), name="payments_operation_due"
            ),
        ),
        migrations.AddConstraint(
            model_name="operation",
            constraint=models.UniqueConstraint(
                models.F("payment"), models.F("kind"), models.F("key"), name="payments_operation_once"
            ),
        ),
        migrations.AddIndex(
            model_name="journalentry",
            index=models.Index(
                models.F("store_id"), models.F("business_date"), name="payments_entries_of_day"
            ),
        ),
        migrations.AddIndex(
            model_name="journalentry",
            index=models.Index(
                models.F("partner_id"),
                condition=models.Q(("partner_id", None), _negated=True),
                name="payments_entries_of_partner",
            ),
        ),
        migrations.AddIndex(
            model_name="journalentry",
            index=models.Index(
                models.F("provider"),
                models.F("posted_at"),
                condition=models.Q(("provider", ""), _negated=True),
                name="payments_entries_of_provider",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.UniqueConstraint(
                models.F("legal_entity"),
                models.F("year"),
                models.F("sequence"),
                name="payments_invoice_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="posting",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount", 0), _negated=True), name="payments_posting_moves"
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
                            "PARTNER_CLEARING",
                            "BANK",
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
                            "COMMISSIONS",
                            "TAX_PAYABLE",
                            "TIPS_PAYABLE",
                            "COURIER_PAY",
                            "COURIER_PAYABLE",
                            "PROVIDER_FEES",
                            "PROVIDERS_PAYABLE",
                            "REFUNDS",
                            "REFUNDS_DUE",
                            "CHARGEBACKS",
                            "CUSTOMER_CREDIT",
                            "GOODWILL",
                            "SUSPENSE",
                        ],
                    )
                ),
                name="payments_posting_account",
            ),
        ),
        migrations.CreateModel(
            name="CreditAccount",
            fields=[
                (
                    "id",
                    models.UUIDField(default=dominos.kernel.ids.new_id, primary_key=True, serialize=False),
                ),
                ("kind", models.CharField(choices=[("GIFT", "GIFT"), ("GRANTED", "GRANTED")], max_length=10)),
                ("owner_id", models.UUIDField(db_index=True, null=True)),
                ("currency", models.CharField(max_length=3)),
                ("balance", models.BigIntegerField(db_default=0, default=0)),
                (
                    "is_blocked",
                    models.BooleanField(
                        db_default=False,
                        default=False,
                        help_text="A bank took back more of what bought it than was left on it",
                    ),
                ),
                ("code_digest", models.CharField(max_length=64, unique=True)),
                ("order_id", models.UUIDField(help_text="What it was granted for", null=True)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), default=dominos.kernel.clock.now
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CreditHold",
            fields=[
                (
                    "payment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="hold",
                        serialize=False,
                        to="payments.payment",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("PENDING", "PENDING"),
                            ("REQUIRES_ACTION", "REQUIRES_ACTION"),
                            ("AUTHORIZED", "AUTHORIZED"),
                            ("CAPTURED", "CAPTURED"),
                            ("VOIDED", "VOIDED"),
                            ("FAILED", "FAILED"),
                        ],
                        db_default="PENDING",
                        default="PENDING",
                        max_length=20,
                    ),
                ),
                ("amount", models.BigIntegerField(db_default=0, default=0)),
                ("taken", models.BigIntegerField(db_default=0, default=0)),
                ("returned", models.BigIntegerField(db_default=0, default=0)),
            ],
        ),
        migrations.CreateModel(
            name="CreditMovement",
            fields=[
                (
                    "id",
                    models.UUIDField(default=dominos.kernel.ids.new_id, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("BOUGHT", "BOUGHT"),
                            ("GRANTED", "GRANTED"),
                            ("HELD", "HELD"),
                            ("RELEASED", "RELEASED"),
                            ("RETURNED", "RETURNED"),
                            ("WITHHELD", "WITHHELD"),
                            ("RESTORED", "RESTORED"),
                        ],
                        max_length=10,
                    ),
                ),
                ("key", models.CharField(max_length=160, unique=True)),
                ("amount", models.BigIntegerField()),
                ("payment_id", models.UUIDField(null=True)),
                (
                    "moved_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), default=dominos.kernel.clock.now
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="LateTip",
            fields=[
                (
                    "id",
                    models.UUIDField(default=dominos.kernel.ids.new_id, primary_key=True, serialize=False),
                ),
                ("request_key", models.CharField(max_length=100)),
                ("amount", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("gateway", models.CharField(max_length=20)),
                ("token", models.CharField(blank=True, db_default="", max_length=100)),
                ("reference", models.CharField(blank=True, db_default="", max_length=100)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("BEGUN", "BEGUN"),
                            ("REQUIRES_ACTION", "REQUIRES_ACTION"),
                            ("PAID", "PAID"),
                            ("FAILED", "FAILED"),
                        ],
                        db_default="BEGUN",
                        default="BEGUN",
                        max_length=20,
                    ),
                ),
                ("failure_code", models.CharField(blank=True, db_default="", max_length=60)),
                ("next_action", models.JSONField(null=True)),
                ("disputed", models.BigIntegerField(db_default=0, default=0)),
                ("dispute_won", models.BigIntegerField(db_default=0, default=0)),
                ("attempts", models.PositiveIntegerField(db_default=0, default=0)),
                ("due_at", models.DateTimeField(null=True)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), default=dominos.kernel.clock.now
                    ),
                ),
                ("order_id", models.UUIDField(db_index=True)),
                ("order_number", models.CharField(blank=True, db_default="", max_length=40)),
                ("store_id", models.UUIDField()),
                ("courier_id", models.UUIDField()),
                ("payer_id", models.UUIDField(db_index=True)),
                ("gateway_customer", models.CharField(blank=True, db_default="", max_length=100)),
                ("refunded", models.BigIntegerField(db_default=0, default=0)),
                ("is_returned", models.BooleanField(db_default=False, default=False)),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("due_at"),
                        condition=models.Q(("due_at__isnull", False)),
                        name="payments_tip_due",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("payer_id"),
                        models.F("request_key"),
                        models.F("order_id"),
                        name="payments_tip_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("refunded__lte", models.F("amount"))), name="payments_tip_caps"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="GiftPurchase",
            fields=[
                (
                    "id",
                    models.UUIDField(default=dominos.kernel.ids.new_id, primary_key=True, serialize=False),
                ),
                ("buyer_id", models.UUIDField(db_index=True)),
                ("request_key", models.CharField(max_length=100)),
                ("amount", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("recipient_email", dominos.kernel.sealed.fields.SealedCharField(max_length=254)),
                (
                    "recipient_mark",
                    dominos.kernel.sealed.index.BlindIndexField(
                        blank=True, db_default="", editable=False, max_length=32
                    ),
                ),
                (
                    "sender",
                    dominos.kernel.sealed.fields.SealedCharField(blank=True, db_default="", max_length=100),
                ),
                (
                    "words",
                    dominos.kernel.sealed.fields.SealedCharField(blank=True, db_default="", max_length=300),
                ),
                ("locale", models.CharField(blank=True, db_default="", max_length=10)),
                ("gateway", models.CharField(max_length=20)),
                ("token", models.CharField(blank=True, db_default="", max_length=100)),
                ("reference", models.CharField(blank=True, db_default="", max_length=100)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("BEGUN", "BEGUN"),
                            ("REQUIRES_ACTION", "REQUIRES_ACTION"),
                            ("PAID", "PAID"),
                            ("FAILED", "FAILED"),
                        ],
                        db_default="BEGUN",
                        default="BEGUN",
                        max_length=20,
                    ),
                ),
                ("failure_code", models.CharField(blank=True, db_default="", max_length=60)),
                ("next_action", models.JSONField(null=True)),
                ("disputed", models.BigIntegerField(db_default=0, default=0)),
                ("dispute_won", models.BigIntegerField(db_default=0, default=0)),
                ("withheld", models.BigIntegerField(db_default=0, default=0)),
                ("attempts", models.PositiveIntegerField(db_default=0, default=0)),
                ("due_at", models.DateTimeField(null=True)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), default=dominos.kernel.clock.now
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="creditaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(("balance__gte", 0)), name="payments_credit_not_below_zero"
            ),
        ),
        migrations.AddField(
            model_name="credithold",
            name="account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="holds", to="payments.creditaccount"
            ),
        ),
        migrations.AddField(
            model_name="creditmovement",
            name="account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="movements",
                to="payments.creditaccount",
            ),
        ),
        migrations.AddField(
            model_name="giftpurchase",
            name="account",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="purchase",
                to="payments.creditaccount",
            ),
        ),
        migrations.AddConstraint(
            model_name="credithold",
            constraint=models.CheckConstraint(
                condition=models.Q(("returned__lte", models.F("taken")), ("taken__lte", models.F("amount"))),
                name="payments_hold_caps",
            ),
        ),
        migrations.AddConstraint(
            model_name="creditmovement",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount", 0), _negated=True), name="payments_credit_moves"
            ),
        ),
        migrations.AddIndex(
            model_name="giftpurchase",
            index=models.Index(
                models.F("due_at"), condition=models.Q(("due_at__isnull", False)), name="payments_gift_due"
            ),
        ),
        migrations.AddIndex(
            model_name="giftpurchase",
            index=models.Index(models.F("recipient_mark"), name="payments_gift_recipient"),
        ),
        migrations.AddConstraint(
            model_name="giftpurchase",
            constraint=models.UniqueConstraint(
                models.F("buyer_id"), models.F("request_key"), name="payments_gift_once"
            ),
        ),
        migrations.RunSQL(TRIGGERS, REMOVE_TRIGGERS),
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
                        condition=models.Q(("position", None)), fields=["id"], name="payments_audit_unsealed"
                    ),
                    models.Index(fields=["kind", "id"], name="payments_audit_kind"),
                    models.Index(fields=["actor_id", "id"], name="payments_audit_actor"),
                    models.Index(fields=["about", "id"], name="payments_audit_about"),
                ],
            },
        ),
        migrations.RunSQL(KEEP_AUDIT, DROP_AUDIT_GUARD),
        migrations.CreateModel(
            name="PaymentPart",
            fields=[
                (
                    "id",
                    models.UUIDField(default=dominos.kernel.ids.new_id, primary_key=True, serialize=False),
                ),
                ("person_id", models.UUIDField()),
                ("payer_id", models.UUIDField(db_index=True)),
                ("amount", models.BigIntegerField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("CREATED", "CREATED"),
                            ("REQUIRES_ACTION", "REQUIRES_ACTION"),
                            ("AUTHORIZED", "AUTHORIZED"),
                            ("CAPTURED", "CAPTURED"),
                            ("PARTIALLY_REFUNDED", "PARTIALLY_REFUNDED"),
                            ("REFUNDED", "REFUNDED"),
                            ("VOIDED", "VOIDED"),
                            ("FAILED", "FAILED"),
                            ("CHARGEBACK", "CHARGEBACK"),
                        ],
                        db_default="CREATED",
                        default="CREATED",
                        max_length=20,
                    ),
                ),
                ("authorized", models.BigIntegerField(db_default=0, default=0)),
                ("captured", models.BigIntegerField(db_default=0, default=0)),
                ("refunded", models.BigIntegerField(db_default=0, default=0)),
                ("refund_failed", models.BigIntegerField(db_default=0, default=0)),
                ("disputed", models.BigIntegerField(db_default=0, default=0)),
                ("dispute_won", models.BigIntegerField(db_default=0, default=0)),
                ("dispute_lost", models.BigIntegerField(db_default=0, default=0)),
                ("attempt", models.PositiveSmallIntegerField(db_default=0, default=0)),
                ("submissions", models.PositiveSmallIntegerField(db_default=1, default=1)),
                ("declines", models.PositiveSmallIntegerField(db_default=0, default=0)),
                ("token", models.CharField(blank=True, db_default="", max_length=100)),
                ("gateway_customer", models.CharField(blank=True, db_default="", max_length=100)),
                ("reference", models.CharField(blank=True, db_default="", max_length=100)),
                ("failure_code", models.CharField(blank=True, db_default="", max_length=60)),
                ("next_action", models.JSONField(null=True)),
                ("client", models.CharField(blank=True, db_default="", max_length=64)),
                ("card", models.CharField(blank=True, db_default="", max_length=64)),
                ("request_key", models.CharField(blank=True, db_default="", max_length=100)),
                (
                    "payment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="payments.payment",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PartRefund",
            fields=[
                (
                    "id",
                    models.UUIDField(default=dominos.kernel.ids.new_id, primary_key=True, serialize=False),
                ),
                ("key", models.CharField(db_index=True, max_length=200)),
                ("amount", models.BigIntegerField()),
                ("is_done", models.BooleanField(db_default=False, default=False)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), default=dominos.kernel.clock.now
                    ),
                ),
                (
                    "part",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refunds",
                        to="payments.paymentpart",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="paymentpart",
            index=models.Index(
                models.F("reference"),
                condition=models.Q(("reference", ""), _negated=True),
                name="payments_part_reference",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentpart",
            constraint=models.UniqueConstraint(
                models.F("payment"), models.F("person_id"), name="payments_one_part_each"
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentpart",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("amount__gt", 0),
                    ("captured__lte", models.F("authorized")),
                    ("refunded__lte", models.F("captured")),
                ),
                name="payments_part_caps",
            ),
        ),
        migrations.AddIndex(
            model_name="partrefund",
            index=models.Index(
                models.F("part"), condition=models.Q(("is_done", False)), name="payments_refunds_begun"
            ),
        ),
    ]
