"""The payments service in memory, for tests of other apps."""

from dataclasses import replace
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
from dominos.kernel.errors import DomainError, NotFound
from dominos.kernel.ids import new_id
from dominos.kernel.services.people import HoldsNobody


class FakePaymentsService(HoldsNobody, PaymentsService):
    """Answers from `payments` by order, `balances` by courier, and `partners`; others have no cash and no balance."""

    def __init__(self, *payments: PaymentSummary) -> None:
        self.payments = {payment.order_id: payment for payment in payments}
        self.balances: dict[UUID, CashBalance] = {}
        self.gateway = "embedded"
        self.partners: dict[UUID, list[PartnerBalance]] = {}
        self.letters: dict[UUID, CreditLetter] = {}
        self.choices: list[tuple[UUID, PaymentChoice, str]] = []
        self.split: dict[UUID, list[PartOwed]] = {}
        self.outcome: PaymentResult | DomainError = PaymentResult(
            payment_id=new_id(),
            status=PaymentStatus.AUTHORIZED,
            method="card",
            currency="EUR",
            authorized=1_000_000,
        )

    def get_payment(self, *, order_id: UUID) -> PaymentSummary | None:
        return self.payments.get(order_id)

    def list_paid(self, *, order_ids: list[UUID]) -> list[UUID]:
        held = (PaymentStatus.AUTHORIZED, PaymentStatus.CAPTURED)
        known = [self.payments[order_id] for order_id in order_ids if order_id in self.payments]
        return [each.order_id for each in known if each.method == "card" and each.status in held]

    def pay(
        self, *, order_id: UUID, customer_id: UUID, choice: PaymentChoice, client: str, key: str
    ) -> PaymentResult:
        """`outcome`, a result or an error, is what the call returns or raises; AUTHORIZED by default."""
        self.choices.append((order_id, choice, key))
        if isinstance(self.outcome, DomainError):
            raise self.outcome
        return replace(self.outcome, method=choice.method)

    def split_payment(
        self, *, order_id: UUID, customer_id: UUID, parts: list[PartOwed], client: str, key: str
    ) -> None:
        """Keeps in `split` whose parts were asked for."""
        self.split[order_id] = list(parts)

    def get_credit_letter(self, *, account_id: UUID) -> CreditLetter:
        if account_id not in self.letters:
            raise NotFound
        return self.letters[account_id]

    def get_cash_balance(self, *, courier_id: UUID, order_ids: list[UUID]) -> CashBalance:
        nothing = CashBalance(
            courier_id=courier_id, currency="EUR", expected=0, counted=None, difference=0, is_settled=True
        )
        return self.balances.get(courier_id, nothing)

    def get_partner_balances(self, *, partner_id: UUID) -> list[PartnerBalance]:
        return self.partners.get(partner_id, [])

    def get_gateway(self) -> str:
        return self.gateway
