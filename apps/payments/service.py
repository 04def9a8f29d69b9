"""The payments service, answered from this app's tables."""

from uuid import UUID

from apps.payments import queries
from apps.payments.contract.service import PaymentsService
from apps.payments.contract.types import PaymentStatus, PaymentSummary


class LocalPaymentsService(PaymentsService):
    """Answers questions about payments."""

    def get_payment(self, *, order_id: UUID) -> PaymentSummary | None:
        payment = queries.get_payment_of_order(order_id)
        if payment is None:
            return None
        return PaymentSummary(
            payment_id=payment.id,
            order_id=payment.order_id,
            status=PaymentStatus(payment.status),
            currency=payment.currency,
            authorized=payment.authorized,
            captured=payment.captured,
            refunded=payment.refunded,
        )
