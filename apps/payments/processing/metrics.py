"""What is counted of payments for Prometheus."""

from prometheus_client import Counter

REFUSED = Counter(
    "payments_refused_total", "Attempts to pay that a bank or a customer refused, by why", ["code"]
)
NEWS_NOT_TAKEN = Counter(
    "payments_news_not_taken_total",
    "News of a gateway that a payment's state cannot take and somebody has to look at",
    ["status", "news"],
)
