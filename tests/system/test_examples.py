"""Every example of the API's document is sent to the demo city, by somebody who may, and succeeds.

Each call is undone, so that the next one finds the same city. What cannot succeed there says why.
"""

from types import SimpleNamespace

import pytest

from dominos.kernel.edge.app_document import operations
from tests.system.example_limits import ONLY_UNDERSTOOD
from tests.system.example_world import ExampleWorld, document

pytestmark = pytest.mark.slow


@pytest.fixture
def world(city, settings, monkeypatch):
    """Each call is made inside a transaction, by which it is undone."""
    settings.THROTTLE_RATES = dict.fromkeys(settings.THROTTLE_RATES, "1000000/min")
    settings.PRINTER_NETWORKS = ["192.168.0.0/16"]
    made = ExampleWorld()
    monkeypatch.setattr("apps.payments.gateways.guarded.connection", SimpleNamespace(in_atomic_block=False))
    return made


def test_every_example_is_understood_and_all_that_can_succeed_do(world):
    found = {
        operation["operationId"]: world.answers(path, method, operation)
        for path, method, operation in operations(document())
    }
    assert len(found) > 250
    misunderstood = {
        name: answers
        for name, answers in found.items()
        if any(status in (400, 415) or status >= 500 for status, _ in answers)
    }
    assert misunderstood == {}
    best = {name: min(answers) for name, answers in found.items()}
    failed = {name: answer for name, answer in best.items() if answer[0] >= 400}
    assert {name: failed[name] for name in failed.keys() - ONLY_UNDERSTOOD.keys()} == {}
    assert ONLY_UNDERSTOOD.keys() - failed.keys() == set(), "these succeed by now"
