"""Events as other apps publish them, and the people they are about."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from apps.notifications.models import Notification, Outgoing
from apps.notifications.sending.channels.mail import html_of
from apps.notifications.sending.queue import posting_of
from apps.orders.contract.events import OrderAdvanced, OrderPlaced
from apps.orders.contract.fake import FakeOrdersService, an_order
from apps.orders.contract.types import EndCause, OrderLine, OrderStatus, OrderSummary
from apps.payments.contract.fake import FakePaymentsService
from apps.payments.contract.types import PaymentStatus, PaymentSummary
from apps.stores.contract.types import ServiceMethod
from apps.users.contract.fake import FakeUsersService
from apps.users.contract.types import Person
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.messaging.inbox import receive
from dominos.kernel.messaging.messages import Envelope, Message, envelope_of

LINE = OrderLine(
    number=1,
    product="S_PIZZA",
    name="Margherita <b>",
    description="large",
    quantity=2,
    unit_price=1399,
    total=2798,
)

FACTS = {
    "promised_from": datetime(2026, 12, 4, 16, 0, tzinfo=UTC),
    "promised_to": datetime(2026, 12, 4, 16, 15, tzinfo=UTC),
    "timezone": "Europe/Helsinki",
    "store_name": "Punavuori",
    "store_phone": "+358 9 123",
    "tracking_token": "signed:link",
    "contact_email": "eve@example.org",
    "contact_name": "Win at //evil.example",
}
"""What orders know of themselves for a mail."""


class Customers:
    """Makes people known to the users service."""

    def __init__(self):
        self.service = FakeUsersService()

    def add(self, **changes) -> Person:
        fields = {
            "id": new_id(),
            "email": "ada@example.com",
            "name": "Ada",
            "phone": "",
            "locale": "en",
            "is_verified": True,
        }
        person = Person(**{**fields, **changes})
        self.service.add(person)
        return person

    def proof(self, secret: str) -> UUID:
        """The id of a mail's row whose secret is this one."""
        proof_id = new_id()
        self.service.secrets[proof_id] = secret
        return proof_id


class Orders(FakeOrdersService):
    """The orders people made."""

    def of(self, customer_id) -> OrderSummary:
        return self.add(an_order(customer_id=customer_id, number="2026-01-01#7"))


class Payments(FakePaymentsService):
    """Whatever was ordered is paid, and has an invoice."""

    def get_payment(self, *, order_id: UUID) -> PaymentSummary:
        return PaymentSummary(
            payment_id=new_id(),
            order_id=order_id,
            status=PaymentStatus.CAPTURED,
            method="card",
            currency="EUR",
            authorized=2798,
            captured=2798,
            refunded=0,
            invoice_path="/i/B-1.pdf",
        )


def envelope_for(event: Message) -> Envelope:
    """The event as its app published it."""
    return envelope_of(event, producer=event.type.split(".")[0], subject=new_id(), sequence=0)


def deliver(event: Message, times: int = 1) -> None:
    """The event arrives, perhaps more than once."""
    envelope = envelope_for(event)
    for _ in range(times):
        receive("notifications", envelope)


def build_placed(customer_id, **changes) -> OrderPlaced:
    fields = {
        "order_id": new_id(),
        "number": "2026-01-01#7",
        "store_id": new_id(),
        "business_date": date(2026, 1, 1),
        "customer_id": customer_id,
        "service": ServiceMethod.DELIVERY,
        "currency": "EUR",
        "total": 2798,
        "lines": (LINE,),
        "promised_from": now() + timedelta(minutes=21),
        "promised_to": now() + timedelta(minutes=31),
        "placed_at": now(),
    }
    return OrderPlaced(**{**fields, **changes})


def build_advanced(
    order: OrderPlaced, status: OrderStatus, reason: str = "", cause: EndCause | None = None
) -> OrderAdvanced:
    return OrderAdvanced(
        order_id=order.order_id,
        number=order.number,
        store_id=order.store_id,
        business_date=order.business_date,
        customer_id=order.customer_id,
        service=order.service,
        previous=OrderStatus.PLACED,
        status=status,
        currency=order.currency,
        total=order.total,
        promised_from=order.promised_from,
        promised_to=order.promised_to,
        reason=reason,
        at=now(),
        cause=cause,
    )


def html(mail):
    """The page that a mail has beside its text."""
    return html_of(posting_of(mail))


def mails():
    """What waits to be mailed, or was."""
    return Outgoing.objects.filter(channel="mail")


def told():
    """The kinds of what people were told, in order."""
    return [row.kind for row in Notification.objects.order_by("id")]


def mailed():
    """The kinds of what was mailed, in order."""
    return [row.kind for row in mails().order_by("id")]
