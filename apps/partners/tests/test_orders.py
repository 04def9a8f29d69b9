"""Orders of a marketplace, placed and paid in memory: two under one identifier, and what is given back."""

from dataclasses import dataclass, replace

import pytest

from apps.menu.contract.types import LineRequest
from apps.orders.contract.fake import FakeOrdersService
from apps.orders.contract.service import OrdersService
from apps.partners.contract.errors import OtherOrder
from apps.partners.domain.events import WebhookEvent
from apps.partners.domain.orders import SentLine, SentOrder
from apps.partners.models import Partner, PartnerOrder, Webhook
from apps.partners.queries.orders import get_order
from apps.partners.queries.webhooks import listening
from apps.partners.use_cases import keys
from apps.partners.use_cases.orders import place
from apps.payments.contract.fake import FakePaymentsService
from apps.payments.contract.service import PaymentsService
from apps.payments.contract.types import PaymentStatus, PaymentSummary
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.ids import new_id
from dominos.kernel.services import provide
from dominos.kernel.services.registry import preserved

pytestmark = pytest.mark.django_db
SENT = SentOrder(
    external_id="eats-1",
    store_id=new_id(),
    service=ServiceMethod.CARRYOUT,
    lines=(SentLine(item=LineRequest(variant="14HT"), total=3766),),
    currency="EUR",
    total=3766,
    name="First",
)


PAID = PaymentSummary(
    payment_id=new_id(),
    order_id=new_id(),
    status=PaymentStatus.PARTIALLY_REFUNDED,
    method="partner",
    currency="EUR",
    authorized=3766,
    captured=3766,
    refunded=500,
)


@dataclass(slots=True)
class Overtaken(FakeOrdersService):
    """While the first order is priced, another one comes under its identifier."""

    key_id: object = None

    def quote_for_guest(self, *, customer_id, request):
        if not self.requests:
            self.requests.append(request)
            place(self.key_id, replace(SENT, name="Second"))
        return FakeOrdersService.quote_for_guest(self, customer_id=customer_id, request=request)


@pytest.fixture
def key():
    partner = Partner.objects.create(name="Eats")
    return keys.make_key(partner, "orders", ["orders:place"], 600, by=None)[0].id


@pytest.fixture
def payments():
    with preserved():
        fake = FakePaymentsService()
        provide(PaymentsService, fake)
        yield fake


def test_an_identifier_stands_for_the_order_that_took_it(key, payments):
    orders = Overtaken(key_id=key)
    provide(OrdersService, orders)
    with pytest.raises(OtherOrder):
        place(key, SENT)
    assert [contact.name for contact in orders.contacts] == ["Second"]
    assert PartnerOrder.objects.get().order_id in orders.orders


def test_a_partner_reads_what_of_an_order_is_its_customers(key, payments):
    orders = FakeOrdersService()
    provide(OrdersService, orders)
    sent = place(key, SENT)
    assert (sent.total, sent.kept, sent.refunded) == (3766, 0, 0)
    orders.add(replace(orders.orders[sent.order_id], kept=1500))
    payments.payments[sent.order_id] = PAID
    found = get_order(key, SENT.external_id)
    assert (found.kept, found.refunded) == (1500, 500)


def test_a_partner_goes_on_hearing_of_its_orders_at_a_store_that_it_sells_for_no_more(key):
    partner = Partner.objects.get()
    webhook = Webhook.objects.create(partner=partner, url="https://eats.example/", events=["order.advanced"])
    Partner.objects.update(store_ids=[new_id()])
    event, elsewhere = WebhookEvent.ORDER_ADVANCED, {new_id()}
    assert (listening(event, elsewhere, partner.id), listening(event, elsewhere)) == ([webhook], [])
