"""What is reported to a collector, and that nothing is where there is none."""

import os

import pytest
from django.test import Client

from dominos.kernel.ids import new_id
from dominos.kernel.resilience.breakers import breaker
from dominos.kernel.sockets.pushes import decoded, encoded
from dominos.kernel.telemetry import spans
from dominos.kernel.telemetry.collector import Collector
from dominos.kernel.telemetry.context import new_trace, traced
from dominos.kernel.telemetry.spans import carried_on, span
from dominos.kernel.testing.probe.handlers import CountProbe
from dominos.kernel.unit_of_work import send, unit_of_work

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def collector(settings):
    with Collector().running() as running:
        settings.OTLP_URL, settings.OTLP_SHARE = running.url, 1.0
        forget()
        yield running
        forget()


def forget():
    spans.provider.cache_clear()
    spans._tracer.cache_clear()


def reported(collector):
    spans.provider(os.getpid()).force_flush()
    return {each.name: each for each in collector.spans}


def test_a_request_its_message_and_whoever_is_called_are_one_trace(collector):
    def down():
        raise OSError

    with traced(new_trace()), span("click", "SERVER"), unit_of_work("probe"):
        send(CountProbe(probe_id=new_id()), subject=new_id())
        with pytest.raises(OSError):
            breaker("provider-of-spans").call(down)
    found = reported(collector)
    click, message, call = found["click"], found["probe.count_probe"], found["provider-of-spans"]
    assert click.parent == ""
    assert (message.parent, message.trace) == (call.parent, call.trace) == (click.id, click.trace)
    assert (call.failed, message.failed, click.service) == (True, False, "dominos")


def test_a_request_goes_on_with_the_callers_trace_under_its_routes_name(collector):
    trace, parent = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
    Client().get("/health/live", headers={"traceparent": f"00-{trace}-{parent}-01"})
    found = reported(collector)["GET /health/live"]
    assert (found.trace, found.parent) == (trace, parent)


def test_a_trace_that_is_not_sampled_is_reported_by_nobody(collector):
    Client().get("/health/live", headers={"traceparent": f"00-{'a' * 32}-{'b' * 16}-00"})
    assert reported(collector) == {}


def test_who_hears_a_push_goes_on_with_its_trace(collector):
    with traced(new_trace()), span("said"):
        _, message = encoded("board.1", {"type": "order"})
    event = decoded(message)
    assert event["content"] == {"type": "order"}
    with carried_on(event, "heard"):
        pass
    found = reported(collector)
    assert found["heard"].parent == found["said"].id


def test_nothing_is_done_where_nobody_collects():
    with traced(new_trace()), span("click") as begun:
        assert begun is None
        assert decoded(encoded("board.1", {})[1]) == {"type": "push", "content": {}}
