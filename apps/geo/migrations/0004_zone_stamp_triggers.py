from django.db import migrations

CREATE = """
CREATE FUNCTION geo.renew_zone_stamp() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO geo.geo_zonestamp (id, stamp) VALUES (1, gen_random_uuid())
    ON CONFLICT (id) DO UPDATE SET stamp = excluded.stamp;
    RETURN NULL;
END $$;
CREATE TRIGGER renew_zone_stamp AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON geo_deliveryzone
    FOR EACH STATEMENT EXECUTE FUNCTION geo.renew_zone_stamp();
CREATE TRIGGER renew_zone_stamp AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON geo_storepoint
    FOR EACH STATEMENT EXECUTE FUNCTION geo.renew_zone_stamp();
"""
DROP = """
DROP TRIGGER renew_zone_stamp ON geo_deliveryzone;
DROP TRIGGER renew_zone_stamp ON geo_storepoint;
DROP FUNCTION geo.renew_zone_stamp();
"""


class Migration(migrations.Migration):
    dependencies = [("geo", "0003_zone_stamp")]
    operations = [migrations.RunSQL(CREATE, DROP)]
