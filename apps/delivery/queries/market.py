"""The market's delivery rules as configured."""

from apps.delivery.domain.rules import Rules
from dominos.kernel.config.market import MarketRules

rules = MarketRules("DELIVERY_RULES", Rules)
"""The defaults, overridden by the environment's `DELIVERY_RULES` (a JSON object)."""
