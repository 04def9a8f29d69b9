"""Each alert looks at a metric that is really there, fires where it has to, and says what to do."""

import re
import subprocess
from importlib import import_module

import pytest
import yaml
from celery import current_app
from django.core.cache import cache
from django.core.management import call_command

from dominos.apps_enabled import ROOT
from dominos.deployment.dashboards import DASHBOARDS
from dominos.development.prometheus import tool
from dominos.kernel.errors import Unavailable
from dominos.kernel.messaging import timers
from dominos.kernel.resilience.breakers import breaker
from dominos.kernel.testing.api import client

NAME = re.compile(
    r"\b(?:worker|beat|outbox|inbox|circuit|http|delivery|orders|notifications|payments|sockets|database)_\w+"
)
COUNTING = (
    *("dominos.kernel.telemetry.work_figures", "dominos.kernel.sockets.guard"),
    *("apps.payments.gateways.metrics", "apps.payments.processing.metrics", "apps.dashboard.queries.figures"),
)
"""Loaded by the programs that count them."""
MONITORING = ROOT / "monitoring"


def rules():
    groups = yaml.safe_load((ROOT / "monitoring" / "alerts.yaml").read_text())["groups"]
    return [rule for group in groups for rule in group["rules"]]


@pytest.mark.django_db(transaction=True)
def test_every_alert_and_every_dashboard_names_metrics_that_are_exposed():
    for module in COUNTING:
        import_module(module)
    cache.clear()
    timers.relay(["dashboard"])
    trip(breaker("alerts-probe", failures=1))
    client().get("/health/live")
    current_app.tasks["delivery.dispatch"]()
    exposed = set(
        re.findall(r"^(?:# TYPE )?(\w+)[{ ]", client().get("/metrics").content.decode(), re.MULTILINE)
    )
    asked = [rule["expr"] for rule in rules()] + [query for _, query in queries()]
    named = {name.removesuffix("_bucket") for text in asked for name in NAME.findall(text)}
    assert len(rules()) >= 25
    assert named - exposed == set()


def test_every_alert_says_whom_it_wakes_and_has_its_section_of_what_to_do():
    sections = re.findall(r"^### (\w+)$", (ROOT / "docs/how-to/runbook.md").read_text(), re.MULTILINE)
    assert sections == [rule["alert"] for rule in rules()]
    assert {rule["labels"]["severity"] for rule in rules()} == {"page", "ticket"}


@pytest.mark.slow
def test_every_alert_fires_where_it_has_to_and_nowhere_else(tmp_path):
    program = promtool()
    tried = {
        (test["name"].partition(":")[0], bool(asked["exp_alerts"]))
        for test in yaml.safe_load((MONITORING / "alerts_test.yaml").read_text())["tests"]
        for asked in test["alert_rule_test"]
    }
    assert tried == {(rule["alert"], fires) for rule in rules() for fires in (True, False)}
    # Debian's knows no cluster to look for pods in.
    here = (
        (MONITORING / "prometheus.yaml").read_text().replace("alerts.yaml", str(MONITORING / "alerts.yaml"))
    )
    (tmp_path / "prometheus.yaml").write_text(
        here.replace("kubernetes_sd_configs: [{ role: pod }]", "static_configs: [{ targets: [pod] }]")
    )
    for arguments in (
        ("test", "rules", str(MONITORING / "alerts_test.yaml")),
        ("check", "config", str(tmp_path / "prometheus.yaml")),
    ):
        done = subprocess.run([program, *arguments], capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr


def queries():
    return [
        (f"{each.name} {p.title}", q) for each in DASHBOARDS for p in each.panels for q in p.queries.values()
    ]


def test_every_dashboard_asks_what_prometheus_understands(tmp_path):
    kept = [{"record": f"asked:{number}", "expr": query} for number, (_, query) in enumerate(queries())]
    file = tmp_path / "dashboards.yaml"
    file.write_text(yaml.safe_dump({"groups": [{"name": "dashboards", "rules": kept}]}))
    done = subprocess.run([promtool(), "check", "rules", file], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_dashboards_are_those_of_the_code(tmp_path):
    call_command("dashboards", out=tmp_path)
    kept = MONITORING / "grafana" / "dashboards"
    assert {file.name: file.read_text() for file in kept.iterdir()} == {
        file.name: file.read_text() for file in tmp_path.iterdir()
    }, "run manage.py dashboards"


def promtool():
    return tool("promtool") or pytest.skip("no promtool, which scripts/promtool fetches where it may")


def trip(component):
    def fail():
        raise OSError

    with pytest.raises(OSError):
        component.call(fail)
    with pytest.raises(Unavailable):
        component.call(fail)
