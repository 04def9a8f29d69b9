"""Triggers that refuse changes of entries, except for setting the seal once.

Each app's initial migration contains this SQL as text; a test compares the two.
"""


def trigger_sql(app: str) -> str:
    """The function and the triggers of an app's schema."""
    guarded = (f"{app}_auditentry", f"{app}_auditanchor")
    return (
        f"""CREATE FUNCTION {app}.refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(OLD) ->> 'position' IS NULL AND to_jsonb(NEW) ->> 'position' IS NOT NULL
        AND to_jsonb(NEW) - '{{position,hash,seal}}'::text[] = to_jsonb(OLD) - '{{position,hash,seal}}'::text[]
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'restrict_violation';
END $$;
"""
        + "\n".join(
            f"""CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {app}.{table}
    FOR EACH ROW EXECUTE FUNCTION {app}.refuse_audit_change();
CREATE TRIGGER {table}_not_truncated BEFORE TRUNCATE ON {app}.{table}
    FOR EACH STATEMENT EXECUTE FUNCTION {app}.refuse_audit_change();"""
            for table in guarded
        )
        + "\n"
    )
