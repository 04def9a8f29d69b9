"""Payments of orders that the customer's bank took back: kept for staff to see; the order itself stays as it is."""

from apps.orders.models import OrderSaga
from apps.payments.contract.events import ChargebackClosed, PaymentChargedBack


def on_dispute(saga: OrderSaga, event: PaymentChargedBack | ChargebackClosed) -> None:
    """How the order's disputes stand together. Late news, told by their smaller sums, change nothing."""
    told = event.disputed + event.won + event.lost
    if told <= saga.dispute_news:
        return
    saga.dispute_news = told
    saga.charged_back = event.disputed - event.won
    saga.dispute = "OPEN" if event.disputed > event.won + event.lost else "LOST" if event.lost else "WON"
    saga.save(update_fields=["dispute", "charged_back", "dispute_news"])
