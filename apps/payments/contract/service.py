"""The payments service."""

from abc import abstractmethod
from uuid import UUID

from apps.payments.contract.types import (
    CashBalance,
    CreditLetter,
    PartnerBalance,
    PartOwed,
    PaymentChoice,
    PaymentResult,
    PaymentSummary,
)
from dominos.kernel.services import Service, read
from dominos.kernel.services.people import HoldsPeople


class PaymentsService(Service, HoldsPeople):
    """Queries about payments."""

    name = "payments"

    @abstractmethod
    @read
    def get_payment(self, *, order_id: UUID) -> PaymentSummary | None:
        """The order's authorized or later payment, else its newest attempt, else None."""

    @abstractmethod
    @read
    def list_paid(self, *, order_ids: list[UUID]) -> list[UUID]:
        """Those of the orders paid by card: authorized or captured."""

    @abstractmethod
    def pay(
        self, *, order_id: UUID, customer_id: UUID, choice: PaymentChoice, client: str, key: str
    ) -> PaymentResult:
        """Pays the customer's order, as `POST /payments` does and with its errors.

        `client` is a digest of the customer's network address. Repeating the same `key` has the same result
        and no second effect.
        """

    @abstractmethod
    def split_payment(
        self, *, order_id: UUID, customer_id: UUID, parts: list[PartOwed], client: str, key: str
    ) -> None:
        """Begins a payment of the customer's order, of which each person pays their part. Changes nothing if that
        was begun before.

        Raises NotFound, NotPayable, AlreadyPaid, PaymentInProgress, TooManyDeclines.
        """

    @abstractmethod
    @read
    def get_credit_letter(self, *, account_id: UUID) -> CreditLetter:
        """The content of the mail about a gift card or store credit. NotFound."""

    @abstractmethod
    @read
    def get_cash_balance(self, *, courier_id: UUID, order_ids: list[UUID]) -> CashBalance:
        """The courier's cash. `order_ids`: cash deliveries known to the caller, whose events may not have
        arrived yet.
        """

    @abstractmethod
    @read
    def get_partner_balances(self, *, partner_id: UUID) -> list[PartnerBalance]:
        """What a partner collected for our orders, keeps and has paid out, by currency."""

    @abstractmethod
    @read
    def get_gateway(self) -> str:
        """The name of the card gateway: `embedded`, where no money moves, or `stripe`."""
