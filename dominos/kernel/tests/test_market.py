from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured

from dominos.kernel.config.market import MarketRules


@dataclass(frozen=True)
class Rules:
    percent: int = 20
    wait: timedelta = timedelta(minutes=5)
    limits: dict[str, int] = field(default_factory=lambda: {"EUR": 100})


@pytest.fixture
def rules():
    return MarketRules("TEST_RULES", Rules)


def test_defaults_hold_where_the_environment_says_nothing(rules):
    assert rules() == Rules()


def test_the_environment_changes_single_rules(rules, monkeypatch):
    monkeypatch.setenv("TEST_RULES", '{"wait": "PT90S", "limits": {"DKK": 7}}')
    assert rules() == Rules(wait=timedelta(seconds=90), limits={"DKK": 7})


@pytest.mark.parametrize("text", ['{"percent": "many"}', '{"unknown": 1}', "[1]", "{", "1"])
def test_what_makes_no_sense_is_refused(rules, monkeypatch, text):
    monkeypatch.setenv("TEST_RULES", text)
    with pytest.raises(ImproperlyConfigured, match="TEST_RULES"):
        rules()


def test_an_override_ends_with_its_block(rules):
    with rules.overridden(percent=1), rules.overridden(wait=timedelta()):
        assert rules() == Rules(percent=1, wait=timedelta())
    assert rules() == Rules()
