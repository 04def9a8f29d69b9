"""The database itself refuses to change or delete a published version."""

from django.db import migrations

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


class Migration(migrations.Migration):
    dependencies = [("menu", "0001_initial")]

    operations = [migrations.RunSQL(REFUSE, ALLOW)]
