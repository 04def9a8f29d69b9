import datetime

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import apps.menu.domain.deals.types
import apps.menu.domain.plans
import apps.menu.domain.terms
import apps.menu.models.drafts
import apps.menu.models.texts
import dominos.kernel.clock
import dominos.kernel.ids

# The database itself refuses to change or delete a published version.
REFUSE = """
CREATE FUNCTION menu.refuse_version_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'menu version % is published and cannot be changed', OLD.content_hash
        USING ERRCODE = 'integrity_constraint_violation';
END
$$;
CREATE TRIGGER menu_menuversion_stays BEFORE UPDATE OR DELETE ON menu.menu_menuversion
    FOR EACH ROW EXECUTE FUNCTION menu.refuse_version_change();
"""
ALLOW = """
DROP TRIGGER menu_menuversion_stays ON menu.menu_menuversion;
DROP FUNCTION menu.refuse_version_change();
"""

KEEP_AUDIT = """CREATE FUNCTION menu.refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(OLD) ->> 'position' IS NULL AND to_jsonb(NEW) ->> 'position' IS NOT NULL
        AND to_jsonb(NEW) - '{position,hash,seal}'::text[] = to_jsonb(OLD) - '{position,hash,seal}'::text[]
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER menu_auditentry_append_only BEFORE UPDATE OR DELETE ON menu.menu_auditentry
    FOR EACH ROW EXECUTE FUNCTION menu.refuse_audit_change();
CREATE TRIGGER menu_auditentry_not_truncated BEFORE TRUNCATE ON menu.menu_auditentry
    FOR EACH STATEMENT EXECUTE FUNCTION menu.refuse_audit_change();
CREATE TRIGGER menu_auditanchor_append_only BEFORE UPDATE OR DELETE ON menu.menu_auditanchor
    FOR EACH ROW EXECUTE FUNCTION menu.refuse_audit_change();
CREATE TRIGGER menu_auditanchor_not_truncated BEFORE TRUNCATE ON menu.menu_auditanchor
    FOR EACH STATEMENT EXECUTE FUNCTION menu.refuse_audit_change();
"""
DROP_AUDIT_GUARD = """
DROP FUNCTION menu.refuse_audit_change() CASCADE;
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Catalogue",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=dominos.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        max_length=30,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Za-z0-9_.-]+$", "letters, digits, dot, dash and underscore"
                            )
                        ],
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                (
                    "currency",
                    models.CharField(
                        max_length=3, validators=[django.core.validators.RegexValidator("^[A-Z]{3}$")]
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        db_default="en",
                        default="en",
                        help_text="Of its names and descriptions, as a code: en. Each entry may have words in others.",
                        max_length=10,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z]{2,3}(-[A-Za-z]{2,4})?$", "a code of a language: en, fi"
                            )
                        ],
                    ),
                ),
                (
                    "half_rule",
                    models.CharField(
                        choices=[
                            ("dearer", "dearer"),
                            ("average", "average"),
                            ("percentage", "percentage"),
                            ("whole", "whole"),
                        ],
                        default=apps.menu.domain.terms.HalfRule["DEARER"],
                        db_default=apps.menu.domain.terms.HalfRule["DEARER"],
                        max_length=10,
                    ),
                ),
                (
                    "half_percent",
                    models.PositiveSmallIntegerField(
                        default=50,
                        db_default=50,
                        help_text="What a topping on a half counts, of one on the whole, by the rule of percentages.",
                        validators=[django.core.validators.MaxValueValidator(100)],
                    ),
                ),
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
            name="MenuVersion",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=dominos.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("content_hash", models.CharField(max_length=64, unique=True)),
                ("catalogue_code", models.CharField(max_length=30)),
                ("document", models.JSONField()),
                (
                    "created_at",
                    models.DateTimeField(
                        default=dominos.kernel.clock.now, db_default=django.db.models.functions.datetime.Now()
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at"],
            },
        ),
        migrations.CreateModel(
            name="Picture",
            fields=[
                ("key", models.CharField(editable=False, max_length=16, primary_key=True, serialize=False)),
                (
                    "alt",
                    models.CharField(help_text="What it shows, for whoever does not see it.", max_length=160),
                ),
                (
                    "texts",
                    models.JSONField(
                        blank=True,
                        db_default={},
                        default=dict,
                        validators=[apps.menu.models.texts.check_texts],
                    ),
                ),
                (
                    "focal_x",
                    models.PositiveSmallIntegerField(
                        db_default=50,
                        default=50,
                        help_text="Percent from the left.",
                        validators=[django.core.validators.MaxValueValidator(100)],
                    ),
                ),
                (
                    "focal_y",
                    models.PositiveSmallIntegerField(
                        db_default=50,
                        default=50,
                        help_text="Percent from the top.",
                        validators=[django.core.validators.MaxValueValidator(100)],
                    ),
                ),
                ("width", models.PositiveIntegerField(editable=False)),
                ("height", models.PositiveIntegerField(editable=False)),
                (
                    "widths",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveIntegerField(),
                        db_default=[],
                        default=list,
                        editable=False,
                        size=None,
                    ),
                ),
                (
                    "added_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        default=dominos.kernel.clock.now,
                        editable=False,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("alt", ""), _negated=True), name="menu_picture_alt"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("focal_x__lte", 100), ("focal_y__lte", 100)),
                        name="menu_picture_focal",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PictureFile",
            fields=[
                ("name", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("content_type", models.CharField(max_length=20)),
                ("data", models.BinaryField()),
                (
                    "picture",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="files", to="menu.picture"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Category",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=dominos.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        max_length=40,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Za-z0-9_.-]+$", "letters, digits, dot, dash and underscore"
                            )
                        ],
                    ),
                ),
                ("name", models.CharField(max_length=160)),
                ("position", models.PositiveIntegerField(default=0, db_default=0)),
                (
                    "texts",
                    models.JSONField(
                        blank=True,
                        db_default={},
                        default=dict,
                        validators=[apps.menu.models.texts.check_texts],
                    ),
                ),
                (
                    "catalogue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)s_set",
                        to="menu.catalogue",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="children",
                        to="menu.category",
                    ),
                ),
                (
                    "picture",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="categories",
                        to="menu.picture",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "categories",
                "ordering": ["position", "code"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Crust",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=dominos.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        max_length=40,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Za-z0-9_.-]+$", "letters, digits, dot, dash and underscore"
                            )
                        ],
                    ),
                ),
                ("name", models.CharField(max_length=160)),
                ("position", models.PositiveIntegerField(default=0, db_default=0)),
                (
                    "texts",
                    models.JSONField(
                        blank=True,
                        db_default={},
                        default=dict,
                        validators=[apps.menu.models.texts.check_texts],
                    ),
                ),
                (
                    "allergens",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), blank=True, null=True, size=None
                    ),
                ),
                (
                    "diet",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("vegan", "vegan"),
                            ("vegetarian", "vegetarian"),
                            ("neither", "neither"),
                        ],
                        db_default="",
                        help_text="Who may eat it; empty: not stated.",
                        max_length=10,
                    ),
                ),
                (
                    "nutrition",
                    models.JSONField(
                        blank=True,
                        help_text='{"grams": {"14": 70, "*": 50}, "per_100g": {"energy_kcal": 494, "salt_mg": 4100}}',
                        null=True,
                        validators=[apps.menu.models.fields.check_nutrition],
                    ),
                ),
                (
                    "catalogue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)s_set",
                        to="menu.catalogue",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "code"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Daypart",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=dominos.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        max_length=40,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Za-z0-9_.-]+$", "letters, digits, dot, dash and underscore"
                            )
                        ],
                    ),
                ),
                ("name", models.CharField(max_length=160)),
                ("position", models.PositiveIntegerField(default=0, db_default=0)),
                (
                    "texts",
                    models.JSONField(
                        blank=True,
                        db_default={},
                        default=dict,
                        validators=[apps.menu.models.texts.check_texts],
                    ),
                ),
                ("starts", models.TimeField()),
                ("ends", models.TimeField()),
                (
                    "weekdays",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(
                            validators=[
                                django.core.validators.MinValueValidator(1),
                                django.core.validators.MaxValueValidator(7),
                            ]
                        ),
                        blank=True,
                        default=list,
                        db_default=[],
                        size=None,
                    ),
                ),
                (
                    "catalogue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)s_set",
                        to="menu.catalogue",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "code"],
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
                    models.UniqueConstraint(fields=("message_id", "handler"), name="menu_deadletter_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Deal",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=dominos.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        max_length=40,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Za-z0-9_.-]+$", "letters, digits, dot, dash and underscore"
                            )
                        ],
                    ),
                ),
                ("name", models.CharField(max_length=160)),
                ("position", models.PositiveIntegerField(default=0, db_default=0)),
                (
                    "texts",
                    models.JSONField(
                        blank=True,
                        db_default={},
                        default=dict,
                        validators=[apps.menu.models.texts.check_texts],
                    ),
                ),
                ("description", models.CharField(blank=True, db_default="", max_length=1000)),
                (
                    "rule",
                    models.CharField(
                        choices=[
                            ("fixed_bundle", "fixed_bundle"),
                            ("each_at", "each_at"),
                            ("percent", "percent"),
                            ("amount", "amount"),
                            ("free_item", "free_item"),
                            ("free_delivery", "free_delivery"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "value",
                    models.PositiveIntegerField(
                        default=0,
                        db_default=0,
                        help_text="A price, an amount, or for percent a percentage: 20 is 20 %.",
                    ),
                ),
                ("slots", models.JSONField(blank=True, default=list, db_default=[])),
                ("tiers", models.JSONField(blank=True, default=list, db_default=[])),
                (
                    "combine",
                    models.CharField(
                        choices=[("exclusive", "exclusive"), ("complementary", "complementary")],
                        default=apps.menu.domain.deals.types.Combine["COMPLEMENTARY"],
                        db_default=apps.menu.domain.deals.types.Combine["COMPLEMENTARY"],
                        max_length=15,
                    ),
                ),
                (
                    "services",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        blank=True,
                        default=list,
                        db_default=[],
                        help_text="DELIVERY, CARRYOUT, CURBSIDE; empty: all.",
                        size=None,
                    ),
                ),
                (
                    "stores",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        blank=True,
                        default=list,
                        db_default=[],
                        help_text="Codes of stores; empty: all that sell from this catalogue.",
                        size=None,
                    ),
                ),
                ("starts_on", models.DateField(blank=True, null=True)),
                ("ends_on", models.DateField(blank=True, null=True)),
                (
                    "weekdays",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(
                            validators=[
                                django.core.validators.MinValueValidator(1),
                                django.core.validators.MaxValueValidator(7),
                            ]
                        ),
                        blank=True,
                        default=list,
                        db_default=[],
                        size=None,
                    ),
                ),
                ("min_subtotal", models.PositiveIntegerField(default=0, db_default=0)),
                (
                    "max_uses",
                    models.PositiveSmallIntegerField(default=1, db_default=1, help_text="Within one order."),
                ),
                ("is_automatic", models.BooleanField(default=False, db_default=False)),
                ("is_listed", models.BooleanField(default=True, db_default=True)),
                (
                    "limit_total",
                    models.PositiveIntegerField(
                        blank=True, help_text="Orders in all; empty: any number.", null=True
                    ),
                ),
                ("limit_per_customer", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "points",
                    models.PositiveIntegerField(
                        db_default=0,
                        default=0,
                        help_text="A reward: what it costs in loyalty points; 0 for other deals.",
                    ),
                ),
                (
                    "needs_code",
                    models.BooleanField(
                        db_default=False,
                        default=False,
                        help_text="Used with a single-use code only, not by its own.",
                    ),
                ),
                (
                    "catalogue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)s_set",
                        to="menu.catalogue",
                    ),
                ),
                (
                    "daypart",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deals",
                        to="menu.daypart",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "code"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CodeBatch",
            fields=[
                (
                    "id",
                    models.UUIDField(default=dominos.kernel.ids.new_id, primary_key=True, serialize=False),
                ),
                (
                    "name",
                    models.CharField(help_text="What they are for; shown here only.", max_length=100),
                ),
                (
                    "deal",
                    models.CharField(
                        help_text="The code of a deal that needs a single-use code.", max_length=40
                    ),
                ),
                (
                    "number",
                    models.PositiveIntegerField(
                        help_text="How many codes.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(10000),
                        ],
                    ),
                ),
                ("ends_on", models.DateField(blank=True, null=True)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        default=dominos.kernel.clock.now,
                        editable=False,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "code batches",
            },
        ),
        migrations.CreateModel(
            name="DealCode",
            fields=[
                (
                    "id",
                    models.UUIDField(default=dominos.kernel.ids.new_id, primary_key=True, serialize=False),
                ),
                ("digest", models.CharField(max_length=64, unique=True)),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="codes",
                        to="menu.codebatch",
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
                        name="menu_outbox_due",
                    ),
                    models.Index(
                        condition=models.Q(("dead_at__isnull", False)),
                        fields=["dead_at"],
                        name="menu_outbox_dead",
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
                "indexes": [models.Index(fields=["type", "occurred_at"], name="menu_outbox_type")],
            },
        ),
        migrations.CreateModel(
            name="Product",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=dominos.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        max_length=40,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Za-z0-9_.-]+$", "letters, digits, dot, dash and underscore"
                            )
                        ],
                    ),
                ),
                ("name", models.CharField(max_length=160)),
                ("position", models.PositiveIntegerField(default=0, db_default=0)),
                (
                    "texts",
                    models.JSONField(
                        blank=True,
                        db_default={},
                        default=dict,
                        validators=[apps.menu.models.texts.check_texts],
                    ),
                ),
                ("description", models.CharField(blank=True, db_default="", max_length=1000)),
                ("max_toppings", models.PositiveSmallIntegerField(default=10, db_default=10)),
                ("needs_oven", models.BooleanField(default=True, db_default=True)),
                ("is_halvable", models.BooleanField(default=False, db_default=False)),
                (
                    "allergens",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), blank=True, null=True, size=None
                    ),
                ),
                (
                    "diet",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("vegan", "vegan"),
                            ("vegetarian", "vegetarian"),
                            ("neither", "neither"),
                        ],
                        db_default="",
                        help_text="Who may eat it; empty: not stated.",
                        max_length=10,
                    ),
                ),
                (
                    "nutrition",
                    models.JSONField(
                        blank=True,
                        help_text='{"grams": {"14": 70, "*": 50}, "per_100g": {"energy_kcal": 494, "salt_mg": 4100}}',
                        null=True,
                        validators=[apps.menu.models.fields.check_nutrition],
                    ),
                ),
                (
                    "tax_class",
                    models.CharField(
                        default="food",
                        db_default="food",
                        help_text="The item class for taxes: food, beverage.",
                        max_length=20,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Za-z0-9_.-]+$", "letters, digits, dot, dash and underscore"
                            )
                        ],
                    ),
                ),
                (
                    "dayparts",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        blank=True,
                        default=list,
                        db_default=[],
                        help_text="Dayparts in which it is sold; empty: always.",
                        size=None,
                    ),
                ),
                (
                    "catalogue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)s_set",
                        to="menu.catalogue",
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="products",
                        to="menu.category",
                    ),
                ),
                (
                    "picture",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="products",
                        to="menu.picture",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "code"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Size",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=dominos.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        max_length=40,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Za-z0-9_.-]+$", "letters, digits, dot, dash and underscore"
                            )
                        ],
                    ),
                ),
                ("name", models.CharField(max_length=160)),
                ("position", models.PositiveIntegerField(default=0, db_default=0)),
                (
                    "texts",
                    models.JSONField(
                        blank=True,
                        db_default={},
                        default=dict,
                        validators=[apps.menu.models.texts.check_texts],
                    ),
                ),
                (
                    "catalogue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)s_set",
                        to="menu.catalogue",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "code"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="StoreMenu",
            fields=[
                ("store_id", models.UUIDField(primary_key=True, serialize=False)),
                ("store_code", models.CharField(blank=True, db_default="", max_length=20)),
                ("store_name", models.CharField(blank=True, db_default="", max_length=80)),
                ("currency", models.CharField(max_length=3)),
                (
                    "languages",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=10),
                        db_default=[],
                        default=list,
                        editable=False,
                        size=None,
                    ),
                ),
                ("timezone", models.CharField(default="UTC", db_default="UTC", max_length=64)),
                (
                    "day_starts_at",
                    models.TimeField(db_default=datetime.time(5, 0), default=datetime.time(5, 0)),
                ),
                ("revision", models.PositiveIntegerField(default=0, db_default=0, editable=False)),
                (
                    "availability_revision",
                    models.PositiveIntegerField(default=0, db_default=0, editable=False),
                ),
                ("stock_until", models.DateTimeField(editable=False, null=True)),
                (
                    "catalogue",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stores",
                        to="menu.catalogue",
                    ),
                ),
                (
                    "current",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stores",
                        to="menu.menuversion",
                    ),
                ),
            ],
            options={
                "ordering": ["store_code"],
            },
        ),
        migrations.CreateModel(
            name="StoreChange",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=dominos.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("category", "category"),
                            ("product", "product"),
                            ("variant", "variant"),
                            ("topping", "topping"),
                            ("preconfigured", "preconfigured"),
                            ("deal", "deal"),
                        ],
                        max_length=15,
                    ),
                ),
                ("code", models.CharField(max_length=40)),
                ("is_sold", models.BooleanField(default=True, db_default=True)),
                (
                    "price",
                    models.PositiveIntegerField(blank=True, help_text="Of a variant or a side.", null=True),
                ),
                (
                    "topping_price",
                    models.PositiveIntegerField(blank=True, help_text="Of a variant.", null=True),
                ),
                (
                    "dayparts",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        blank=True,
                        help_text="Of a product; empty: as in the catalogue.",
                        null=True,
                        size=None,
                    ),
                ),
                (
                    "store",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="changes",
                        to="menu.storemenu",
                    ),
                ),
            ],
            options={
                "ordering": ["kind", "code"],
            },
        ),
        migrations.CreateModel(
            name="Publication",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=dominos.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("revision", models.PositiveIntegerField()),
                (
                    "published_at",
                    models.DateTimeField(
                        default=dominos.kernel.clock.now, db_default=django.db.models.functions.datetime.Now()
                    ),
                ),
                ("published_by", models.UUIDField(null=True)),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="publications",
                        to="menu.menuversion",
                    ),
                ),
                (
                    "store_menu",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="publications",
                        to="menu.storemenu",
                    ),
                ),
            ],
            options={
                "ordering": ["-revision"],
            },
        ),
        migrations.CreateModel(
            name="PlannedPublication",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=dominos.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("publish_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                (
                    "planned_at",
                    models.DateTimeField(
                        default=dominos.kernel.clock.now, db_default=django.db.models.functions.datetime.Now()
                    ),
                ),
                ("planned_by", models.UUIDField(null=True)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("open", "open"),
                            ("published", "published"),
                            ("unchanged", "unchanged"),
                            ("refused", "refused"),
                            ("cancelled", "cancelled"),
                        ],
                        default=apps.menu.domain.plans.PlanOutcome["OPEN"],
                        db_default=apps.menu.domain.plans.PlanOutcome["OPEN"],
                        max_length=10,
                    ),
                ),
                ("problem", models.CharField(blank=True, db_default="", max_length=300)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "store_menu",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="planned_publications",
                        to="menu.storemenu",
                    ),
                ),
            ],
            options={
                "ordering": ["-publish_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Outage",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=dominos.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("topping", "topping"),
                            ("crust", "crust"),
                            ("variant", "variant"),
                            ("product", "product"),
                        ],
                        max_length=10,
                    ),
                ),
                ("code", models.CharField(max_length=40)),
                ("until", models.DateTimeField(blank=True, null=True)),
                ("is_counted", models.BooleanField(db_default=False, default=False, editable=False)),
                (
                    "reported_at",
                    models.DateTimeField(
                        default=dominos.kernel.clock.now,
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                    ),
                ),
                ("reported_by", models.UUIDField(editable=False, null=True)),
                ("ended_at", models.DateTimeField(editable=False, null=True)),
                ("ended_by", models.UUIDField(editable=False, null=True)),
                (
                    "store",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="outages",
                        to="menu.storemenu",
                    ),
                ),
            ],
            options={
                "ordering": ["kind", "code", "-reported_at"],
            },
        ),
        migrations.CreateModel(
            name="Topping",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=dominos.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        max_length=40,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Za-z0-9_.-]+$", "letters, digits, dot, dash and underscore"
                            )
                        ],
                    ),
                ),
                ("name", models.CharField(max_length=160)),
                ("position", models.PositiveIntegerField(default=0, db_default=0)),
                (
                    "texts",
                    models.JSONField(
                        blank=True,
                        db_default={},
                        default=dict,
                        validators=[apps.menu.models.texts.check_texts],
                    ),
                ),
                ("group", models.CharField(max_length=20)),
                ("whole_only", models.BooleanField(default=False, db_default=False)),
                ("exclusive_group", models.CharField(blank=True, db_default="", max_length=20)),
                ("is_paid", models.BooleanField(default=True, db_default=True)),
                (
                    "price",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="Of a side beyond those included; empty: that of a topping unit.",
                        null=True,
                    ),
                ),
                (
                    "allergens",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), blank=True, null=True, size=None
                    ),
                ),
                (
                    "diet",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("vegan", "vegan"),
                            ("vegetarian", "vegetarian"),
                            ("neither", "neither"),
                        ],
                        db_default="",
                        help_text="Who may eat it; empty: not stated.",
                        max_length=10,
                    ),
                ),
                (
                    "nutrition",
                    models.JSONField(
                        blank=True,
                        help_text='{"grams": {"14": 70, "*": 50}, "per_100g": {"energy_kcal": 494, "salt_mg": 4100}}',
                        null=True,
                        validators=[apps.menu.models.fields.check_nutrition],
                    ),
                ),
                (
                    "catalogue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)s_set",
                        to="menu.catalogue",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "code"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ProductTopping",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=dominos.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "amounts",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            max_length=3, validators=[apps.menu.models.fields.is_amount]
                        ),
                        default=apps.menu.models.fields.any_amount,
                        db_default=["0.5", "1", "1.5", "2"],
                        size=None,
                    ),
                ),
                (
                    "default_amount",
                    models.DecimalField(
                        decimal_places=1,
                        default=0,
                        db_default=0,
                        max_digits=4,
                        validators=[apps.menu.models.fields.is_amount],
                    ),
                ),
                (
                    "is_exclusive",
                    models.BooleanField(
                        default=True,
                        db_default=True,
                        help_text="Whether the topping's exclusive group counts on this product.",
                    ),
                ),
                (
                    "is_paid_inverted",
                    models.BooleanField(
                        default=False,
                        db_default=False,
                        help_text="Whether it is paid here if it is not elsewhere, and vice versa.",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="toppings",
                        to="menu.product",
                    ),
                ),
                (
                    "topping",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="products",
                        to="menu.topping",
                    ),
                ),
            ],
            options={
                "ordering": ["topping__position", "topping__code"],
            },
        ),
        migrations.CreateModel(
            name="Variant",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=dominos.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        max_length=40,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Za-z0-9_.-]+$", "letters, digits, dot, dash and underscore"
                            )
                        ],
                    ),
                ),
                ("name", models.CharField(max_length=160)),
                ("position", models.PositiveIntegerField(default=0, db_default=0)),
                (
                    "texts",
                    models.JSONField(
                        blank=True,
                        db_default={},
                        default=dict,
                        validators=[apps.menu.models.texts.check_texts],
                    ),
                ),
                ("price", models.PositiveIntegerField()),
                ("crust_surcharge", models.PositiveIntegerField(default=0, db_default=0)),
                ("topping_price", models.PositiveIntegerField(default=0, db_default=0)),
                ("included_units", models.PositiveSmallIntegerField(default=0, db_default=0)),
                (
                    "deposit",
                    models.PositiveIntegerField(
                        default=0, db_default=0, help_text="For the bottle, on top of the price."
                    ),
                ),
                (
                    "unit_steps",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(),
                        blank=True,
                        help_text="What 1, 2, 3 ... topping units add, where they do not add the same each.",
                        null=True,
                        size=None,
                    ),
                ),
                (
                    "own_defaults",
                    models.JSONField(
                        blank=True,
                        help_text="All defaults of this variant, {topping: amount}; empty: the product's.",
                        null=True,
                    ),
                ),
                (
                    "without",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        blank=True,
                        help_text="Toppings of the product that this variant does not take.",
                        null=True,
                        size=None,
                    ),
                ),
                (
                    "catalogue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)s_set",
                        to="menu.catalogue",
                    ),
                ),
                (
                    "crust",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to="menu.crust"
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="variants",
                        to="menu.product",
                    ),
                ),
                (
                    "size",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to="menu.size"
                    ),
                ),
            ],
            options={
                "ordering": ["position", "code"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PreconfiguredProduct",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=dominos.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        max_length=40,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Za-z0-9_.-]+$", "letters, digits, dot, dash and underscore"
                            )
                        ],
                    ),
                ),
                ("name", models.CharField(max_length=160)),
                ("position", models.PositiveIntegerField(default=0, db_default=0)),
                (
                    "texts",
                    models.JSONField(
                        blank=True,
                        db_default={},
                        default=dict,
                        validators=[apps.menu.models.texts.check_texts],
                    ),
                ),
                ("description", models.CharField(blank=True, db_default="", max_length=1000)),
                ("options", models.JSONField(default=dict, db_default={})),
                (
                    "catalogue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)s_set",
                        to="menu.catalogue",
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="preconfigured",
                        to="menu.category",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="preconfigured",
                        to="menu.product",
                    ),
                ),
                (
                    "variant",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="preconfigured",
                        to="menu.variant",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "code"],
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="category",
            constraint=models.UniqueConstraint(
                models.F("catalogue"), models.F("code"), name="menu_category_code_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="crust",
            constraint=models.UniqueConstraint(
                models.F("catalogue"), models.F("code"), name="menu_crust_code_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="daypart",
            constraint=models.UniqueConstraint(
                models.F("catalogue"), models.F("code"), name="menu_daypart_code_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="deal",
            constraint=models.UniqueConstraint(
                models.F("catalogue"), models.F("code"), name="menu_deal_code_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="product",
            constraint=models.UniqueConstraint(
                models.F("catalogue"), models.F("code"), name="menu_product_code_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="size",
            constraint=models.UniqueConstraint(
                models.F("catalogue"), models.F("code"), name="menu_size_code_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="storechange",
            constraint=models.UniqueConstraint(
                models.F("store"), models.F("kind"), models.F("code"), name="menu_storechange_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="publication",
            constraint=models.UniqueConstraint(
                models.F("store_menu"), models.F("revision"), name="menu_publication_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="plannedpublication",
            constraint=models.UniqueConstraint(
                models.F("store_menu"),
                condition=models.Q(("outcome", "open")),
                name="menu_plannedpublication_open_once",
            ),
        ),
        migrations.AddIndex(
            model_name="plannedpublication",
            index=models.Index(
                models.F("due_at"),
                condition=models.Q(("outcome", "open")),
                name="menu_plannedpublication_due",
            ),
        ),
        migrations.AddIndex(
            model_name="outage",
            index=models.Index(
                models.F("until"), condition=models.Q(("ended_at", None)), name="menu_outage_due"
            ),
        ),
        migrations.AddConstraint(
            model_name="outage",
            constraint=models.UniqueConstraint(
                models.F("store"),
                models.F("kind"),
                models.F("code"),
                condition=models.Q(("ended_at", None)),
                name="menu_outage_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="topping",
            constraint=models.UniqueConstraint(
                models.F("catalogue"), models.F("code"), name="menu_topping_code_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="producttopping",
            constraint=models.UniqueConstraint(
                models.F("product"), models.F("topping"), name="menu_producttopping_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="variant",
            constraint=models.UniqueConstraint(
                models.F("catalogue"), models.F("code"), name="menu_variant_code_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="preconfiguredproduct",
            constraint=models.UniqueConstraint(
                models.F("catalogue"), models.F("code"), name="menu_preconfiguredproduct_code_once"
            ),
        ),
        migrations.CreateModel(
            name="Ingredient",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=dominos.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        max_length=40,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Za-z0-9_.-]+$", "letters, digits, dot, dash and underscore"
                            )
                        ],
                    ),
                ),
                ("name", models.CharField(max_length=160)),
                ("position", models.PositiveIntegerField(db_default=0, default=0)),
                (
                    "texts",
                    models.JSONField(
                        blank=True,
                        db_default={},
                        default=dict,
                        validators=[apps.menu.models.texts.check_texts],
                    ),
                ),
                (
                    "unit",
                    models.CharField(choices=[("g", "g"), ("ml", "ml"), ("piece", "piece")], max_length=5),
                ),
                (
                    "catalogue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)s_set",
                        to="menu.catalogue",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "code"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RecipeLine",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=dominos.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("topping", "topping"),
                            ("crust", "crust"),
                            ("variant", "variant"),
                            ("product", "product"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        max_length=40,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Za-z0-9_.-]+$", "letters, digits, dot, dash and underscore"
                            )
                        ],
                    ),
                ),
                (
                    "size",
                    models.CharField(
                        db_default="*", default="*", help_text="A size's code; *: any other.", max_length=40
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(
                        db_default=0,
                        decimal_places=2,
                        default=0,
                        help_text="In the ingredient's unit.",
                        max_digits=12,
                    ),
                ),
                (
                    "ingredient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="uses", to="menu.ingredient"
                    ),
                ),
            ],
            options={
                "ordering": ["kind", "code", "size"],
            },
        ),
        migrations.CreateModel(
            name="StockLevel",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=dominos.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("ingredient", models.CharField(max_length=40)),
                ("on_hand", models.DecimalField(db_default=0, decimal_places=2, default=0, max_digits=12)),
                ("low_at", models.DecimalField(db_default=0, decimal_places=2, default=0, max_digits=12)),
                (
                    "store",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="levels",
                        to="menu.storemenu",
                    ),
                ),
            ],
            options={
                "ordering": ["ingredient"],
            },
        ),
        migrations.CreateModel(
            name="StockMovement",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=dominos.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("ingredient", models.CharField(max_length=40)),
                ("business_date", models.DateField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("delivery", "delivery"),
                            ("waste", "waste"),
                            ("use", "use"),
                            ("count", "count"),
                            ("opening", "opening"),
                        ],
                        max_length=10,
                    ),
                ),
                ("amount", models.DecimalField(db_default=0, decimal_places=2, default=0, max_digits=12)),
                ("by", models.UUIDField(null=True)),
                ("note", models.CharField(blank=True, db_default="", max_length=500)),
                (
                    "store",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="movements",
                        to="menu.storemenu",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.AddConstraint(
            model_name="ingredient",
            constraint=models.UniqueConstraint(
                models.F("catalogue"), models.F("code"), name="menu_ingredient_code_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="recipeline",
            constraint=models.UniqueConstraint(
                models.F("ingredient"),
                models.F("kind"),
                models.F("code"),
                models.F("size"),
                name="menu_recipeline_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="recipeline",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)), name="menu_recipeline_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="stocklevel",
            constraint=models.UniqueConstraint(fields=("store", "ingredient"), name="menu_stocklevel_once"),
        ),
        migrations.AddIndex(
            model_name="stockmovement",
            index=models.Index(fields=["store", "business_date"], name="menu_stock_of_day"),
        ),
        migrations.AddConstraint(
            model_name="stockmovement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "use")),
                fields=("store", "ingredient", "business_date"),
                name="menu_stockmovement_use_of_day",
            ),
        ),
        migrations.RunSQL(REFUSE, ALLOW),
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
                        condition=models.Q(("position", None)), fields=["id"], name="menu_audit_unsealed"
                    ),
                    models.Index(fields=["kind", "id"], name="menu_audit_kind"),
                    models.Index(fields=["actor_id", "id"], name="menu_audit_actor"),
                    models.Index(fields=["about", "id"], name="menu_audit_about"),
                ],
            },
        ),
        migrations.RunSQL(KEEP_AUDIT, DROP_AUDIT_GUARD),
    ]
