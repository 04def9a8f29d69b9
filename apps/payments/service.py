"""The implementation of the payments service."""

from uuid import UUID

from apps.payments.contract.service import PaymentsService
from apps.payments.contract.types import (
    CashBalance,
    CreditLetter,
    PartnerBalance,
    PartOwed,
    PaymentChoice,
    PaymentResult,
    PaymentStatus,
    PaymentSummary,
)
from apps.payments.domain.payment import PAID
from apps.payments.gateways.conf import gateway_name
from apps.payments.processing.parts import split
from apps.payments.processing.pay import pay, problem_of, request_of
from apps.payments.queries import cash, credit, payments
from apps.payments.queries.invoice_links import find_invoice_path
from apps.payments.queries.partners import list_balances
from dominos.kernel.personal_export import TablesOfPeople
from dominos.kernel.unit_of_work import outside_request


class LocalPaymentsService(TablesOfPeople, PaymentsService):
    """Answers questions about payments."""

    def get_payment(self, *, order_id: UUID) -> PaymentSummary | None:
        payment = payments.get_payment_of_order(order_id)
        if payment is None:
            return None
        return PaymentSummary(
            payment_id=payment.id,
            order_id=payment.order_id,
            status=PaymentStatus(payment.status),
            method=payment.method,
            currency=payment.currency,
            authorized=payment.authorized,
            captured=payment.captured,
            refunded=payment.refunded,
            credit=payment.credit,
            invoice_path=find_invoice_path(order_id) if payment.status in PAID else "",
        )

    def list_paid(self, *, order_ids: list[UUID]) -> list[UUID]:
        return payments.list_paid(order_ids)

    def pay(
        self, *, order_id: UUID, customer_id: UUID, choice: PaymentChoice, client: str, key: str
    ) -> PaymentResult:
        with outside_request():
            request = request_of(choice, order_id, customer_id, client=client, key=key)
            payment = pay(request)
        if (problem := problem_of(payment)) is not None:
            raise problem
        action = payment.next_action or {}
        return PaymentResult(
            payment_id=payment.id,
            status=PaymentStatus(payment.status),
            method=payment.method,
            currency=payment.currency,
            authorized=payment.authorized,
            credit=payment.credit,
            action_type=action.get("type", ""),
            action_url=action.get("url", ""),
        )

    def split_payment(
        self, *, order_id: UUID, customer_id: UUID, parts: list[PartOwed], client: str, key: str
    ) -> None:
        with outside_request():
            split(order_id, customer_id, parts, client=client, key=key)

    def get_credit_letter(self, *, account_id: UUID) -> CreditLetter:
        return credit.get_letter(account_id)

    def get_cash_balance(self, *, courier_id: UUID, order_ids: list[UUID]) -> CashBalance:
        return cash.get_balance(courier_id, order_ids)

    def get_partner_balances(self, *, partner_id: UUID) -> list[PartnerBalance]:
        return list_balances(partner_id)

    def get_gateway(self) -> str:
        return gateway_name()
