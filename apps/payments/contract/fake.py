"""The payments service in memory, for tests of other apps."""

from uuid import UUID

from apps.payments.contract.service import PaymentsService
from apps.payments.contract.types import PaymentSummary


class FakePaymentsService(PaymentsService):
    """Answers from `payments`, by order."""

    def __init__(self, *payments: PaymentSummary) -> None:
        self.payments = {payment.order_id: payment for payment in payments}

    def get_payment(self, *, order_id: UUID) -> PaymentSummary | None:
        return self.payments.get(order_id)
