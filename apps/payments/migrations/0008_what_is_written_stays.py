"""The database refuses to change, delete or truncate what was posted, issued, decided and closed."""

from django.db import migrations

# Table, and the function that refuses: for journal and invoices those of before.
CHANGES = {
    "payments_creditnote": "refuse_invoice_change",
    "payments_refunddecision": "refuse_record_change",
    "payments_dayreport": "refuse_record_change",
}
TRUNCATIONS = CHANGES | {
    "payments_journalentry": "refuse_journal_change",
    "payments_posting": "refuse_journal_change",
    "payments_invoice": "refuse_invoice_change",
}
FUNCTION = """
CREATE FUNCTION payments.refuse_record_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a record of a decision is never changed' USING ERRCODE = 'restrict_violation';
END $$;
"""
FORWARDS = [
    FUNCTION,
    *(
        f"""CREATE TRIGGER {table}_immutable BEFORE UPDATE OR DELETE ON payments.{table}
            FOR EACH ROW EXECUTE FUNCTION payments.{function}();"""
        for table, function in CHANGES.items()
    ),
    *(
        f"""CREATE TRIGGER {table}_not_truncated BEFORE TRUNCATE ON payments.{table}
            FOR EACH STATEMENT EXECUTE FUNCTION payments.{function}();"""
        for table, function in TRUNCATIONS.items()
    ),
]
BACKWARDS = [
    *(f"DROP TRIGGER {table}_not_truncated ON payments.{table};" for table in TRUNCATIONS),
    *(f"DROP TRIGGER {table}_immutable ON payments.{table};" for table in CHANGES),
    "DROP FUNCTION payments.refuse_record_change();",
]


class Migration(migrations.Migration):
    dependencies = [("payments", "0007_credit_notes")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
