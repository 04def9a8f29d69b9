"""Prometheus metrics of payments."""

from prometheus_client import Counter

REFUSED = Counter(
    "payments_refused_total", "Attempts to pay that a bank or a customer refused, by why", ["code"]
)
GIFT_CARDS_CHARGED_BACK = Counter(
    "payments_gift_cards_charged_back_total", "Purchases of gift cards that a bank took back"
)
NEWS_NOT_TAKEN = Counter(
    "payments_news_not_taken_total",
    "News of a gateway that a payment's state cannot take and somebody has to look at",
    ["status", "news"],
)
