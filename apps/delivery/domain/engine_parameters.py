"""A market's rules as the dispatch engine's parameters. Pure."""

from apps.delivery.dispatch.types import Parameters
from apps.delivery.domain.rules import Rules

MAX_HOLD = 5.0
"""Minutes that a pizza may wait in the rack for its run, so that it arrives warm however short couriers are."""
OVERDUE_WEIGHT = 100.0
"""Ten minutes beyond a promise weigh like one more order in a run; otherwise runs of neighbours would pass a
remote door indefinitely.
"""


def engine_parameters(market: Rules) -> Parameters:
    """The engine's parameters for the market's service times; an offer takes its time before the courier can leave.

    Stores plan successive shifts: if the fleet seemed to shrink towards the end of each shift, orders would
    be bundled as if couriers were short.
    """
    return Parameters(
        tick=market.offer_lead_seconds / 60,
        fairness=market.fairness,
        relieved=True,
        max_hold=MAX_HOLD,
        overdue_weight=OVERDUE_WEIGHT,
        before_pickup=market.before_pick_up_seconds / 60,
        after_pickup=market.after_pick_up_seconds / 60,
        before_drop=market.before_drop_seconds / 60,
        after_drop=market.after_drop_seconds / 60,
    )
