"""The payments service in memory, for tests of other apps."""

from uuid import UUID

from apps.payments.contract.service import PaymentsService
from apps.payments.contract.types import CashBalance, PaymentStatus, PaymentSummary


class FakePaymentsService(PaymentsService):
    """Answers from `payments`, by order, and `balances`, by courier; others carry no cash."""

    def __init__(self, *payments: PaymentSummary) -> None:
        self.payments = {payment.order_id: payment for payment in payments}
        self.balances: dict[UUID, CashBalance] = {}

    def get_payment(self, *, order_id: UUID) -> PaymentSummary | None:
        return self.payments.get(order_id)

    def list_paid(self, *, order_ids: list[UUID]) -> list[UUID]:
        held = (PaymentStatus.AUTHORIZED, PaymentStatus.CAPTURED)
        known = [self.payments[order_id] for order_id in order_ids if order_id in self.payments]
        return [each.order_id for each in known if each.method == "card" and each.status in held]

    def get_cash_balance(self, *, courier_id: UUID, order_ids: list[UUID]) -> CashBalance:
        nothing = CashBalance(
            courier_id=courier_id, currency="EUR", expected=0, counted=None, difference=0, is_settled=True
        )
        return self.balances.get(courier_id, nothing)
