"""The market's rules of refunds: the defaults with what `REFUND_RULES` changes."""

from apps.orders.domain.refund_matrix import RefundRules
from dominos.kernel.config.market import MarketRules

refund_rules = MarketRules("REFUND_RULES", RefundRules)
