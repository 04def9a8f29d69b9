"""Orders of a marketplace that come at once under one identifier, with orders answered in memory."""

from dataclasses import dataclass, replace

import pytest

from apps.menu.contract.types import LineRequest
from apps.orders.contract.fake import FakeOrdersService
from apps.orders.contract.service import OrdersService
from apps.partners.contract.errors import OtherOrder
from apps.partners.domain.orders import SentLine, SentOrder
from apps.partners.models import Partner, PartnerOrder
from apps.partners.use_cases import keys
from apps.partners.use_cases.orders import place
from apps.payments.contract.fake import FakePaymentsService
from apps.payments.contract.service import PaymentsService
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


@dataclass(slots=True)
class Overtaken(FakeOrdersService):
    """While the first order is priced, another one comes under its identifier."""

    key_id: object = None

    def quote_for_guest(self, *, customer_id, request):
        if not self.requests:
            self.requests.append(request)
            place(self.key_id, replace(SENT, name="Second"))
        return FakeOrdersService.quote_for_guest(self, customer_id=customer_id, request=request)


def test_an_identifier_stands_for_the_order_that_took_it():
    made, _ = keys.make_key(Partner.objects.create(name="Eats"), "orders", ["orders:place"], 600, by=None)
    orders = Overtaken(key_id=made.id)
    with preserved():
        provide(OrdersService, orders)
        provide(PaymentsService, FakePaymentsService())
        with pytest.raises(OtherOrder):
            place(made.id, SENT)
    assert [contact.name for contact in orders.contacts] == ["Second"]
    assert PartnerOrder.objects.get().order_id in orders.orders
