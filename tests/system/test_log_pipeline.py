"""Lines of programs reach Loki with few labels, and with what an order's lines are found by."""

import subprocess
import sys

import yaml

from dominos.apps_enabled import ROOT
from tests.system.log_pipeline import CONFIGURATION, shipped

PROGRAM = """
import structlog
from dominos.kernel.telemetry.context import new_trace, traced
from dominos.kernel.telemetry.logging import configure

configure(json=True, level="INFO")
with traced(new_trace()):
    structlog.get_logger("probe").warning("message handled", order="2026-11-30#1", message="01a2")
raise SystemExit("Traceback (most recent call last):")
"""
POD = {"app.kubernetes.io/component": "worker", "dominos/app": "orders"}


def test_a_line_of_a_program_keeps_what_ties_it_to_its_order():
    lines = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True
    ).stderr.splitlines()
    (at, labels, ties, line), (_, unknown, none, kept) = shipped(lines, **POD)
    assert labels == {"program": "worker", "group": "orders", "level": "warning"}
    assert ties.keys() == {"request_id", "order", "message"}
    assert line["event"] == "message handled" and "timestamp" not in line and at.endswith("UTC")
    assert (unknown["level"], none) == ("unknown", {})
    assert kept["event"] == "Traceback (most recent call last):"


def test_lines_that_are_none_of_ours_are_kept():
    hostile = [
        "[1]",
        "null",
        '"x"',
        "{",
        "",
        '{"level": {"a": 1}, "timestamp": 7, "status": "x", "order": [1]}',
    ]
    told = list(shipped(hostile))
    assert [labels for _, labels, _, _ in told] == 6 * [
        {"program": "unknown", "group": "all", "level": "unknown"}
    ]
    assert [line["event"] for _, _, _, line in told[:5]] == hostile[:5]


def test_what_is_sent_is_what_was_made_of_it():
    (sink,) = CONFIGURATION["sinks"].values()
    assert sink["encoding"]["only_fields"] == ["line"]
    assert sink["labels"]["*"] == "{{ labels }}" and sink["structured_metadata"] == {"*": "{{ ties }}"}
    sources = yaml.safe_load((ROOT / "monitoring/grafana/datasources.yaml").read_text())["datasources"]
    assert sink["endpoint"] in {one["url"] for one in sources if one["type"] == "loki"}
