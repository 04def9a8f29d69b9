"""The payments service in memory, for tests of other apps."""

from uuid import UUID

from apps.payments.contract.service import PaymentsService
from apps.payments.contract.types import CashBalance, PaymentSummary


class FakePaymentsService(PaymentsService):
    """Answers from `payments`, by order, and `balances`, by courier; others carry no cash."""

    def __init__(self, *payments: PaymentSummary) -> None:
        self.payments = {payment.order_id: payment for payment in payments}
        self.balances: dict[UUID, CashBalance] = {}

    def get_payment(self, *, order_id: UUID) -> PaymentSummary | None:
        return self.payments.get(order_id)

    def get_cash_balance(self, *, courier_id: UUID, order_ids: list[UUID]) -> CashBalance:
        nothing = CashBalance(
            courier_id=courier_id, currency="EUR", expected=0, counted=None, difference=0, is_settled=True
        )
        return self.balances.get(courier_id, nothing)
