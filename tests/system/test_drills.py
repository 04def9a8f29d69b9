"""Drills wait for alerts there are, and their table is what the guide shows; `manage.py drill --all` runs them."""

from io import StringIO

import pytest
import yaml
from django.core.management import CommandError, call_command

from dominos.apps_enabled import ROOT
from dominos.development.drills.table import DRILLS, table
from dominos.development.prometheus import ALERTS


def test_a_drill_waits_for_alerts_there_are():
    groups = yaml.safe_load(ALERTS.read_text())["groups"]
    known = {rule["alert"] for group in groups for rule in group["rules"]}
    for drill in DRILLS:
        assert drill.alerts
        assert {alert.partition("(")[0] for alert in drill.alerts} <= known
        assert not set(drill.works) & set(drill.fails)
    assert len({drill.name for drill in DRILLS}) == len(DRILLS)


def test_the_guide_shows_the_table():
    told = StringIO()
    call_command("drill", "--table", stdout=told)
    assert told.getvalue().splitlines() == table()
    assert told.getvalue() in (ROOT / "docs/how-to/drills.md").read_text()


@pytest.mark.parametrize("names", [[], ["no-such"], ["beat-frozen", "no-such"]])
def test_it_says_which_there_are(names):
    with pytest.raises(CommandError, match="worker-frozen"):
        call_command("drill", *names)
