"""A placed and paid order in version 2 of the API, where each amount has its currency."""

from datetime import datetime
from uuid import UUID

from apps.orders.contract.types import OrderStatus
from apps.orders.queries.orders import PlacedOrderAnswer
from apps.orders.queries.payment_outcomes import OrderPaymentAnswer
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.edge.answers import Answer


class MoneyAnswer(Answer):
    """An amount of money."""

    amount: int
    """In minor units: 1250 of EUR is 12.50."""
    currency: str
    """ISO 4217."""


class PaidAmountsAnswer(Answer):
    """food - discount + delivery_fee + small_order_fee + deposit + tax_added + tip + rounding = total."""

    food: MoneyAnswer
    discount: MoneyAnswer
    delivery_fee: MoneyAnswer
    small_order_fee: MoneyAnswer
    deposit: MoneyAnswer
    tax_added: MoneyAnswer
    tip: MoneyAnswer
    rounding: MoneyAnswer
    total: MoneyAnswer


class PaidOrderAnswer(Answer):
    """An order just placed, with the outcome of its payment; `GET /api/v1/orders/{id}` has the rest."""

    id: UUID
    number: str
    store_id: UUID
    service: ServiceMethod
    status: OrderStatus
    promised_from: datetime
    promised_to: datetime
    amounts: PaidAmountsAnswer
    payment: OrderPaymentAnswer
    tracking_token: str
    collection_code: str


def paid_order(placed: PlacedOrderAnswer) -> PaidOrderAnswer:
    """Converts the response of version 1 to version 2."""
    told = {name: getattr(placed, name) for name in PaidOrderAnswer.model_fields if name != "amounts"}
    amounts = {
        name: MoneyAnswer(amount=getattr(placed.amounts, name), currency=placed.currency)
        for name in PaidAmountsAnswer.model_fields
    }
    return PaidOrderAnswer(**told, amounts=PaidAmountsAnswer(**amounts))
