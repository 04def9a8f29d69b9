"""Chargebacks of orders' payments, shown to staff; the order itself does not change."""

from apps.orders.models import OrderSaga
from apps.payments.contract.events import ChargebackClosed, PaymentChargedBack


def on_dispute(saga: OrderSaga, event: PaymentChargedBack | ChargebackClosed) -> None:
    """Stores the payment's dispute sums. Late news, recognised by smaller sums, are ignored."""
    told = event.disputed + event.won + event.lost
    if told <= saga.dispute_news:
        return
    saga.dispute_news = told
    saga.charged_back = event.disputed - event.won
    saga.dispute = "OPEN" if event.disputed > event.won + event.lost else "LOST" if event.lost else "WON"
    saga.save(update_fields=["dispute", "charged_back", "dispute_news"])
