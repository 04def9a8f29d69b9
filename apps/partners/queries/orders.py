"""Orders that a partner sent, as it sees them."""

from datetime import datetime
from uuid import UUID

from apps.orders.contract.service import OrdersService
from apps.orders.contract.types import OrderStatus, OrderSummary
from apps.partners.models import Partner, PartnerOrder
from apps.partners.queries.webhooks import partner_of
from apps.payments.contract.service import PaymentsService
from dominos.kernel.edge.answers import Answer
from dominos.kernel.errors import NotFound
from dominos.kernel.services import service


class PartnerOrderAnswer(Answer):
    """An order that the partner sent."""

    external_id: str
    order_id: UUID
    number: str
    """What the store calls it."""
    store_id: UUID
    status: OrderStatus
    currency: str
    total: int
    """In minor units."""
    kept: int
    """What of one that was cancelled is ours, as its kitchen had begun; the rest is the customer's. In minor units."""
    refunded: int
    """What of it we gave back after the hand-over: it is the customer's, from whom you took it. In minor units."""
    promised_from: datetime | None
    promised_to: datetime | None
    collection_code: str
    """What whoever collects it says; empty where we deliver."""

    @classmethod
    def about(cls, sent: PartnerOrder, order: OrderSummary) -> "PartnerOrderAnswer":
        """The order as the partner knows it."""
        names = cls.model_fields.keys() - {"external_id", "total", "refunded"}
        known = {name: getattr(order, name) for name in names}
        paid = service(PaymentsService).get_payment(order_id=order.order_id)
        return cls(
            external_id=sent.external_id,
            total=order.amounts.total,
            refunded=paid.refunded if paid else 0,
            **known,
        )


def must_serve(partner: Partner, store_id: UUID) -> None:
    """NotFound for a store that is none of the partner's."""
    if partner.store_ids and store_id not in partner.store_ids:
        raise NotFound("There is no such store.")


def get_sent(key_id: UUID, external_id: str) -> PartnerOrder:
    """What the partner sent under this identifier, if an order came of it. NotFound."""
    found = PartnerOrder.objects.filter(
        partner=partner_of(key_id), external_id=external_id, order_id__isnull=False
    )
    if (sent := found.first()) is None:
        raise NotFound("There is no such order.")
    return sent


def get_order(key_id: UUID, external_id: str) -> PartnerOrderAnswer:
    """The order that came of it. NotFound."""
    sent = get_sent(key_id, external_id)
    return PartnerOrderAnswer.about(sent, service(OrdersService).get_order(order_id=sent.placed))
