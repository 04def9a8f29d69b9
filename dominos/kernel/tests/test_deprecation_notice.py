"""What clients are told of an operation that is to go."""

from datetime import date

import pytest
from prometheus_client import REGISTRY

from dominos.kernel.edge.deprecation import client_of
from dominos.kernel.edge.deprecation_notice import Deprecated
from dominos.kernel.testing.api import client


def test_nobody_has_less_than_ninety_days():
    Deprecated(date(2026, 1, 1), date(2026, 4, 1), successor="/x")
    with pytest.raises(ValueError, match="less than 90 days"):
        Deprecated(date(2026, 1, 1), date(2026, 3, 31), successor="/x")


@pytest.mark.parametrize(
    ("agent", "name"),
    [("curl/8.1", "curl"), ("Mozilla/5.0 (X11)", "Mozilla"), ("evil\n" * 99, "other"), ("", "other")],
)
def test_programs_are_told_apart_and_none_adds_a_figure(agent, name):
    assert client_of(agent) == name


def test_calls_are_counted_by_version_and_program():
    def uses():
        return REGISTRY.get_sample_value("api_uses_total", {"version": "v1", "client": "curl"}) or 0

    before = uses()
    client().post("/api/v1/auth/token", {}, "json", HTTP_USER_AGENT="curl/8.1")
    assert uses() == before + 1
