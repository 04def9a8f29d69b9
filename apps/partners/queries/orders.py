"""Orders that a partner sent, for the partner."""

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
    """The store's order number."""
    store_id: UUID
    status: OrderStatus
    currency: str
    total: int
    """In minor units."""
    kept: int
    """What we keep of a cancelled order whose kitchen had begun, in minor units; the rest is refunded to the
    customer.
    """
    refunded: int
    """What we refunded after the hand-over, in minor units; the partner has to return it to the customer."""
    promised_from: datetime | None
    promised_to: datetime | None
    collection_code: str
    """The code for collecting it; empty if we deliver."""

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
    """Raises NotFound for a store outside the partner's."""
    if partner.store_ids and store_id not in partner.store_ids:
        raise NotFound("There is no such store.")


def get_sent(key_id: UUID, external_id: str) -> PartnerOrder:
    """The order that the partner sent under this identifier, if it was placed. NotFound."""
    found = PartnerOrder.objects.filter(
        partner=partner_of(key_id), external_id=external_id, order_id__isnull=False
    )
    if (sent := found.first()) is None:
        raise NotFound("There is no such order.")
    return sent


def get_order(key_id: UUID, external_id: str) -> PartnerOrderAnswer:
    """The resulting order. NotFound."""
    sent = get_sent(key_id, external_id)
    return PartnerOrderAnswer.about(sent, service(OrdersService).get_order(order_id=sent.placed))
