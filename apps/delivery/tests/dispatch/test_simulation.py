import json
import math
import shutil
from itertools import pairwise
from pathlib import Path

import pytest

from apps.delivery.dispatch.types import Action, Decision, Snapshot
from apps.delivery.management.replay.instance import read_instance
from apps.delivery.management.replay.simulation import POLICIES, InfeasibleDecisionError, play, simulate
from apps.delivery.management.replay.solution import Solution
from apps.delivery.tests.dispatch.small_instance import FILES, SERVICE, cut, write, write_instance, written


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_instance(tmp_path_factory.mktemp("evening"))


def drive(a, b) -> int:
    return math.ceil(math.dist(a, b) / 320)


def click_to_door(solution: Solution) -> float:
    taken = [90 if line.drop_off is None else line.drop_off - line.placed for line in solution.orders]
    return sum(taken) / len(taken)


@pytest.mark.parametrize("policy", sorted(POLICIES))
def test_the_courier_lines_are_possible_days(evening: Path, tmp_path: Path, policy: str):
    """Every courier is where he leaves from, in time, and rests two minutes before and after each stop's service."""
    instance = read_instance(evening)
    places = {thing.id: thing.place for thing in (*instance.stores, *instance.couriers)}
    places |= {order.id: order.drop for order in instance.orders}
    solution = simulate(evening, tmp_path, policy).solution
    stays: dict[str, list[tuple[str, float, float]]] = {}
    for courier in instance.couriers:
        here, since = courier.id, courier.free_at
        for leg in (leg for leg in solution.drives if leg.courier == courier.id):
            origin = courier.id if leg.origin == "0" else leg.origin
            assert origin == here
            assert leg.departure >= since
            stays.setdefault(courier.id, []).append((here, since, leg.departure))
            here, since = leg.destination, leg.departure + drive(places[origin], places[leg.destination])
        stays.setdefault(courier.id, []).append((here, since, math.inf))
    orders = {order.id: order for order in instance.orders}
    lines = {line.order: line for line in solution.orders}
    off = {courier.id: courier.off for courier in instance.couriers}
    for bundle in solution.assignments:
        assert (
            max(orders[o].placed for o in bundle.orders)
            <= bundle.decided_at
            <= bundle.pickup
            <= off[bundle.courier]
        )
        assert max(orders[o].ready for o in bundle.orders) <= bundle.pickup
        [shop] = {orders[o].store for o in bundle.orders}
        stops = [(shop, bundle.pickup), *((o, lines[o].drop_off) for o in bundle.orders)]
        for place, at in stops:
            assert any(
                stay[0] == place and stay[1] + SERVICE <= at <= stay[2] - SERVICE
                for stay in stays[bundle.courier]
            )
    assert sum(len(bundle.orders) for bundle in solution.assignments) == sum(
        line.drop_off is not None for line in solution.orders
    )


@pytest.mark.parametrize("policy", sorted(POLICIES))
def test_stores_that_share_a_point_are_two_places_in_the_files(tmp_path: Path, policy: str):
    day = write_instance(tmp_path / "day", stores=2)
    write(day / "restaurants.txt", "restaurant x y", [("r1", 3000, 3000), ("r2", 3000, 3000)])
    solution = simulate(day, tmp_path / "out", policy).solution
    stops = {(leg.courier, leg.destination) for leg in solution.drives}
    stores = {order.id: order.store for order in read_instance(day).orders}
    assert solution.assignments
    assert all((bundle.courier, stores[bundle.orders[0]]) in stops for bundle in solution.assignments)
    at: dict[str, str] = {}
    for leg in solution.drives:
        assert leg.origin == at.get(leg.courier, "0")
        at[leg.courier] = leg.destination


def test_runs_of_one_courier_do_not_overlap(evening: Path, tmp_path: Path):
    solution = simulate(evening, tmp_path).solution
    ends = {line.order: line.drop_off for line in solution.orders}
    for courier in {bundle.courier for bundle in solution.assignments}:
        runs = sorted((b.pickup, ends[b.orders[-1]]) for b in solution.assignments if b.courier == courier)
        assert all(first[1] < second[0] for first, second in pairwise(runs))


def test_the_same_input_gives_the_same_bytes_whatever_the_directory_is_called(evening: Path, tmp_path: Path):
    simulate(evening, tmp_path / "first")
    shutil.copytree(evening, tmp_path / "9x99t99s9p999")
    simulate(tmp_path / "9x99t99s9p999", tmp_path / "second")
    assert written(tmp_path / "first") == written(tmp_path / "second")


@pytest.mark.parametrize("minute", [30, 77, 120])
def test_no_decision_depends_on_orders_not_placed_yet(evening: Path, tmp_path: Path, minute: int):
    full = simulate(evening, tmp_path / "full").solution
    past = simulate(cut(evening, tmp_path / "past", minute), tmp_path / "cut").solution

    def before(solution: Solution):
        assigned = {
            (a.decided_at, a.courier, a.orders) for a in solution.assignments if a.decided_at < minute
        }
        return assigned, {leg for leg in solution.drives if leg.departure < minute}

    assert before(full) == before(past)
    assert before(full)[0]
    known = {line.order for line in past.orders}
    assert [p for p in full.promises if p[0] in known] == list(past.promises)


def test_the_rolling_horizon_beats_the_simple_policies(evening: Path, tmp_path: Path):
    taken = {
        policy: click_to_door(simulate(evening, tmp_path / policy, policy).solution) for policy in POLICIES
    }
    assert taken["rolling-horizon"] < taken["one-to-one"] - 0.5
    assert taken["rolling-horizon"] < taken["nearest-idle"] - 1


def test_scarce_couriers_still_bring_nearly_everything(tmp_path: Path):
    crowded = write_instance(tmp_path / "crowded", orders=80, couriers=9, seed=3)
    solution = simulate(crowded, tmp_path / "out").solution
    assert sum(line.drop_off is None for line in solution.orders) <= 2
    assert max(len(bundle.orders) for bundle in solution.assignments) > 1


def test_the_files_say_what_happened(evening: Path, tmp_path: Path):
    run = simulate(evening, tmp_path)
    first = {name: (tmp_path / name).read_text().splitlines()[0] for name in FILES}
    assert first == {
        "solution_info_assignments.txt": "assignment_time pickup_time courier orders",
        "solution_info_couriers.txt": "courier departure_time origin destination",
        "solution_info_etas.txt": "order promised_dropoff_time",
        "solution_info_orders.txt": "order placement_time ready_time pickup_time dropoff_time courier",
    }
    assert len((tmp_path / "solution_info_etas.txt").read_text().splitlines()) == 61
    timing = json.loads((tmp_path / "timing.json").read_text())
    assert timing["decisions"] == len(run.seconds)
    assert 0 < timing["p50_ms"] <= timing["p99_ms"] <= timing["max_ms"]


def test_promises_are_close(tmp_path: Path):
    calm = write_instance(tmp_path / "calm", couriers=20)
    solution = simulate(calm, tmp_path / "out").solution
    promised = dict(solution.promises)
    errors = [
        abs(line.drop_off - promised[line.order]) for line in solution.orders if line.drop_off is not None
    ]
    assert sum(errors) / len(errors) < 3


def test_a_policy_that_breaks_the_rules_is_refused(evening: Path):
    instance = read_instance(evening)

    def hasty(town: Snapshot) -> tuple[Decision, ...]:
        return tuple(
            Decision(town.couriers[0].id, Action.PICK_UP, order.store, (order.id,), town.now)
            for order in town.orders[:1]
            if town.couriers and town.couriers[0].free_at <= town.now
        )

    with pytest.raises(InfeasibleDecisionError):
        play(instance, hasty, instance.parameters())


def test_an_unknown_policy_is_an_error(evening: Path, tmp_path: Path):
    with pytest.raises(KeyError):
        simulate(evening, tmp_path, "coin-toss")
