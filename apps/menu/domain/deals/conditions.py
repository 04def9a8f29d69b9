"""Whether a deal may be applied to a basket at all."""

from collections.abc import Callable, Mapping

from apps.menu.domain.deals.types import Deal, DealBasket


def refusal(deal: Deal, basket: DealBasket) -> str | None:
    """The code of the first condition that the basket does not meet; None if it meets all."""
    return next((code for code, is_met in CONDITIONS.items() if not is_met(deal, basket)), None)


Condition = Callable[[Deal, DealBasket], bool]
CONDITIONS: Mapping[str, Condition] = {
    "wrong_store": lambda deal, basket: not deal.stores or basket.store in deal.stores,
    "wrong_service": lambda deal, basket: not deal.services or basket.service in deal.services,
    "not_started": lambda deal, basket: deal.starts_on is None or deal.starts_on <= basket.day_for(deal),
    "expired": lambda deal, basket: deal.ends_on is None or basket.day_for(deal) <= deal.ends_on,
    "wrong_weekday": lambda deal, basket: (
        not deal.weekdays or basket.day_for(deal).isoweekday() in deal.weekdays
    ),
    "wrong_daypart": lambda deal, basket: deal.daypart is None or basket.at.day_in(deal.daypart) is not None,
    "below_minimum": lambda deal, basket: not deal.min_subtotal or basket.subtotal >= deal.min_subtotal,
}
"""The conditions of a deal, by the code of the refusal, in the order in which they are checked."""
