"""Partitions the position history by day; what is there moves along."""

import django.db.models.deletion
from django.db import migrations, models

FORWARDS = """
ALTER TABLE delivery_courierposition RENAME TO delivery_courierposition_old;
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
SELECT delivery.make_position_day(day) FROM (
    SELECT DISTINCT (at AT TIME ZONE 'UTC')::date AS day FROM delivery_courierposition_old
    UNION SELECT (now() AT TIME ZONE 'UTC')::date + ahead FROM generate_series(0, 7) AS ahead
) AS days;
INSERT INTO delivery_courierposition (shift_id, courier_id, sequence, lat, lon, accuracy, at)
    SELECT shift_id, courier_id, sequence, lat, lon, accuracy, at FROM delivery_courierposition_old;
DROP TABLE delivery_courierposition_old;
"""
BACKWARDS = """
ALTER TABLE delivery_courierposition RENAME TO delivery_courierposition_days;
CREATE TABLE delivery.delivery_courierposition (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    shift_id uuid NOT NULL REFERENCES delivery_shift (id) DEFERRABLE INITIALLY DEFERRED,
    courier_id uuid NOT NULL REFERENCES delivery_courier (user_id) DEFERRABLE INITIALLY DEFERRED,
    sequence bigint NOT NULL CHECK (sequence >= 0),
    lat double precision NOT NULL,
    lon double precision NOT NULL,
    accuracy double precision NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT delivery_position_once UNIQUE (shift_id, sequence)
);
CREATE INDEX delivery_position_at ON delivery_courierposition (at);
CREATE INDEX delivery_position_shift ON delivery_courierposition (shift_id);
CREATE INDEX delivery_position_courier ON delivery_courierposition (courier_id);
INSERT INTO delivery_courierposition (shift_id, courier_id, sequence, lat, lon, accuracy, at)
    SELECT shift_id, courier_id, sequence, lat, lon, accuracy, at FROM delivery_courierposition_days;
DROP TABLE delivery_courierposition_days;
DROP FUNCTION delivery.make_position_day(date);
"""


def key(to: str, related_name: str) -> models.ForeignKey:
    return models.ForeignKey(
        db_index=False,
        on_delete=django.db.models.deletion.CASCADE,
        related_name=related_name,
        to=to,
    )


class Migration(migrations.Migration):
    dependencies = [("delivery", "0003_joining")]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(FORWARDS, BACKWARDS)],
            state_operations=[
                migrations.DeleteModel("CourierPosition"),
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
                        ("courier", key("delivery.courier", "positions")),
                        ("shift", key("delivery.shift", "positions")),
                    ],
                    options={"indexes": [models.Index("courier", "at", name="delivery_position_of")]},
                ),
            ],
        )
    ]
