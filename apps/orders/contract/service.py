"""The orders service."""

from abc import abstractmethod
from datetime import datetime
from uuid import UUID

from apps.orders.contract.people import OrdersOfPerson
from apps.orders.contract.types import (
    BegunOrder,
    GuestContact,
    OrderSummary,
    QuoteRequest,
    QuoteSummary,
    RequestProblem,
)
from dominos.kernel.services import Service, read
from dominos.kernel.services.people import HoldsPeople


class OrdersService(Service, HoldsPeople):
    """Questions about orders, and ordering for a guest who came by another app."""

    name = "orders"

    @abstractmethod
    @read
    def get_order(self, *, order_id: UUID) -> OrderSummary:
        """The order. NotFound."""

    @abstractmethod
    @read
    def get_tracked_order(self, *, token: str) -> OrderSummary:
        """The order that a tracking link was made for. NotFound for a forged link and one that is too old."""

    @abstractmethod
    @read
    def get_orders(self, *, order_ids: list[UUID]) -> list[OrderSummary]:
        """The orders that exist, in the order asked."""

    @abstractmethod
    @read
    def get_begun(self, *, store_ids: list[UUID], since: datetime, until: datetime) -> list[BegunOrder]:
        """What kitchens of these stores began to make from `since` to before `until`, if they did not take it back."""

    @abstractmethod
    @read
    def get_orders_of_person(self, *, user_id: UUID, email: str) -> OrdersOfPerson:
        """All orders of an account, and those placed as a guest with this mailbox, which its person has proved."""

    @abstractmethod
    @read
    def check_request(self, *, request: QuoteRequest) -> list[RequestProblem]:
        """What keeps a guest's request from being ordered, as `POST /orders/validate` says it, and with its errors."""

    @abstractmethod
    def quote_for_guest(self, *, customer_id: UUID, request: QuoteRequest) -> QuoteSummary:
        """Prices the request and keeps the quote for this guest, as `POST /orders/price` does and with its errors."""

    @abstractmethod
    def place_for_guest(self, *, quote_id: UUID, customer_id: UUID, contact: GuestContact) -> OrderSummary:
        """Makes the quote an order that waits for its payment, as `POST /orders` does and with its errors.

        The same quote again is the same order, whatever else is said.
        """

    @abstractmethod
    def cancel_for_guest(self, *, order_id: UUID, customer_id: UUID, reason: str) -> OrderSummary:
        """Cancels the order of this guest, as `POST /orders/{id}/actions/cancel` does and with its errors.

        One that is cancelled already stays as it is.
        """
