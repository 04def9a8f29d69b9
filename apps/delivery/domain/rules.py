"""A market's delivery rules: times, distances and counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """A market's delivery rules; `DELIVERY_RULES` overrides the defaults.

    Seconds, metres and counts. `fairness` is the delay accepted per minute a courier has been idle, so that
    work is shared between couriers. Providers are asked for what comes `provider_late_seconds` after its promise, if
    they come `provider_gain_seconds` sooner; fees are in minor units, of one delivery and of a store in a day.
    """

    offer_seconds: int = 30
    offer_lead_seconds: int = 120
    exclusion_seconds: int = 600
    missed_exclusion_seconds: int = 60
    heartbeat_seconds: int = 20
    unresponsive_after_seconds: int = 90
    unresponsive_on_road_seconds: int = 600
    absent_after_seconds: int = 300
    alarm_after_seconds: int = 300
    courier_waits_seconds: int = 120
    shift_hours: int = 8
    pick_up_radius_m: float = 150.0
    pick_up_accuracy_m: float = 50.0
    usable_accuracy_m: float = 200.0
    position_fresh_seconds: int = 180
    near_m: float = 300.0
    pin_tries: int = 5
    contact_attempts: int = 2
    contact_wait_seconds: int = 300
    contact_pause_seconds: int = 20
    before_pick_up_seconds: int = 60
    after_pick_up_seconds: int = 60
    before_drop_seconds: int = 60
    after_drop_seconds: int = 60
    courier_wait_seconds: int = 180
    eta_refresh_seconds: int = 30
    demand_minutes: int = 30
    residuals: int = 60
    fairness: float = 0.05
    min_seconds_between_moves: int = 60
    usual_vehicle: str = "bicycle"
    position_days: int = 30
    photo_when_contactless: bool = True
    photo_days: int = 30
    required_documents: Mapping[str, Sequence[str]] | None = None
    provider_choice: Literal["cheapest", "fastest"] = "cheapest"
    provider_lead_seconds: int = 900
    provider_late_seconds: int = 300
    provider_gain_seconds: int = 300
    provider_max_fee: int = 1_200
    provider_max_day: int = 30_000
    provider_answer_seconds: int = 60
    provider_patience_seconds: int = 600


NOMINAL_COUNTS_AS = 5
"""The market's nominal time weighs as much as this many measured hand-overs."""


def measured(rules: Rules, hand_overs: Sequence[float]) -> Rules:
    """The rules with measured hand-over times, in seconds from the arrival at the door.

    The departure from the door is not observed: the way down is assumed to exceed its nominal time as much as
    the way up. The required wait at a door that nobody opens is not counted as hand-over.
    """
    nominal = rules.before_drop_seconds
    if not nominal or not hand_overs:
        return rules
    seen = sum(min(seconds, rules.contact_wait_seconds) for seconds in hand_overs)
    took = (nominal * NOMINAL_COUNTS_AS + seen) / (NOMINAL_COUNTS_AS + len(hand_overs))
    after = rules.after_drop_seconds * took / nominal
    return replace(rules, before_drop_seconds=round(took), after_drop_seconds=round(after))


DISPATCH_SECONDS = 3.0
"""The interval of the dispatcher, live and in simulated nights."""
