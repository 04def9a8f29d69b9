"""The database itself refuses to change or delete an issued invoice."""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION payments.refuse_invoice_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an issued invoice is never changed' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER payments_invoice_immutable BEFORE UPDATE OR DELETE ON payments.payments_invoice
    FOR EACH ROW EXECUTE FUNCTION payments.refuse_invoice_change();
"""
BACKWARDS = """
DROP TRIGGER payments_invoice_immutable ON payments.payments_invoice;
DROP FUNCTION payments.refuse_invoice_change();
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_initial")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
