"""The schedule itself."""

from dominos.kernel import clock
from tests.chaos.simulation import Simulation


def test_who_waits_while_nothing_is_scheduled_any_more_goes_on():
    happened = []
    with clock.stopped() as stopped:
        simulation = Simulation(1, stopped)
        simulation.later(1, lambda: (simulation.meanwhile(9), happened.append("first")))
        simulation.later(2, lambda: (simulation.meanwhile(9), happened.append("second")))
        simulation.later(3, lambda: happened.append("third"))
        simulation.meanwhile(3)
    assert happened == ["third", "second", "first"]
