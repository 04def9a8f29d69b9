"""The telephones of a delivery's two sides, which their own apps know: delivery keeps none of them."""

from dataclasses import dataclass, field
from uuid import UUID

import structlog
from django.conf import settings

from apps.delivery.domain.conversations import Side
from apps.delivery.models import Delivery
from apps.orders.contract.service import OrdersService
from apps.orders.contract.types import OrderSummary
from apps.users.contract.service import UsersService
from dominos.kernel.contact import dialled, is_ordinary
from dominos.kernel.errors import NotFound, Unavailable
from dominos.kernel.services import service
from dominos.kernel.texts.languages import SOURCE

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Parties:
    """Telephones (E.164), "" where none is known, and the language of the order."""

    customer: str = field(repr=False)
    courier: str = field(repr=False)
    locale: str

    @property
    def are_known(self) -> bool:
        """Whether both can be called, by different telephones of their own that cost what a call costs."""
        both = {self.customer, self.courier}
        return len(both) == 2 and all(
            phone not in settings.CALL_NUMBERS and is_ordinary(phone) for phone in both
        )

    def phone_of(self, side: Side) -> str:
        return self.customer if side is Side.CUSTOMER else self.courier


NOBODY = Parties("", "", SOURCE)


def parties_of(delivery: Delivery, order: OrderSummary | None = None) -> Parties:
    """Who can be called about the delivery; its order is asked for where it is not given. Unavailable."""
    if delivery.courier_id is None:
        return NOBODY
    try:
        order = order or service(OrdersService).get_order(order_id=delivery.order_id)
    except NotFound:
        return NOBODY
    return Parties(
        _customer(order),
        dialled(_phone_of(delivery.courier_id), order.store_phone),
        order.locale or SOURCE,
    )


def can_call(delivery: Delivery, order: OrderSummary | None = None) -> bool:
    """Whether both sides have a telephone; not while another app does not answer."""
    try:
        return parties_of(delivery, order).are_known
    except Unavailable as error:
        log.warning("a conversation without calls", error=error.code)
        return False


def _customer(order: OrderSummary) -> str:
    typed = order.contact_phone or ("" if order.is_guest else _phone_of(order.customer_id))
    return dialled(typed, order.store_phone)


def _phone_of(user_id: UUID) -> str:
    try:
        phone: str = service(UsersService).get_person(user_id=user_id).phone
    except NotFound:
        return ""
    return phone
