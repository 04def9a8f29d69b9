"""The market's rules of refunds: the defaults with what `REFUND_RULES` changes."""

from dominos.kernel.market import MarketRules

from apps.orders.domain.refund_matrix import RefundRules

refund_rules = MarketRules("REFUND_RULES", RefundRules)
