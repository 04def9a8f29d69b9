"""Which deliveries providers are asked about, which quote is taken, and what their news does to a delivery."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from apps.delivery.contract.types import DeliveryStatus
from apps.delivery.domain.proofs import Proof
from apps.delivery.domain.provider_choice import Waiting, believed, choose, is_late
from apps.delivery.domain.providers import OVER, TOLD, JobNews, JobStatus, Quote, actions
from apps.delivery.domain.rules import Rules
from apps.delivery.domain.states import DELIVERY_TRANSITIONS, FINISHED
from dominos.kernel.ids import new_id

NOW = datetime(2026, 11, 20, 18, tzinfo=UTC)
RULES = Rules()


def at(minutes):
    return NOW + timedelta(minutes=minutes)


def quote(provider="swift", fee=700, minutes=20, holds=15):
    return Quote(
        provider=provider,
        reference="q",
        fee=fee,
        currency="EUR",
        pick_up_at=at(minutes / 2),
        drop_off_at=at(minutes),
        valid_until=at(holds),
    )


LATE = Waiting(status=DeliveryStatus.WAITING, ready_at=at(5), promised_to=at(20), expected_at=at(40))


@pytest.mark.parametrize(
    "changes",
    [
        {"expected_at": at(25)},
        {"cash_due": 1},
        {"is_reserved": True},
        {"ready_at": at(16)},
        {"status": DeliveryStatus.OFFERED},
    ],
)
def test_a_provider_is_asked_for_what_comes_late_only_and_collects_no_cash(changes):
    assert is_late(LATE, NOW, RULES)
    assert not is_late(replace(LATE, **changes), NOW, RULES)


def test_what_was_expected_long_ago_is_late_now():
    gone = replace(LATE, promised_to=at(-6), expected_at=at(-30))
    assert is_late(gone, NOW, RULES)


CHEAP, FAST = quote("cheap", 600, 30), quote("fast", 1100, 15)


@pytest.mark.parametrize(
    ("how", "quotes", "left", "taken"),
    [
        ("cheapest", [FAST, CHEAP], 9_000, CHEAP),
        ("fastest", [CHEAP, FAST], 9_000, FAST),
        ("fastest", [CHEAP, FAST], 1_000, CHEAP),
        ("fastest", [CHEAP, FAST], 599, None),
        ("cheapest", [quote(fee=1_201)], 9_000, None),
        ("cheapest", [quote(minutes=36)], 9_000, None),
        ("cheapest", [quote(holds=0)], 9_000, None),
        ("cheapest", [], 9_000, None),
    ],
)
def test_the_best_quote_within_the_caps_is_taken(how, quotes, left, taken):
    assert choose(quotes, at(40), left, NOW, replace(RULES, provider_choice=how)) == taken


def test_an_expectation_that_has_long_been_wrong_keeps_nobody_waiting():
    """With nobody on shift it stays some minutes ahead, sooner than any provider."""
    waits = replace(LATE, ready_at=at(-20), promised_to=at(-9), expected_at=at(9))
    assert believed(waits, NOW, RULES) == at(9)
    assert choose([CHEAP], at(9), 9_000, NOW, RULES) is None
    for gone in (replace(waits, promised_to=at(-11)), replace(waits, is_anybody_there=False)):
        assert choose([CHEAP], believed(gone, NOW, RULES), 9_000, NOW, RULES) == CHEAP


def test_where_nobody_of_ours_is_there_a_provider_is_asked_while_it_can_be_in_time():
    in_time = replace(LATE, expected_at=at(10))
    assert not is_late(in_time, NOW, RULES)
    assert is_late(replace(in_time, is_anybody_there=False), NOW, RULES)
    assert not is_late(replace(in_time, is_anybody_there=False, ready_at=at(16)), NOW, RULES), (
        "its food is far"
    )


def test_any_news_leads_a_delivery_through_its_own_states_to_where_the_provider_is():
    ends = {
        JobStatus.DELIVERED: DeliveryStatus.DELIVERED,
        JobStatus.RETURNED: DeliveryStatus.FAILED,
        JobStatus.ARRIVED: DeliveryStatus.ARRIVED,
    }
    for told in TOLD:
        status = DeliveryStatus.OFFERED
        for action in actions(status, told):
            status = DELIVERY_TRANSITIONS[status, action]
        assert status == ends.get(told, status)
        for known in TOLD - OVER:
            assert actions(status, known) == () or status not in FINISHED
        if told not in OVER:
            assert actions(status, told) == (), "a repetition changes nothing"


def test_food_in_the_rack_goes_to_somebody_else_and_food_on_the_road_is_a_failed_delivery():
    assert actions(DeliveryStatus.ASSIGNED, JobStatus.CANCELLED) == ("release",)
    assert actions(DeliveryStatus.PICKED_UP, JobStatus.CANCELLED) == ("give_up",)
    assert actions(DeliveryStatus.PICKED_UP, JobStatus.ASSIGNED) == (), "news that comes late"
    assert actions(DeliveryStatus.CANCELLED, JobStatus.DELIVERED) == ()


@pytest.mark.parametrize(
    "wrong",
    [
        {"fee": -1},
        {"status": JobStatus.REFUSED},
        {"at": NOW.replace(tzinfo=None)},
        {"lat": 91.0},
        {"proof": Proof.STAFF},
    ],
)
def test_news_without_sense_is_none(wrong):
    with pytest.raises(ValueError, match=r"news|offset"):
        JobNews(**{"job_id": new_id(), "status": JobStatus.TAKEN, "at": NOW} | wrong)
