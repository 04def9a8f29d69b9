import random
from dataclasses import replace

import pytest

from apps.delivery.dispatch import decide
from apps.delivery.dispatch.engine import minute_value
from apps.delivery.dispatch.types import Action, Decision, Snapshot
from apps.delivery.tests.dispatch.builders import BUSY, QUIET, courier, order, snapshot, store, straight


def by_courier(decisions: tuple[Decision, ...]) -> dict[str, Decision]:
    return {decision.courier: decision for decision in decisions}


def test_nothing_to_do_without_couriers_or_orders():
    assert decide(snapshot([], [], [store("s")])) == ()
    assert decide(snapshot([], [courier("c")], [store("s")])) == ()
    assert decide(snapshot([order("o", "s", 5)], [], [store("s")])) == ()


def test_the_quickest_courier_is_sent_by_travel_time_not_by_distance():
    def river(origins, destinations):
        """Whoever starts left of the store has to go round by the bridge."""
        return [
            [legs + 20 * (origin.x < 0) * (legs > 0) for legs in row]
            for origin, row in zip(origins, straight(origins, destinations), strict=True)
        ]

    couriers = [courier("near", -2), courier("quick", 9)]
    town = snapshot([order("o", "s", 5)], couriers, [store("s")], travel=river)
    [sent] = decide(town)
    assert (sent.courier, sent.action, sent.orders) == ("quick", Action.SEND, ("o",))


def test_the_total_wait_counts_not_each_order_for_itself():
    """Taking the nearest for the first order would leave the other one eleven minutes away."""
    stores = [store("a", 0), store("b", 5)]
    couriers = [courier("left", -6), courier("middle", 2)]
    orders = [order("o1", "a", 0, 3), order("o2", "b", 5, 3)]
    sent = by_courier(decide(snapshot(orders, couriers, stores)))
    assert {name: decision.store for name, decision in sent.items()} == {"left": "a", "middle": "b"}


def test_a_drive_starts_when_it_has_to_and_not_before():
    stores, couriers = [store("s")], [courier("c", 10)]
    orders = [order("o", "s", 3, ready=25)]
    decided = [(now, decide(snapshot(orders, couriers, stores, now=float(now)))) for now in range(14)]
    assert [now for now, decisions in decided if decisions] == [13]
    assert decided[13][1][0].pickup_at == 25


def test_a_pickup_is_bound_in_the_minute_it_happens():
    stores, couriers = [store("s")], [courier("c", free_at=3)]
    orders = [order("o", "s", 4, ready=8)]
    assert decide(snapshot(orders, couriers, stores, now=7.0)) == ()
    [bound] = decide(snapshot(orders, couriers, stores, now=8.0))
    assert bound == Decision("c", Action.PICK_UP, "s", ("o",), 8.0, (8.0 + 2 + 4 + 2,), 8.0 + 2 + 4 + 2 + 2)


def test_who_is_still_driving_gets_no_order_but_keeps_his_place_in_the_plan():
    stores = [store("s")]
    soon, far = courier("soon", 1, free_at=2), courier("far", 30)
    assert decide(snapshot([order("o", "s", 3)], [soon, far], stores)) == ()


def test_shifts_that_end_make_the_work_dearer_unless_others_follow_on():
    couriers = [courier(name, off=20) for name in "abc"]
    town = snapshot([], couriers, [store("s", demand=0.1)])
    relieved = replace(town, parameters=replace(QUIET, relieved=True))
    assert minute_value(relieved) == QUIET.minute_value
    assert minute_value(town) > minute_value(relieved)
    assert minute_value(replace(town, couriers=(courier("a"),))) == minute_value(
        replace(relieved, couriers=(courier("a"),))
    )


def test_a_declined_pair_is_not_matched_again():
    couriers = [courier("near", 1), courier("far", 9)]
    orders = [order("o", "s", 3)]
    town = snapshot(orders, couriers, [store("s")])
    assert decide(town)[0].courier == "near"
    assert decide(replace(town, excluded=frozenset({("o", "near")})))[0].courier == "far"
    everybody = frozenset({("o", "near"), ("o", "far")})
    assert decide(replace(town, excluded=everybody)) == ()


def test_no_pickup_after_the_shift():
    late, staying = courier("late", 1, off=10), courier("staying", 5)
    orders = [order("o", "s", 3, ready=11)]
    decisions = [decide(snapshot(orders, [late, staying], [store("s")], now=float(now))) for now in range(8)]
    assert {d.courier for found in decisions for d in found} == {"staying"}


def test_who_works_for_one_store_is_not_sent_to_another():
    own = courier("own", 1, stores=frozenset({"b"}))
    orders = [order("o", "a", 3)]
    stores = [store("a"), store("b", 50)]
    assert decide(snapshot(orders, [own], stores)) == ()
    assert decide(snapshot(orders, [own, courier("free", 20)], stores))[0].courier == "free"


def test_no_way_is_no_match():
    def island(origins, destinations):
        return [[float("inf")] * len(destinations) for _ in origins]

    assert decide(snapshot([order("o", "s", 3)], [courier("c", 5)], [store("s")], travel=island)) == ()


def test_neighbours_share_a_run_when_couriers_are_scarce_and_only_then():
    orders = [order("o1", "s", 10), order("o2", "s", 11)]
    couriers, stores = [courier("c1"), courier("c2")], [store("s")]
    assert [d.orders for d in decide(snapshot(orders, couriers, stores, now=2.0, parameters=BUSY))] == [
        ("o1", "o2")
    ]
    alone = decide(snapshot(orders, couriers, stores, now=2.0))
    assert sorted(d.orders for d in alone) == [("o1",), ("o2",)]


def test_opposite_directions_do_not_share_a_run():
    orders = [order("o1", "s", 30), order("o2", "s", -30)]
    town = snapshot(orders, [courier("c1"), courier("c2")], [store("s")], now=2.0, parameters=BUSY)
    assert sorted(d.orders for d in decide(town)) == [("o1",), ("o2",)]


def test_drop_offs_follow_the_road_and_their_times_add_up():
    orders = [order("far", "s", 12), order("near", "s", 6)]
    [run] = decide(snapshot(orders, [courier("c")], [store("s")], now=2.0, parameters=BUSY))
    assert run.orders == ("near", "far")
    assert run.drop_offs == (2 + 2 + 6 + 2, 2 + 2 + 6 + 2 + 2 + 6 + 2)
    assert run.free_at == run.drop_offs[-1] + 2


def test_a_run_never_exceeds_the_bags_of_its_courier():
    orders = [order("o1", "s", 10, bags=2), order("o2", "s", 11, bags=2)]
    small = [courier("c1", capacity=3), courier("c2", capacity=3)]
    runs = decide(snapshot(orders, small, [store("s")], now=2.0, parameters=BUSY))
    assert sorted(run.orders for run in runs) == [("o1",), ("o2",)]
    large = [replace(c, capacity=4) for c in small]
    [run] = decide(snapshot(orders, large, [store("s")], now=2.0, parameters=BUSY))
    assert run.orders == ("o1", "o2")


def test_an_order_too_large_for_every_bag_goes_with_the_largest():
    party, stores = order("party", "s", 10, bags=9), [store("s"), store("other", 90)]
    bicycle, car = courier("bicycle", capacity=4), courier("car", capacity=8)
    van = courier("van", capacity=40, stores=frozenset({"other"}))

    def taken(*couriers, orders=(party,), **more):
        town = snapshot(orders, couriers, stores, now=2.0, parameters=BUSY, **more)
        return sorted((d.courier, d.orders) for d in decide(town) if d.orders)

    assert taken(bicycle) == [("bicycle", ("party",))]
    assert taken(bicycle, car, van) == [("car", ("party",))]
    assert taken(bicycle, replace(car, free_at=12.0)) == [], "worth the wait"
    assert taken(bicycle, car, excluded=frozenset({("party", "car")})) == [("bicycle", ("party",))]
    near = order("o2", "s", 11)
    assert taken(bicycle, car, orders=(party, near)) == [("bicycle", ("o2",)), ("car", ("party",))]


def test_no_order_joins_a_run_that_breaks_a_promise():
    """Together the second drop-off is at 21; alone it would be at 17."""
    couriers, stores = [courier("c1"), courier("c2")], [store("s")]

    def runs(promised: float):
        orders = [order("o1", "s", 10, promised=16), order("o2", "s", 11, promised=promised)]
        return sorted(d.orders for d in decide(snapshot(orders, couriers, stores, now=2.0, parameters=BUSY)))

    assert runs(21) == [("o1", "o2")]
    assert runs(20) == [("o1",), ("o2",)]


def test_a_promise_already_lost_does_not_forbid_a_run():
    orders = [order("o1", "s", 10, promised=60), order("o2", "s", 11, promised=5)]
    [run] = decide(snapshot(orders, [courier("c1")], [store("s")], now=2.0, parameters=BUSY))
    assert set(run.orders) == {"o1", "o2"}


def test_accepted_orders_stay_with_their_courier():
    orders = [order("mine", "s", 5, courier="holder"), order("other", "t", 45)]
    couriers = [courier("holder", 8), courier("closer", 1)]
    sent = by_courier(decide(snapshot(orders, couriers, [store("s"), store("t", 40)])))
    assert sent["holder"].orders == ("mine",)
    assert sent["closer"].orders == ("other",)


def test_a_new_order_may_join_an_accepted_one_but_two_couriers_orders_stay_apart():
    orders = [
        order("a", "s", 10, courier="c1"),
        order("b", "s", 10, 1, courier="c2"),
        order("new", "s", 11),
    ]
    couriers = [courier("c1"), courier("c2")]
    runs = [set(d.orders) for d in decide(snapshot(orders, couriers, [store("s")], now=2.0, parameters=BUSY))]
    assert len(runs) == 2
    assert {"a", "b"} not in runs
    assert {"new", "a"} in runs or {"new", "b"} in runs


def test_who_has_waited_longest_goes_first_when_fairness_counts():
    tired, fresh = courier("a", 5, idle_since=-5), courier("b", 6, idle_since=-45)
    town = snapshot([order("o", "s", 3)], [tired, fresh], [store("s")])
    assert decide(town)[0].courier == "a"
    assert decide(replace(town, parameters=replace(QUIET, fairness=0.1)))[0].courier == "b"


def test_under_overload_short_jobs_do_not_starve_ready_food():
    """One courier, two stores: the order that is ready goes before the one ready in 15 minutes."""
    orders = [order("later", "a", 3, ready=15), order("now", "b", 4)]
    stores = [store("a"), store("b", 1)]
    [decision] = decide(snapshot(orders, [courier("c")], stores, now=2.0))
    assert decision.orders == ("now",)


def test_an_overdue_order_is_not_starved_by_nearer_ones():
    """One courier: the far order is late by more than the drive that the near one would save."""
    stores = [store("near", 1), store("far", 9)]
    late = order("late", "far", 12, promised=40)
    town = snapshot([order("new", "near", 4), late], [courier("c")], stores, now=60.0)
    assert decide(town)[0].orders == ("late",)
    assert decide(replace(town, parameters=replace(QUIET, overdue_weight=0)))[0].orders == ("new",)


def busy_evening(seed: int) -> Snapshot:
    dice = random.Random(seed)
    stores = [store(f"s{i}", dice.randrange(20), dice.randrange(20), dice.random() / 10) for i in range(6)]
    orders = [
        order(
            f"o{i}", f"s{dice.randrange(6)}", dice.randrange(20), dice.randrange(20), ready=dice.randrange(30)
        )
        for i in range(25)
    ]
    couriers = [
        courier(f"c{i}", dice.randrange(20), dice.randrange(20), free_at=dice.choice([0, 0, 5, 20]))
        for i in range(12)
    ]
    positioning = replace(QUIET.positioning, enabled=True)
    return snapshot(orders, couriers, stores, now=3.0, parameters=replace(QUIET, positioning=positioning))


@pytest.mark.parametrize("seed", range(20))
def test_the_sequence_of_the_input_does_not_matter(seed: int):
    town = busy_evening(seed)
    turned = replace(town, orders=town.orders[::-1], couriers=town.couriers[::-1], stores=town.stores[::-1])
    assert decide(town) == decide(turned)


@pytest.mark.parametrize("seed", range(20))
def test_every_order_and_courier_is_decided_at_most_once_and_within_the_rules(seed: int):
    town = busy_evening(seed)
    decisions = decide(town)
    orders = {o.id: o for o in town.orders}
    couriers = {c.id: c for c in town.couriers}
    named = [name for decision in decisions for name in decision.orders]
    assert len(named) == len(set(named))
    assert len({decision.courier for decision in decisions}) == len(decisions)
    for decision in decisions:
        assert couriers[decision.courier].free_at <= town.now
        assert {orders[name].store for name in decision.orders} <= {decision.store}
        if decision.action is not Action.PREPOSITION:
            assert decision.pickup_at >= max([town.now, *(orders[name].ready for name in decision.orders)])


def test_food_in_the_rack_waits_for_food_in_the_oven_only_while_couriers_are_short_and_not_for_long():
    orders = [order("rack", "s", 6), order("oven", "s", 6, ready=4)]
    quiet = snapshot(orders, [courier("c", free_at=-5)], [store("s")])
    busy = replace(quiet, parameters=replace(BUSY, max_hold=5))
    much_later = (orders[0], replace(orders[1], ready=20.0))
    assert [decision.orders for decision in decide(quiet)] == [("rack",)]
    assert decide(busy) == (), "one drive for both, four minutes later"
    assert [decision.orders for decision in decide(replace(busy, orders=much_later))] == [("rack",)]


def test_food_in_the_rack_does_not_wait_for_food_that_is_always_expected_in_a_minute():
    def decided(waited):
        orders = [order("rack", "s", 6, ready=-waited), order("late", "s", 6, ready=1)]
        town = snapshot(orders, [courier("c", free_at=-5)], [store("s")])
        return [each.orders for each in decide(replace(town, parameters=replace(BUSY, max_hold=5)))]

    assert decided(0) == []
    assert decided(6) == [("rack",)]


def test_runs_of_several_do_not_pass_by_a_lone_door_for_ever():
    neighbours = [order("a", "s", 6), order("b", "s", 6, 1)]
    lone = order("lone", "s", -9, promised=-5)
    town = snapshot([*neighbours, lone], [courier("c", free_at=-5)], [store("s")], parameters=BUSY)
    live = replace(town, parameters=replace(BUSY, overdue_weight=100))
    assert decide(town)[0].orders == ("a", "b")
    assert decide(live)[0].orders == ("lone",)
