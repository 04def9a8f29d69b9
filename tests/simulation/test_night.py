"""A small night: everything ends, nothing depends on the future, and the platform's own functions decide."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest

from apps.delivery.contract.types import DeliveryStatus
from apps.delivery.domain.rules import DISPATCH_SECONDS, Rules
from apps.delivery.domain.states import FINISHED, CourierStatus
from apps.delivery.estimates import forecasts
from apps.delivery.estimates import snapshot as live_snapshot
from apps.delivery.tasks import SCHEDULE
from apps.delivery.use_cases import dispatcher as live_dispatcher
from apps.delivery.use_cases import offers as live_offers
from apps.delivery.use_cases.outsourcing import broker as live_brokering
from apps.delivery.use_cases.outsourcing import hiring as live_hiring
from apps.orders.contract.types import OrderStatus
from apps.orders.domain import kitchen
from apps.orders.domain.seats import oven_size
from apps.orders.lifecycle.promises import updates
from apps.orders.quotes import seat_choice
from apps.orders.quotes import timing as pricing
from dominos.simulation import dispatcher, estimates, play, providers, report
from dominos.simulation.event_queue import EventQueue, instant
from dominos.simulation.figures import figures_of, gini
from dominos.simulation.picture import draw
from dominos.simulation.scenario import HOUR, evening

ORDERS, QUIET_ORDERS, SEED = 120, 30, 5
RULES = Rules()


@pytest.fixture(scope="module")
def night(town):
    return evening(SEED, ORDERS, town.sites, town.served, town.drives)


def run(night, town):
    return play.play(night, town.roads, RULES)


@pytest.fixture(scope="module")
def played(town, night):
    return run(night, town)


def test_the_functions_are_those_that_run_live():
    assert dispatcher.decide is live_dispatcher.decide
    assert dispatcher.engine_snapshot is live_snapshot.engine_snapshot
    assert dispatcher.last_place is live_snapshot.last_place
    assert dispatcher.may_be_offered is live_offers.may_be_offered
    assert play.etas is forecasts.etas
    assert play.planned_forecast is forecasts.planned_forecast
    assert estimates.courier_supply is forecasts.courier_supply
    assert providers.choose is live_hiring.choose and providers.is_late is live_brokering.is_late
    assert play.DISPATCH_SECONDS == SCHEDULE["delivery-dispatch"]["schedule"] == DISPATCH_SECONDS
    assert estimates.promise is pricing.calibration.promise
    assert estimates.kitchen_stages is kitchen.kitchen_stages
    assert estimates.window is updates.window
    assert estimates.first_delay is seat_choice.first_delay
    assert estimates.later is seat_choice.later


def test_every_order_ends_in_the_order_of_its_stages(played):
    assert len(played.jobs) == ORDERS
    for job in played.jobs:
        assert job.delivery in FINISHED
        assert job.status in (OrderStatus.COMPLETED, OrderStatus.DELIVERY_FAILED)
        times = list(job.began.values())
        assert times == sorted(times)
        assert list(job.began)[:-1] == [
            *("PLACED", "ACCEPTED", "PREPARING", "BAKING", "READY", "OUT_FOR_DELIVERY", "ARRIVED")
        ]
    assert Counter(c.status for c in played.couriers) == {CourierStatus.OFFLINE: len(played.couriers)}
    assert not any(courier.run or courier.offer for courier in played.couriers)


def test_an_oven_is_never_planned_above_its_size(town, played):
    """Once at its usual size, once so small that promises have to wait for it."""
    night = evening(SEED, QUIET_ORDERS, town.sites, town.served, town.drives)
    small = [replace(shop, kitchen=replace(shop.kitchen, oven_slots=1)) for shop in night.shops]
    crowded = run(replace(night, shops=small), town)
    assert crowded.moved
    for one in (played, crowded):
        sizes = {shop.id: oven_size(shop.kitchen) for shop in one.night.shops}
        assert all(max(oven.values()) <= sizes[shop] for shop, oven in one.ovens.items())
        planned = sum(map(Counter.total, one.ovens.values()))
        assert planned == sum(ticket.pizzas for ticket in one.night.tickets)


def test_couriers_decline_let_offers_expire_and_lose_their_phones(town):
    night = evening(SEED, ORDERS // 2, town.sites, town.served, town.drives)
    riders = [
        replace(rider, declines=0.5 if n == 0 else 0.02, ignores=0.5 if n == 1 else 0.0, dies_at=None)
        for n, rider in enumerate(night.riders)
    ]
    riders[2] = replace(riders[2], dies_at=riders[2].on + HOUR, back_at=None)
    played = run(replace(night, riders=riders), town)
    assert played.offers["DECLINED"] > 0
    assert played.offers["EXPIRED"] > 0
    assert played.phones_died == 1
    assert played.offers["PENDING"] == sum(played.offers[end] for end in played.offers if end != "PENDING")
    assert all(job.delivery is not DeliveryStatus.WAITING for job in played.jobs)


def test_a_night_again_is_the_same_night(town):
    night = evening(SEED, QUIET_ORDERS, town.sites, town.served, town.drives)
    played, again = run(night, town), run(night, town)
    assert repr(again.jobs) == repr(played.jobs)
    assert draw(figures_of(again)) == draw(figures_of(played))


def test_nothing_depends_on_orders_not_placed_yet(town, night, played):
    until = instant(2.5 * HOUR)
    cut = replace(night, tickets=[ticket for ticket in night.tickets if ticket.placed < 2.5 * HOUR])
    full, past = played.jobs, run(cut, town).jobs

    def before(jobs):
        return [
            (job.id, job.promised, job.plan, {s: at for s, at in job.began.items() if at < until})
            for job in jobs[: len(cut.tickets)]
        ]

    assert before(past) == before(full)
    assert len(past) > 30


def test_windows_hold_most_orders_and_move_only_with_a_cause(played):
    figures = figures_of(played)
    assert 70 <= figures.total.held <= 95
    assert figures.total.width < 20
    for job in played.jobs:
        if not job.changes:
            assert job.promised.start <= job.shown.start < job.shown.end <= job.promised.end
    assert set(figures.moved) <= {"kitchen", "courier", "pickup", "travel", "drop"}


def test_with_fewer_couriers_providers_bring_what_would_be_late_for_no_more_than_the_cap(town, night):
    quiet = evening(6, 16, town.sites, town.served, town.drives)
    short, rules = providers.fewer_couriers(quiet, 0.8), replace(RULES, provider_max_day=20_000)
    before = figures_of(run(short, town))
    alone = before.total
    helped = play.play(short, town.roads, rules, companies=providers.COMPANIES)
    total, a_store = figures_of(helped).total, rules.provider_max_day
    assert len(short.riders) < 0.75 * len(quiet.riders) and alone.late_over_10 > 5
    assert total.orders == len(quiet.tickets) > alone.orders, (
        "they also bring what nobody of ours is there for"
    )
    assert figures_of(helped).late_or_never(0) < before.late_or_never(0) / 2
    assert total.late_over_10 < alone.late_over_10 and total.click_to_door < 0.6 * alone.click_to_door
    assert 0 < sum(helped.fees) <= a_store * len(town.sites) and max(helped.fees) <= rules.provider_max_fee


def test_a_company_that_is_often_away_also_lets_down(night):
    queue = EventQueue()
    queue.now = HOUR
    shy = replace(providers.COMPANIES[0], is_away=0.5, lets_down=0.5)
    companies = providers.Outside(
        night,
        queue,
        replace(RULES, provider_max_day=10**6),
        [shy],
        is_anybody_there=lambda _: True,
        left=pytest.fail,
        done=pytest.fail,
    )
    late = queue.time + timedelta(hours=2)
    jobs = [
        SimpleNamespace(
            id=str(number),
            delivery=DeliveryStatus.WAITING,
            ready_at=queue.time,
            promised=SimpleNamespace(end=queue.time),
            due_at=late,
            drive=300,
            shop=night.shops[0],
        )
        for number in range(40)
    ]
    companies.look(jobs)
    assert {job.delivery for job in jobs} == {
        DeliveryStatus.WAITING,
        DeliveryStatus.OFFERED,
        DeliveryStatus.ASSIGNED,
    }


def test_the_report_has_every_hour_and_adds_up(played):
    figures = figures_of(played)
    assert sum(hour.orders for hour in figures.hours) == figures.total.orders == len(figures.lateness)
    assert figures.total.orders + figures.failed + figures.unfinished == ORDERS
    page = report.document("Town", SEED, played, figures, report.fairness_table([(0.0, figures)] * 2))
    assert page.count("\n| ") >= len(figures.hours) + 4
    assert sum(report.lateness_bins(figures).values()) == figures.total.orders
    assert draw(figures).startswith("<svg")


def test_gini():
    assert gini([3, 3, 3, 3]) == 0
    assert gini([0, 0, 0, 4]) == 0.75
    assert gini([]) == 0
