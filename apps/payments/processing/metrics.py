"""What is counted of payments for Prometheus."""

from prometheus_client import Counter

NEWS_NOT_TAKEN = Counter(
    "payments_news_not_taken_total",
    "News of a gateway that a payment's state cannot take and somebody has to look at",
    ["status", "news"],
)
