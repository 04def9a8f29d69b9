import pytest

from apps.delivery.dispatch import eta, etas
from apps.delivery.tests.dispatch.builders import courier, order, snapshot, store


def test_with_a_courier_in_time_it_is_ready_plus_handling_plus_drive():
    placed = order("o", "s", 7, ready=15)
    estimate = eta(snapshot([placed], [courier("c", 5)], [store("s")]), placed)
    assert estimate.minutes == 15 + 2 + 7 + 2


def test_a_far_courier_makes_it_later():
    placed = order("o", "s", 7, ready=5)
    estimate = eta(snapshot([placed], [courier("c", 20)], [store("s")]), placed)
    assert estimate.minutes == 20 + 2 + 2 + 7 + 2


def test_orders_in_front_make_it_later():
    first, second = order("a", "s", 7), order("b", "s", -7, ready=6)
    couriers, stores = [courier("c")], [store("s")]
    alone = eta(snapshot([second], couriers, stores), second)
    behind = eta(snapshot([first, second], couriers, stores), second)
    assert alone.minutes == 6 + 2 + 7 + 2
    back_at_the_store = 2 + 2 + 7 + 2 + 2 + 7
    assert behind.minutes == back_at_the_store + 2 + 2 + 7 + 2


def test_it_may_be_asked_for_an_order_not_yet_placed():
    wanted = order("o", "s", 7, ready=45)
    assert eta(snapshot([], [courier("c", 5)], [store("s")], now=10.0), wanted).minutes == 45 + 11 - 10


def test_without_couriers_it_is_the_earliest_possible():
    placed = order("o", "s", 7, ready=15)
    assert eta(snapshot([placed], [], [store("s")]), placed).minutes == 26


def test_recent_errors_move_it_and_open_the_window():
    placed = order("o", "s", 7, ready=15)
    town = snapshot([placed], [courier("c", 5)], [store("s")], residuals=(0.0, 1.0, 2.0, 3.0, 4.0, 5.0))
    estimate = eta(town, placed)
    assert estimate == pytest.approx((26 + 2.5, 26 + 1.0, 26 + 4.0, 26))


def test_several_orders_at_once_see_each_other():
    first, second = order("a", "s", 7), order("b", "s", -7, ready=6)
    town = snapshot([first, second], [courier("c")], [store("s")])
    together = etas(town, [first, second])
    assert together == {"a": eta(town, first), "b": eta(town, second)}
