"""What breaks clients of sockets, or apps of another release, is told from what does not: on our own document."""

from functools import cache

import pytest
import yaml
from django.core.management import CommandError, call_command

from dominos.apps_enabled import ROOT
from dominos.evolution.levels import Level, level_of
from dominos.evolution.messages import changes
from dominos.management.commands.api_changes import _read
from tests.architecture.planting import GONE, planted

SCHEMAS, MESSAGES = ("components", "schemas"), ("components", "messages")
ADVANCED = (*SCHEMAS, "OrderAdvanced")


@cache
def ours():
    return yaml.load((ROOT / "docs/asyncapi.yaml").read_text(), yaml.CSafeLoader)


PLANTED = [
    ((*ADVANCED, "properties", "total"), GONE, Level.MAJOR),
    ((*ADVANCED, "properties", "total", "type"), "string", Level.MAJOR),
    ((*ADVANCED, "properties", "extra"), {"type": "integer"}, Level.MINOR),
    ((*SCHEMAS, "OrderStatus", "enum", 0), "ELSE", Level.MAJOR),
    ((*MESSAGES, "OrderPlaced"), GONE, Level.MAJOR),
    ((*SCHEMAS, "BoardOrderFrame", "properties", "order"), GONE, Level.MAJOR),
    ((*SCHEMAS, "BoardOrderFrame", "properties", "more"), {"type": "integer"}, Level.MINOR),
    (("operations", "courierTakes", "messages", 0), GONE, Level.MAJOR),
    (("operations", "menuSends", "security"), [{"$ref": "#/x"}], Level.MAJOR),
    ((*MESSAGES, "OrderPlaced", "summary"), "in other words", Level.PATCH),
]


@pytest.mark.parametrize(
    ("path", "value", "expected"), PLANTED, ids=[".".join(map(str, p)) for p, *_ in PLANTED]
)
def test_a_planted_change_is_told_for_what_it_is(path, value, expected):
    after = planted(ours(), path, value)
    if path == (*MESSAGES, "OrderPlaced"):
        after = planted(after, ("operations", "ordersTells"), GONE)
    assert level_of(changes(ours(), after)) is expected


def test_a_member_that_stored_messages_lack_is_a_break_unless_it_has_a_default():
    required = [*ours()["components"]["schemas"]["OrderAdvanced"]["required"], "extra"]
    after = planted(
        planted(ours(), (*ADVANCED, "properties", "extra"), {"type": "integer"}),
        (*ADVANCED, "required"),
        required,
    )
    assert level_of(changes(ours(), after)) is Level.MAJOR


def test_what_a_release_has_stored_is_read_by_todays_apps():
    assert changes(ours(), ours(), _read) == []
    example = (*MESSAGES, "OrderPlaced", "examples", 0, "payload")
    for path, value in (((*example, "data", "order_id"), GONE), ((*example, "version"), 9)):
        (found,) = changes(planted(ours(), path, value), ours(), _read)
        assert found.level is Level.MAJOR and "cannot be read" in found.what


def test_the_gate_fails_below_the_version_that_a_break_needs(tmp_path):
    released = tmp_path / "released.yaml"
    released.write_text(
        yaml.dump(
            planted(ours(), (*ADVANCED, "properties", "gone"), {"type": "string"}), Dumper=yaml.CSafeDumper
        )
    )
    with pytest.raises(CommandError, match=r"too low for what changed since 0\.1\.0: make it 1\.0\.0"):
        call_command("api_changes", "--since", str(released))
