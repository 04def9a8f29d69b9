"""What callers may rely on, of each app's fake, of the app in this process, and of it over the wire: one suite.

About what nobody knows all three say the same; about the demo city, the app says over the wire what it says here, and
its fake what it says of the same rows.
"""

from contextlib import contextmanager
from datetime import UTC, date, datetime

import pytest

from apps.delivery.contract.fake import FakeDeliveryService
from apps.delivery.contract.service import DeliveryService
from apps.geo.contract.fake import FakeGeoService
from apps.geo.contract.service import GeoService
from apps.geo.contract.types import Point
from apps.menu.contract.fake import FakeMenuService
from apps.menu.contract.service import MenuService
from apps.orders.contract.fake import FakeOrdersService
from apps.orders.contract.people import OrdersOfPerson
from apps.orders.contract.quotes import GuestContact
from apps.orders.contract.service import OrdersService
from apps.payments.contract.fake import FakePaymentsService
from apps.payments.contract.service import PaymentsService
from apps.reviews.contract.fake import FakeReviews
from apps.reviews.contract.service import ReviewsService
from apps.stores.contract.fake import FakeStoresService
from apps.stores.contract.service import StoresService
from apps.stores.contract.types import ServiceMethod
from apps.users.contract.fake import FakeUsersService
from apps.users.contract.service import UsersService
from dominos.kernel.errors import DomainError, NotFound
from dominos.kernel.ids import new_id
from dominos.kernel.services import service
from dominos.kernel.services.people import PersonalPage
from dominos.kernel.services.registry import forced_transport, preserved, provide
from dominos.kernel.testing.transports import Loopback

ID, AT, DAY, DELIVERY = (
    new_id(),
    datetime(2026, 5, 1, 12, tzinfo=UTC),
    date(2026, 5, 1),
    ServiceMethod.DELIVERY,
)
FAKES = {
    DeliveryService: FakeDeliveryService,
    GeoService: FakeGeoService,
    MenuService: lambda: FakeMenuService(unknown={ID}),
    OrdersService: FakeOrdersService,
    PaymentsService: FakePaymentsService,
    ReviewsService: FakeReviews,
    StoresService: FakeStoresService,
    UsersService: FakeUsersService,
}
OF_NOBODY = {"people": [ID], "orders": [ID]}
CONTACT = GuestContact(name="Aino", phone="", email="")
UNKNOWN = [
    (DeliveryService, "get_tracking", {"order_id": ID}, None),
    (DeliveryService, "get_fleet", {"store_id": ID}, NotFound),
    (DeliveryService, "export_person", OF_NOBODY, PersonalPage(rows=[])),
    (GeoService, "nearest_stores", {"point": Point(lat=0.0, lon=0.0)}, ()),
    (MenuService, "get_document", {"store_id": ID}, NotFound),
    (OrdersService, "get_order", {"order_id": ID}, NotFound),
    (OrdersService, "get_tracked_order", {"token": "forged"}, NotFound),
    (OrdersService, "get_orders", {"order_ids": [ID]}, []),
    (
        OrdersService,
        "get_orders_of_person",
        {"user_id": ID, "email": ""},
        OrdersOfPerson(person_ids=[ID], order_ids=[]),
    ),
    (
        OrdersService,
        "place_for_guest",
        {"quote_id": ID, "customer_id": ID, "contact": CONTACT},
        NotFound,
    ),
    (OrdersService, "cancel_for_guest", {"order_id": ID, "customer_id": ID, "reason": ""}, NotFound),
    (OrdersService, "export_person", OF_NOBODY, PersonalPage(rows=[])),
    (PaymentsService, "get_payment", {"order_id": ID}, None),
    (PaymentsService, "list_paid", {"order_ids": [ID]}, []),
    (PaymentsService, "get_credit_letter", {"account_id": ID}, NotFound),
    (PaymentsService, "get_partner_balances", {"partner_id": ID}, []),
    (PaymentsService, "get_gateway", {}, "embedded"),
    (PaymentsService, "export_person", OF_NOBODY, PersonalPage(rows=[])),
    (ReviewsService, "get_ratings", {"store_ids": [ID]}, []),
    (ReviewsService, "export_person", OF_NOBODY, PersonalPage(rows=[])),
    (StoresService, "get_store", {"store_id": ID}, NotFound),
    (StoresService, "get_stores", {"store_ids": [ID]}, []),
    (StoresService, "list_hours", {"store_id": ID}, NotFound),
    (StoresService, "get_opening", {"store_id": ID, "service": DELIVERY, "at": AT}, NotFound),
    (StoresService, "list_slots", {"store_id": ID, "service": DELIVERY, "date": DAY, "at": AT}, NotFound),
    (StoresService, "get_slot", {"store_id": ID, "service": DELIVERY, "start": AT, "at": AT}, NotFound),
    (UsersService, "get_person", {"user_id": ID}, NotFound),
    (UsersService, "get_stores", {"user_id": ID}, NotFound),
    (UsersService, "get_address", {"user_id": ID, "address_id": ID}, NotFound),
    (UsersService, "get_mailbox_to_forget", {"user_id": ID}, NotFound),
    (UsersService, "get_secret", {"proof_id": ID}, NotFound),
    (UsersService, "get_phone_code", {"proof_id": ID}, NotFound),
    (UsersService, "is_phone_proved", {"owner_id": ID, "phone": "+358401234567"}, False),
    (UsersService, "get_admin_entrant", {"session": "forged"}, None),
]
"""Questions about what nobody knows, and the answer or the refusal."""


@contextmanager
def answering(contract, way):
    """The contract's answers: of its fake, of the app here, or of the app through the whole wire format."""
    with preserved():
        if way == "fake":
            provide(contract, FAKES[contract]())
        if way == "wire":
            with forced_transport(Loopback()):
                yield service(contract)
        else:
            yield service(contract)


def outcome(answering_service, method, arguments):
    """What is answered, or the kind of refusal."""
    try:
        return getattr(answering_service, method)(**arguments)
    except DomainError as refused:
        return type(refused)


@pytest.mark.django_db
@pytest.mark.parametrize("way", ["fake", "local", "wire"])
def test_nobody_knows_what_there_is_not(way):
    found = []
    for contract, method, arguments, expected in UNKNOWN:
        with answering(contract, way) as asked:
            if (told := outcome(asked, method, arguments)) != expected:
                found.append(f"{contract.name}.{method}: {told!r}, not {expected!r}")
    assert not found, "\n".join(found)


def test_the_city_is_the_same_here_over_the_wire_and_in_fakes(city):
    stores = service(StoresService).list_stores()
    ids, at = [store.id for store in stores], Point(lat=60.1679, lon=24.93255)
    asked = [
        (StoresService, "list_stores", {}),
        (StoresService, "get_stores", {"store_ids": ids}),
        (StoresService, "get_store", {"store_id": ids[0]}),
        (StoresService, "list_hours", {"store_id": ids[0]}),
        (StoresService, "get_opening", {"store_id": ids[0], "service": DELIVERY, "at": AT}),
        (MenuService, "get_document", {"store_id": ids[0]}),
        (GeoService, "locate", {"point": at, "service": DELIVERY}),
        (GeoService, "nearest_stores", {"point": at}),
        (GeoService, "reverse", {"point": at}),
        (DeliveryService, "get_fleet", {"store_id": ids[0]}),
        (ReviewsService, "get_ratings", {"store_ids": ids}),
    ]
    told = {}
    for way in ("local", "wire"):
        for contract, method, arguments in asked:
            with answering(contract, way) as answers:
                told[way, method] = outcome(answers, method, arguments)
    for _, method, _ in asked:
        assert told["local", method] == told["wire", method], method
    fake = FakeStoresService(stores)
    assert [fake.list_stores(), fake.get_stores(store_ids=ids[::-1])] == [stores, stores[::-1]]
