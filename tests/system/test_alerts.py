"""Each alert looks at a metric that is really there."""

import re

import pytest
import yaml
from celery import current_app
from django.core.cache import cache

from dominos.apps_enabled import ROOT
from dominos.kernel.errors import Unavailable
from dominos.kernel.messaging import timers
from dominos.kernel.resilience import breaker
from dominos.kernel.testing.api import client

NAME = re.compile(r"\b(?:worker|outbox|inbox|circuit|http|delivery)_\w+")


def rules():
    groups = yaml.safe_load((ROOT / "monitoring" / "alerts.yaml").read_text())["groups"]
    return [rule for group in groups for rule in group["rules"]]


@pytest.mark.django_db(transaction=True)
def test_every_alert_names_metrics_that_are_exposed():
    cache.clear()
    timers.relay(["dashboard"])
    trip(breaker("alerts-probe", failures=1))
    client().get("/health/live")
    current_app.tasks["delivery.dispatch"]()
    exposed = set(re.findall(r"^(\w+)[{ ]", client().get("/metrics").content.decode(), re.MULTILINE))
    named = {name for rule in rules() for name in NAME.findall(rule["expr"])}
    assert len(rules()) >= 6
    assert named - exposed == set()


def trip(component):
    def fail():
        raise OSError

    with pytest.raises(OSError):
        component.call(fail)
    with pytest.raises(Unavailable):
        component.call(fail)
