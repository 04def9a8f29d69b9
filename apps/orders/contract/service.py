"""The orders service."""

from abc import abstractmethod
from datetime import datetime
from uuid import UUID

from apps.orders.contract.people import OrdersOfPerson
from apps.orders.contract.quotes import GuestContact, QuoteRequest, QuoteSummary, RequestProblem
from apps.orders.contract.types import OrderSummary, StartedOrder
from dominos.kernel.services import Service, read
from dominos.kernel.services.people import HoldsPeople


class OrdersService(Service, HoldsPeople):
    """Queries about orders, and ordering for a guest who came through another app."""

    name = "orders"

    @abstractmethod
    @read
    def get_order(self, *, order_id: UUID) -> OrderSummary:
        """The order. NotFound."""

    @abstractmethod
    @read
    def get_tracked_order(self, *, token: str) -> OrderSummary:
        """The order of a tracking link. NotFound for a forged or expired link."""

    @abstractmethod
    @read
    def get_orders(self, *, order_ids: list[UUID]) -> list[OrderSummary]:
        """Those of the orders that exist, in the requested order."""

    @abstractmethod
    @read
    def get_started_orders(
        self, *, store_ids: list[UUID], since: datetime, until: datetime
    ) -> list[StartedOrder]:
        """What kitchens of these stores began to make from `since` to before `until` and did not undo."""

    @abstractmethod
    @read
    def get_bought_together(self, *, store_id: UUID) -> list[list[str]]:
        """The products of each of the store's latest completed orders, in the order of their codes."""

    @abstractmethod
    @read
    def get_orders_of_person(self, *, user_id: UUID, email: str) -> OrdersOfPerson:
        """All orders of an account, and those placed as a guest with this mailbox, which its person verified."""

    @abstractmethod
    @read
    def check_request(self, *, request: QuoteRequest) -> list[RequestProblem]:
        """The problems of a guest's request, as `POST /orders/validate` reports them, and with its errors."""

    @abstractmethod
    def quote_for_guest(self, *, customer_id: UUID, request: QuoteRequest) -> QuoteSummary:
        """Prices the request and stores the quote for this guest, as `POST /orders/price` does and with its errors."""

    @abstractmethod
    def place_for_guest(self, *, quote_id: UUID, customer_id: UUID, contact: GuestContact) -> OrderSummary:
        """Places the quote as an order that waits for its payment, as `POST /orders` does and with its errors.

        Placing the same quote again returns the same order, whatever the other arguments are.
        """

    @abstractmethod
    def cancel_for_guest(self, *, order_id: UUID, customer_id: UUID, reason: str) -> OrderSummary:
        """Cancels the order of this guest, as `POST /orders/{id}/actions/cancel` does and with its errors.

        A cancelled order stays unchanged.
        """
