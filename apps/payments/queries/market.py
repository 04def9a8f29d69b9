"""The market's payment rules in force."""

from apps.payments.domain.market import PaymentRules
from dominos.kernel.config.market import MarketRules

rules = MarketRules("PAYMENT_RULES", PaymentRules)
