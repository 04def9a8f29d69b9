"""The database itself refuses an entry that does not balance, and every change of one."""

from django.db import migrations

FORWARDS = """
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
CREATE CONSTRAINT TRIGGER payments_entry_balances AFTER INSERT ON payments.payments_journalentry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments.check_entry_balances();
CREATE CONSTRAINT TRIGGER payments_posting_balances AFTER INSERT ON payments.payments_posting
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments.check_entry_balances();

CREATE FUNCTION payments.refuse_journal_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the journal is append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER payments_entry_append_only BEFORE UPDATE OR DELETE ON payments.payments_journalentry
    FOR EACH ROW EXECUTE FUNCTION payments.refuse_journal_change();
CREATE TRIGGER payments_posting_append_only BEFORE UPDATE OR DELETE ON payments.payments_posting
    FOR EACH ROW EXECUTE FUNCTION payments.refuse_journal_change();
"""
BACKWARDS = """
DROP TRIGGER payments_posting_append_only ON payments.payments_posting;
DROP TRIGGER payments_entry_append_only ON payments.payments_journalentry;
DROP FUNCTION payments.refuse_journal_change();
DROP TRIGGER payments_posting_balances ON payments.payments_posting;
DROP TRIGGER payments_entry_balances ON payments.payments_journalentry;
DROP FUNCTION payments.check_entry_balances();
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0003_journal")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
