"""What is written to a log stays as it was written, or is named."""

import io
import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from dominos.kernel import clock
from dominos.kernel.audit import record, sealing
from dominos.kernel.audit.chain import content, next_hash, storable
from dominos.kernel.audit.sealing import BATCH, anchors, entries, note_keys, seal
from dominos.kernel.audit.triggers import trigger_sql
from dominos.kernel.audit.verification import verify
from dominos.kernel.ids import new_id
from dominos.kernel.testing.probe.migrations import __path__ as migrations
from dominos.kernel.unit_of_work import unit_of_work

pytestmark = pytest.mark.django_db(transaction=True)
TABLE = "probe.probe_auditentry"


def write(count=5, **details):
    with unit_of_work("probe"):
        for number in range(count):
            record("tried", about=f"probe.thing:{number}", by=new_id(), price=[number, number + 1], **details)


def by_sql(statement, *values):
    """As somebody who owns the database would."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement, values)


def found():
    return list(verify("probe"))


def test_an_entry_is_written_with_its_change_or_not_at_all():
    with pytest.raises(RuntimeError):
        record("tried", app="probe")
    with pytest.raises(ZeroDivisionError), unit_of_work("probe"):
        record("tried")
        raise ZeroDivisionError
    assert not entries("probe").exists()


def test_sealing_gives_places_in_batches_and_writing_waits_for_nobody():
    write(3)
    with CaptureQueriesContext(connection) as queries:
        write(1)
    assert len([q for q in queries if "probe_audit" in q["sql"]]) == 1
    assert seal("probe") == 4 and seal("probe") == 0
    assert list(entries("probe").order_by("position").values_list("position", flat=True)) == [1, 2, 3, 4]
    assert found() == [] and BATCH > 4


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        (f"UPDATE {TABLE} SET details = '{{}}' WHERE position = 3", "probe 3 "),
        (f"UPDATE {TABLE} SET actor_id = NULL WHERE position = 5", "probe 5 "),
        (f"DELETE FROM {TABLE} WHERE position = 2", "probe 2 to 2: deleted"),
        (f"DELETE FROM {TABLE} WHERE position > 4", "anchor"),
        ("DELETE FROM probe.probe_auditentry", "anchor"),
        (
            f"INSERT INTO {TABLE} (id, at, kind, mac) VALUES (gen_random_uuid(), now(), 'probe.tried', 'x')",
            "not written by the platform",
        ),
    ],
)
def test_what_is_done_by_sql_is_named(statement, named):
    write()
    seal("probe")
    by_sql(statement)
    seal("probe")
    assert any(named in line for line in found())


def test_a_chain_forged_as_a_whole_is_named_by_the_keyed_digests_and_the_anchor():
    write()
    seal("probe")
    rows = list(entries("probe").order_by("position"))
    head = "0" * 64
    for row in rows:
        row.details = {"price": [0, 0]} if row.position == 2 else row.details
        head = next_hash(head, row, row.mac)
        by_sql(
            f"UPDATE {TABLE} SET details = %s, hash = %s WHERE id = %s", json.dumps(row.details), head, row.id
        )
    anchor = anchors("probe").get()
    assert any("anchor" in line for line in found())
    by_sql("UPDATE probe.probe_auditanchor SET hash = %s WHERE day = %s", head, anchor.day)
    named = found()
    assert any(line.startswith("probe 2 ") for line in named)
    assert any("not signed" in line for line in named)


def rechained(rows):
    """As somebody without the key would: an entry is gone and the hashes are computed anew."""
    head = "0" * 64
    for position, row in enumerate(rows, 1):
        head = next_hash(head, row, row.mac)
        by_sql(f"UPDATE {TABLE} SET position = %s, hash = %s WHERE id = %s", position, head, row.id)


def test_who_has_no_key_takes_none_out_between_anchors_either():
    write(3)
    seal("probe")
    write(3)
    seal("probe")
    rows = list(entries("probe").order_by("position"))
    by_sql(f"DELETE FROM {TABLE} WHERE id = %s", rows.pop(4).id)
    rechained(rows)
    assert any(line.startswith("probe 5 ") and "its place" in line for line in found())


def test_what_is_forged_keeps_nothing_from_being_sealed(monkeypatch):
    monkeypatch.setattr(sealing, "BATCH", 2)
    by_sql(
        f"INSERT INTO {TABLE} (id, at, kind, mac) SELECT ('00000000-0000-0000-0000-' || lpad(n::text, 12, '0'))::uuid,"
        " now(), 'probe.tried', 'x' FROM generate_series(1, 5) n"
    )
    write(3)
    assert seal("probe") == 3
    assert len([line for line in found() if "not written by the platform" in line]) == 5


def test_keys_are_looked_for_once_however_many_entries_are_older_than_they(settings):
    write(3)
    seal("probe")
    with CaptureQueriesContext(connection) as few:
        found()
    write(20)
    with clock.stopped() as time:
        time.advance(days=1)
        seal("probe")
    settings.SECRET_KEY = "another-key-of-fifty-characters-or-so"
    with CaptureQueriesContext(connection) as many:
        found()
    assert len(many) <= len(few)


@pytest.mark.parametrize("statement", ["UPDATE {} SET kind = ''", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_database_refuses_to_rewrite_the_log(statement):
    write(1)
    with pytest.raises(DatabaseError, match="append-only"), connection.cursor() as cursor:
        cursor.execute(statement.format(TABLE))


def test_old_keys_may_go_once_a_later_anchor_holds(settings):
    write(2)
    seal("probe")
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = (
        [settings.SECRET_KEY],
        "another-key-of-fifty-characters-or-so",
    )
    write(1)
    with clock.stopped() as time:
        time.advance(days=1)
        seal("probe")
    settings.SECRET_KEY_FALLBACKS = []
    assert found() == []


def test_what_is_not_sealed_for_long_is_told():
    write(1)
    with clock.stopped() as time:
        time.advance(minutes=16)
        assert "not sealed since" in found()[0]


def test_the_command_exports_verifies_and_holds_the_log_to_anchors_kept_elsewhere(tmp_path):
    write(2)
    seal("probe")
    printed = [_run(action) for action in ("export", "anchors")]
    assert [json.loads(line)["position"] for line in printed[0]] == [1, 2]
    kept = tmp_path / "anchors"
    kept.write_text("\n".join(printed[1]))
    assert "2 entries" in _run("verify", "--anchors", str(kept))[0]
    by_sql(f"DELETE FROM {TABLE}")
    by_sql("DELETE FROM probe.probe_auditanchor")
    assert found() == []
    with pytest.raises(CommandError):
        _run("verify", "--anchors", str(kept))


def _run(*arguments):
    out = io.StringIO()
    call_command("audit", *arguments, "--app", "probe", stdout=out)
    return out.getvalue().splitlines()


def test_details_are_what_json_keeps():
    details = storable({"when": timedelta(1), 1: (new_id, None, 2), "deep": {"set": {3}}})
    assert json.loads(json.dumps(details)) == details


def test_content_reads_the_same_after_the_database(db):
    write(1, word="ä", amount=3, none=None)
    before = content(entries("probe").get())
    assert json.loads(before)["details"]["word"] == "ä"


def test_the_migrations_hold_the_triggers():
    from pathlib import Path

    text = (Path(next(iter(migrations))) / "0001_initial.py").read_text()
    assert trigger_sql("probe") in text


def test_keys_that_are_new_are_told_once(settings):
    note_keys("probe")
    note_keys("probe")
    settings.SECRET_KEY_FALLBACKS = ["another"]
    note_keys("probe")
    first, second = entries("probe").order_by("id").values_list("details", flat=True)
    assert second["secrets"][:1] == first["secrets"] and len(second["secrets"]) == 2
