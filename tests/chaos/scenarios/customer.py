"""An order from the basket on."""

from tests.chaos.scenarios.changes import cancellations, revisions
from tests.chaos.scenarios.journey import Journey, one_of
from tests.chaos.scenarios.kitchen import kitchen
from tests.chaos.scenarios.payment import DISPUTED, PAYMENT_ATTEMPTS, bank, pay_until_taken
from tests.chaos.scenarios.placement import place
from tests.chaos.simulation import Scenario


def customer(journey: Journey) -> Scenario:
    """Orders, pays in one way or the other; may press twice, change their mind, leave."""
    yield from place(journey)
    if journey.order_id is None:
        return
    if journey.chance(0.5):
        journey.begin(cancellations(journey), journey.rng.choice((3, 10, 30, 90, 200)))
    if journey.chance(0.08):
        journey.begin(revisions(journey), 20)
    journey.begin(kitchen(journey), 10)
    attempts = one_of(journey.rng, PAYMENT_ATTEMPTS)
    if journey.chance(0.7 if DISPUTED in attempts else 0.02):
        journey.begin(bank(journey), 100)
    yield journey.pause(600 if journey.chance(0.06) else 3)
    yield from pay_until_taken(journey, attempts)
