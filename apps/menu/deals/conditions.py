"""Whether a deal may be used for a basket at all."""

from apps.menu.deals.types import Deal, DealBasket


def refusal(deal: Deal, basket: DealBasket) -> str | None:
    """The code of the first condition the basket does not meet; None where it meets all."""
    today = basket.at.date()
    checks = {
        "wrong_store": not deal.stores or basket.store in deal.stores,
        "wrong_service": not deal.services or basket.service in deal.services,
        "not_started": deal.starts_on is None or deal.starts_on <= today,
        "expired": deal.ends_on is None or today <= deal.ends_on,
        "wrong_weekday": not deal.weekdays or today.isoweekday() in deal.weekdays,
        "wrong_daypart": deal.daypart is None or deal.daypart.covers(basket.at.timetz().replace(tzinfo=None)),
        "below_minimum": basket.subtotal >= deal.min_subtotal,
    }
    return next((code for code, is_met in checks.items() if not is_met), None)
