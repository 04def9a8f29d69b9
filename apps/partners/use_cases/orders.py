"""Orders sent by partners: quoted at their prices, placed and paid by the same steps as all orders, each once."""

from uuid import UUID

from django.db.models import Q

from apps.orders.contract.quotes import GuestContact, QuoteSummary
from apps.orders.contract.service import OrdersService
from apps.orders.contract.types import OrderSummary
from apps.partners.contract.errors import OtherOrder, TotalDiffers
from apps.partners.domain.orders import SentOrder
from apps.partners.models import Partner, PartnerOrder
from apps.partners.queries.orders import PartnerOrderAnswer, get_sent, must_serve
from apps.partners.queries.webhooks import partner_of
from apps.payments.contract.service import PaymentsService
from apps.payments.contract.types import Collector, PaymentChoice
from dominos.kernel.config.secret_keys import digest, digests
from dominos.kernel.errors import DomainError, Unavailable
from dominos.kernel.ids import new_id
from dominos.kernel.services import service
from dominos.kernel.unit_of_work import unit_of_work


def place(key_id: UUID, order: SentOrder) -> PartnerOrderAnswer:
    """The resulting order; sending it again returns the same one.

    Raises NotFound, OtherOrder, TotalDiffers, and the errors of pricing, placing and paying.
    """
    partner = partner_of(key_id)
    must_serve(partner, order.store_id)
    sent = _known(partner, order)
    if sent.order_id is None:
        sent = _quoted(partner, sent, order)
        sent = _placed(sent, order)
    found: OrderSummary = service(OrdersService).get_order(order_id=sent.placed)
    if found.is_payable:
        _pay(partner, sent, found)
    return PartnerOrderAnswer.about(sent, found)


def cancel(key_id: UUID, external_id: str, reason: str) -> PartnerOrderAnswer:
    """Cancels it, as its customer could; idempotent. NotFound, IllegalTransition."""
    sent = get_sent(key_id, external_id)
    found: OrderSummary = service(OrdersService).cancel_for_guest(
        order_id=sent.placed, customer_id=sent.customer_id, reason=reason
    )
    return PartnerOrderAnswer.about(sent, found)


def _known(partner: Partner, order: SentOrder) -> PartnerOrder:
    """What was sent under the identifier, now or before; of what came to nothing another version. OtherOrder."""
    content = order.content()
    made = PartnerOrder(
        partner=partner, external_id=order.external_id, fingerprint=digest(content), customer_id=new_id()
    )
    with unit_of_work("partners"):
        PartnerOrder.objects.bulk_create([made], ignore_conflicts=True)
        sent = PartnerOrder.objects.get(partner=partner, external_id=order.external_id)
        is_open = PartnerOrder.objects.filter(id=sent.id, quote_id=None, order_id=None)
        if sent.fingerprint in digests(content):
            return sent
        if is_open.update(fingerprint=made.fingerprint):
            sent.fingerprint = made.fingerprint
            return sent
    raise _other(sent)


def _other(sent: PartnerOrder) -> OtherOrder:
    return OtherOrder(order_id=str(sent.order_id) if sent.order_id else None)


def _quoted(partner: Partner, sent: PartnerOrder, order: SentOrder) -> PartnerOrder:
    if sent.quote_id is not None:
        return sent
    quote: QuoteSummary = service(OrdersService).quote_for_guest(
        customer_id=sent.customer_id, request=order.request(partner.answer_seconds)
    )
    if (quote.amounts.total, quote.currency) != (order.total, order.currency):
        raise TotalDiffers(total=quote.amounts.total, currency=quote.currency)
    return _keep(sent, quote_id=quote.quote_id)


def _placed(sent: PartnerOrder, order: SentOrder) -> PartnerOrder:
    assert sent.quote_id is not None
    contact = GuestContact(name=order.name, phone=order.phone, email="", instructions=order.instructions)
    try:
        placed: OrderSummary = service(OrdersService).place_for_guest(
            quote_id=sent.quote_id, customer_id=sent.customer_id, contact=contact
        )
    except DomainError as refused:
        if not isinstance(refused, Unavailable):  # else it may have been placed
            _forget_quote(sent)
        raise
    return _keep(sent, order_id=placed.order_id)


def _keep(sent: PartnerOrder, **found: UUID) -> PartnerOrder:
    """Notes what it led to, unless a rival of the same content was faster: then that counts.

    OtherOrder where another content has taken the identifier meanwhile.
    """
    with unit_of_work("partners"):
        mine = PartnerOrder.objects.filter(id=sent.id, fingerprint=sent.fingerprint)
        mine.filter(Q(**dict.fromkeys(found))).update(**found)
        kept = PartnerOrder.objects.get(id=sent.id)
    if kept.fingerprint != sent.fingerprint:
        raise _other(kept)
    return kept


def _forget_quote(sent: PartnerOrder) -> None:
    """So that the same order once more is priced once more."""
    with unit_of_work("partners"):
        PartnerOrder.objects.filter(id=sent.id, quote_id=sent.quote_id, order_id=None).update(quote_id=None)


def _pay(partner: Partner, sent: PartnerOrder, order: OrderSummary) -> None:
    collector = Collector(partner_id=partner.id, commission=partner.commission)
    service(PaymentsService).pay(
        order_id=order.order_id,
        customer_id=sent.customer_id,
        choice=PaymentChoice(method="partner", collector=collector),
        client="",
        key=f"partner:{sent.id}",
    )
