"""Calls of a gateway are retried a little, and end while its circuit is open."""

import pytest

from apps.payments.domain.gateway import GatewayUnavailable, Outage
from apps.payments.gateways.guarded import GuardedGateway
from apps.payments.gateways.metrics import GATEWAY_FAILURES, GATEWAY_RETRIES
from apps.payments.tests.gateway_double import FaultyGateway
from dominos.kernel.ids import new_id
from dominos.kernel.resilience.breakers import breaker

pytestmark = pytest.mark.django_db(transaction=True)


def test_calls_are_retried_a_bounded_number_of_times_with_jitter(monkeypatch):
    """The second attempt carries the same key; a line that stays silent is given up and its breaker opens."""
    gateway = FaultyGateway(f"jitter-{new_id().hex[-8:]}")
    guarded = GuardedGateway(gateway, breaker(gateway.name, failures=41))
    waits = []
    monkeypatch.setattr("time.sleep", waits.append)
    gateway.lost_requests = 100
    for _ in range(41):
        with pytest.raises(GatewayUnavailable):
            guarded.retrieve("epay_1")
    assert gateway.calls.count("retrieve") == 41, "two attempts each, until 41 failures in a row"
    assert len(waits) == 21
    assert len(set(waits)) > 5, "they differ, but for those that jitter made the longest"
    assert all(0 < wait <= 1 for wait in waits)


def test_what_one_of_two_attempts_sent_is_not_unsent():
    """The first got lost on its way, the second never left: the gateway may have heard it."""
    gateway = FaultyGateway(f"unsent-{new_id().hex[-8:]}")
    guarded = GuardedGateway(gateway, breaker(gateway.name, failures=9))

    def fail(*is_unsent):
        said = iter(is_unsent)
        with pytest.raises(GatewayUnavailable) as error:
            guarded._call("retrieve", lambda: raised(GatewayUnavailable("no answer", is_unsent=next(said))))
        return error.value.is_unsent

    assert [fail(False, True), fail(True, False), fail(True, True)] == [False, False, True]


def test_what_is_wrong_with_a_provider_is_counted_and_passed_on(monkeypatch):
    """Which provider, which call, how it failed, whether asking again helped."""
    monkeypatch.setattr("time.sleep", lambda _: None)
    gateway = FaultyGateway(f"told-{new_id().hex[-8:]}")
    guarded = GuardedGateway(gateway, breaker(gateway.name, failures=3))

    def failing(outage):
        with pytest.raises(GatewayUnavailable) as error:
            guarded._call("refund", lambda: raised(GatewayUnavailable("no", outage=outage)))
        return error.value.outage

    assert guarded._call("refund", lambda: "done") == "done"
    assert failing(Outage.RATE_LIMITED) is Outage.RATE_LIMITED
    assert failing(Outage.REFUSES_US) is Outage.CIRCUIT_OPEN, "after three failures nobody is asked"
    counted = {
        outage: GATEWAY_FAILURES.labels(gateway.name, "refund", outage.value)._value.get()
        for outage in Outage
    }
    assert counted[Outage.RATE_LIMITED] == 2
    assert counted[Outage.REFUSES_US] == 1
    assert counted[Outage.CIRCUIT_OPEN] >= 1
    assert GATEWAY_RETRIES.labels(gateway.name, "refund", "in_vain")._value.get() == 2


def raised(error):
    raise error
