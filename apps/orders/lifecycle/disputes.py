"""Payments of orders that the customer's bank took back: kept for staff to see; the order itself stays as it is."""

from apps.orders.models import OrderSaga
from apps.payments.contract.events import ChargebackClosed, PaymentChargedBack


def on_charged_back(saga: OrderSaga, event: PaymentChargedBack) -> None:
    """The bank took the money. News of its end, which may come first, stand."""
    if not saga.dispute:
        _keep(saga, "OPEN", event.amount)


def on_closed(saga: OrderSaga, event: ChargebackClosed) -> None:
    """Won, the money is ours again; lost, it is gone."""
    _keep(saga, "WON" if event.is_won else "LOST", 0 if event.is_won else event.amount)


def _keep(saga: OrderSaga, dispute: str, amount: int) -> None:
    saga.dispute, saga.charged_back = dispute, amount
    saga.save(update_fields=["dispute", "charged_back"])
