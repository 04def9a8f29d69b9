"""Database triggers that reject changes of posted, issued, decided and closed records, and unbalanced entries.

The initial migration has a copy of this SQL; a test compares the two.
"""

from collections.abc import Iterator, Mapping

# The functions that refuse, with what they say.
REFUSALS: Mapping[str, str] = {
    "refuse_invoice_change": "an issued invoice is never changed",
    "refuse_journal_change": "the journal is append-only",
    "refuse_record_change": "a record of a decision is never changed",
    "refuse_credit_change": "movements of credit are append-only",
}
# Tables whose rows are never changed, deleted or truncated.
IMMUTABLE: Mapping[str, str] = {
    "payments_invoice": "refuse_invoice_change",
    "payments_creditnote": "refuse_invoice_change",
    "payments_journalentry": "refuse_journal_change",
    "payments_posting": "refuse_journal_change",
    "payments_refunddecision": "refuse_record_change",
    "payments_dayreport": "refuse_record_change",
    "payments_creditmovement": "refuse_credit_change",
}
BALANCED = ("payments_journalentry", "payments_posting")
_BALANCE = """CREATE FUNCTION payments.check_entry_balances() RETURNS trigger LANGUAGE plpgsql AS $$
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
END $$;"""


def trigger_sql() -> str:
    """The functions and triggers of the app's schema."""
    return "\n".join(_statements()) + "\n"


def _statements() -> Iterator[str]:
    for function, message in REFUSALS.items():
        yield f"""CREATE FUNCTION payments.{function}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{message}' USING ERRCODE = 'restrict_violation';
END $$;"""
    for table, function in IMMUTABLE.items():
        yield f"""CREATE TRIGGER {table}_immutable BEFORE UPDATE OR DELETE ON payments.{table}
    FOR EACH ROW EXECUTE FUNCTION payments.{function}();
CREATE TRIGGER {table}_not_truncated BEFORE TRUNCATE ON payments.{table}
    FOR EACH STATEMENT EXECUTE FUNCTION payments.{function}();"""
    yield _BALANCE
    for table in BALANCED:
        yield f"""CREATE CONSTRAINT TRIGGER {table}_balances AFTER INSERT ON payments.{table}
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments.check_entry_balances();"""
