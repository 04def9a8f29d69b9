from django.db import migrations

EXTENSIONS = """
CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public;
CREATE EXTENSION IF NOT EXISTS cube SCHEMA public;
CREATE EXTENSION IF NOT EXISTS earthdistance SCHEMA public;
"""
INDEXES = """
CREATE INDEX geo_spelling_trigrams ON geo_spelling USING gist (folded gist_trgm_ops (siglen = 64));
CREATE INDEX geo_spelling_prefix ON geo_spelling (city_id, folded text_pattern_ops);
CREATE INDEX geo_address_place ON geo_address USING gist (ll_to_earth(lat, lon));
CREATE INDEX geo_storepoint_place ON geo_storepoint USING gist (ll_to_earth(lat, lon));
"""
DROP_INDEXES = """
DROP INDEX geo_spelling_trigrams, geo_spelling_prefix, geo_address_place, geo_storepoint_place;
"""


class Migration(migrations.Migration):
    dependencies = [("geo", "0001_initial")]
    operations = [
        migrations.RunSQL(EXTENSIONS, migrations.RunSQL.noop),
        migrations.RunSQL(INDEXES, DROP_INDEXES),
    ]
