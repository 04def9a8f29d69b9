from dataclasses import replace

from apps.delivery.dispatch import decide
from apps.delivery.dispatch.types import Action, Parameters
from apps.delivery.tests.dispatch.builders import QUIET, courier, order, snapshot, store

MOVE = Parameters()


def moves(town):
    return {d.courier: d.store for d in decide(town) if d.action is Action.PREPOSITION}


def test_an_idle_courier_goes_where_the_orders_are():
    stores = [store("quiet", 0, demand=0.01), store("loud", 15, demand=0.5)]
    assert moves(snapshot([], [courier("c", 1)], stores, parameters=MOVE)) == {"c": "loud"}


def test_it_can_be_switched_off():
    stores = [store("loud", 15, demand=0.5)]
    assert decide(snapshot([], [courier("c", 1)], stores, parameters=QUIET)) == ()


def test_couriers_spread_over_the_busy_stores():
    stores = [store("west", -15, demand=0.3), store("east", 15, demand=0.3)]
    couriers = [courier("a", -15), courier("b", -14)]
    assert moves(snapshot([], couriers, stores, parameters=MOVE)) == {"b": "east"}


def test_who_stands_well_stays():
    stores = [store("west", -15, demand=0.3), store("east", 15, demand=0.3)]
    couriers = [courier("a", -15), courier("b", 15)]
    assert moves(snapshot([], couriers, stores, parameters=MOVE)) == {}


def test_nobody_is_moved_shortly_before_his_shift_ends():
    stores = [store("loud", 15, demand=0.5)]
    assert moves(snapshot([], [courier("c", 1, off=15)], stores, parameters=MOVE)) == {}


def test_who_has_an_order_in_the_plan_is_left_alone():
    stores = [store("s", 0, demand=0.01), store("loud", 15, demand=0.5)]
    town = snapshot([order("o", "s", 3, ready=20)], [courier("c", 1)], stores, parameters=MOVE)
    assert decide(town) == ()


def test_he_waits_only_at_stores_he_works_for():
    stores = [store("own", 0, demand=0.01), store("loud", 15, demand=0.5)]
    own = courier("c", 6, stores=frozenset({"own"}))
    assert moves(snapshot([], [own], stores, parameters=MOVE)) == {"c": "own"}


def test_no_more_moves_than_wanted():
    stores = [store(f"s{i}", 10 * i, demand=0.2) for i in range(6)]
    couriers = [courier(f"c{i}") for i in range(6)]
    limited = replace(MOVE, positioning=replace(MOVE.positioning, moves_per_decision=2))
    assert len(moves(snapshot([], couriers, stores, parameters=limited))) == 2
