"""An order from the basket on."""

from tests.chaos.simulation import Story
from tests.chaos.stories.kitchen import kitchen
from tests.chaos.stories.life import Life, one_of
from tests.chaos.stories.paying import DISPUTED, PURSES, bank, pay_somehow
from tests.chaos.stories.placing import place
from tests.chaos.stories.regrets import canceller, reviser


def customer(life: Life) -> Story:
    """Orders, pays in one way or the other; may press twice, change their mind, leave."""
    yield from place(life)
    if life.order_id is None:
        return
    if life.chance(0.5):
        life.begin(canceller(life), life.rng.choice((3, 10, 30, 90, 200)))
    if life.chance(0.08):
        life.begin(reviser(life), 20)
    life.begin(kitchen(life), 10)
    purse = one_of(life.rng, PURSES)
    if life.chance(0.7 if DISPUTED in purse else 0.02):
        life.begin(bank(life), 100)
    yield life.pause(600 if life.chance(0.06) else 3)
    yield from pay_somehow(life, purse)
