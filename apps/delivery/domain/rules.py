"""A market's choices: times, distances and counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """A market's choices (domain.md, "default"); `DELIVERY_RULES` overrides them.

    Seconds, metres and counts. `fairness` is the delay accepted per minute a courier has been idle, so that work is
    shared between couriers; `straight_line_factor` stretches a straight line to a likely road, and
    `straight_line_mps` drives along it by vehicle, where no road engine answers.
    """

    offer_seconds: int = 30
    offer_lead_seconds: int = 120
    exclusion_seconds: int = 600
    heartbeat_seconds: int = 20
    dead_after_seconds: int = 90
    shift_hours: int = 8
    pick_up_radius_m: float = 150.0
    pick_up_accuracy_m: float = 50.0
    position_fresh_seconds: int = 180
    near_m: float = 300.0
    pin_tries: int = 5
    contact_attempts: int = 2
    contact_wait_seconds: int = 300
    before_pick_up_seconds: int = 60
    after_pick_up_seconds: int = 60
    before_drop_seconds: int = 60
    after_drop_seconds: int = 60
    courier_wait_seconds: int = 180
    straight_line_factor: float = 1.4
    straight_line_mps: Mapping[str, float] | None = None
    eta_refresh_seconds: int = 30
    demand_minutes: int = 30
    residuals: int = 60
    fairness: float = 0.05
    least_seconds_between_moves: int = 60
    usual_vehicle: str = "bicycle"
    position_days: int = 30
    photo_when_contactless: bool = True
    photo_days: int = 30
    required_papers: Mapping[str, Sequence[str]] | None = None


NOMINAL_COUNTS_AS = 5
"""A rule counts as so many hand-overs that were measured."""


def measured(rules: Rules, hand_overs: Sequence[float]) -> Rules:
    """The rules with hand-overs as long as these took, in seconds from the arrival at the door.

    Nobody sees when a courier is back in the saddle: the way down is taken to be as much longer as the way up. Who
    waits longer than for a door that stays shut has not handed over all that time.
    """
    nominal = rules.before_drop_seconds
    if not nominal or not hand_overs:
        return rules
    seen = sum(min(seconds, rules.contact_wait_seconds) for seconds in hand_overs)
    took = (nominal * NOMINAL_COUNTS_AS + seen) / (NOMINAL_COUNTS_AS + len(hand_overs))
    after = rules.after_drop_seconds * took / nominal
    return replace(rules, before_drop_seconds=round(took), after_drop_seconds=round(after))
