"""The photo that proves a contactless drop: what is kept of it, and who sees it."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from apps.delivery.contract.errors import PhotoMissing
from apps.delivery.domain.proofs import pin_of
from apps.delivery.models import Delivery, DeliveryPhoto, Offer
from apps.delivery.tasks import purge
from apps.delivery.tests.builders import DOOR, STORE, picture, published, release
from apps.delivery.tests.phone_double import in_thread
from apps.delivery.use_cases import delivery_steps
from apps.delivery.use_cases.offers import accept_offer
from apps.orders.contract.fake import FakeOrdersService, an_order
from apps.orders.contract.service import OrdersService
from dominos.kernel import clock
from dominos.kernel import photos as photo_files
from dominos.kernel.auth import Role
from dominos.kernel.ids import new_id
from dominos.kernel.photos import NotAPhoto
from dominos.kernel.testing.api import client, principal

SECRET_PLACE = "60.1699N"


def with_place():
    exif = Image.Exif()
    exif[0x010E] = SECRET_PLACE
    exif[0x0112] = 6  # lies on its side
    return picture(exif=exif)


def test_only_the_pixels_are_kept():
    photo = photo_files.cleaned(with_place())
    assert SECRET_PLACE.encode() in with_place()
    assert SECRET_PLACE.encode() not in photo.data
    kept = Image.open(BytesIO(photo.data))
    assert (kept.format, kept.size, dict(kept.getexif())) == ("JPEG", (48, 64), {})


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_large_photo_is_made_smaller(kind):
    photo = photo_files.cleaned(picture(kind, (3000, 1500)))
    assert (photo.width, photo.height) == (1600, 800)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a" + b"0" * 50,
        picture()[:200],
        picture("GIF"),
        picture() + b"0" * photo_files.MAX_BYTES,
    ],
    ids=["empty", "svg", "not a gif", "cut", "gif", "too many bytes"],
)
def test_what_is_no_photo_is_refused(data):
    with pytest.raises(NotAPhoto):
        photo_files.cleaned(data)


def test_a_photo_of_too_many_pixels_is_refused():
    with pytest.raises(NotAPhoto):
        photo_files.cleaned(picture("PNG", (6000, 5000), compress_level=9))


@pytest.fixture
def orders(stand_in):
    return stand_in(OrdersService, FakeOrdersService())


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def dropping(on_shift, order, media, transactional_db):
    """A courier at the door of somebody who asked to have it left there."""

    def dropping(**fields):
        courier = on_shift()
        order_id = order(ready_in=0, **{"contactless": True} | fields)
        accept_offer(courier.user_id, Offer.objects.get().run)
        release(order_id)
        delivery = Delivery.objects.get()
        delivery_steps.pick_up(courier.user_id, delivery.id)
        delivery_steps.arrive(courier.user_id, delivery.id)
        return delivery

    return dropping


def put(delivery, data, courier_id=None):
    api = client(principal(Role.COURIER, id=courier_id or delivery.courier_id))
    file = SimpleUploadedFile("door.jpg", data, "image/jpeg")
    return api.put(f"/api/v1/deliveries/{delivery.id}/photo", {"photo": file}, format="multipart")


@pytest.mark.django_db(transaction=True)
async def test_a_contactless_drop(phones, hire, order, media):
    courier = await in_thread(hire)()
    phone = phones(courier)
    await phone.call()
    await phone.done("shift.start")
    await phone.stands_at(STORE)
    order_id = await in_thread(order)(contactless=True)
    offer = (await phone.hears("offer"))["offer"]
    await phone.done("offer.accept", offer=offer["offer"])
    await in_thread(release)(order_id)
    delivery = await Delivery.objects.aget()
    for type in ("delivery.pick_up", "delivery.arrive"):
        await phone.done(type, delivery=str(delivery.id))
    await phone.stands_at(DOOR)
    refused = await phone.say("delivery.hand_over", delivery=str(delivery.id))
    assert refused["problem"]["code"] == "photo-missing"
    delivery = await Delivery.objects.aget()
    assert (await in_thread(put)(delivery, picture())).status_code == 204
    [stop] = (await phones(courier).call())["run"]  # on another device
    assert stop["has_photo"]
    both = await phone.say(
        "delivery.hand_over", delivery=str(delivery.id), pin=pin_of(order_id, settings.SECRET_KEY)
    )
    assert both["problem"]["code"] == "pin-not-asked"
    await phone.done("delivery.hand_over", delivery=str(delivery.id))
    assert (await Delivery.objects.aget()).proof == "photo"
    assert (await in_thread(published)(order_id))[-1] == "order_delivered"


@pytest.mark.django_db(transaction=True)
def test_a_photo_is_no_proof_where_the_pin_is(dropping):
    answer = put(dropping(contactless=False), picture())
    assert (answer.status_code, answer.json()["code"]) == (422, "photo-not-asked")
    assert not DeliveryPhoto.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_photo_is_taken_at_the_door_by_the_courier_who_stands_there(dropping):
    delivery = dropping()
    assert put(delivery, picture(), new_id()).status_code == 404
    assert put(delivery, b"nonsense").json()["code"] == "not-a-photo"
    heic = put(delivery, b"\x00\x00\x00\x18ftypheic" + bytes(64)).json()
    assert (heic["code"], "JPEG, PNG or WebP" in heic["detail"], "HEIC" in heic["detail"]) == (
        "not-a-photo",
        True,
        True,
    )
    Delivery.objects.update(status="PICKED_UP")
    assert put(delivery, picture()).status_code == 409
    with pytest.raises(PhotoMissing):
        Delivery.objects.update(status="ARRIVED")
        delivery_steps.hand_over(delivery.courier_id, delivery.id, None)


@pytest.mark.django_db(transaction=True)
def test_the_customer_the_store_and_support_see_the_photo_and_nobody_else(dropping, orders):
    delivery = dropping()
    customer = new_id()
    orders.add(an_order(order_id=delivery.order_id, customer_id=customer))
    assert put(delivery, with_place()).status_code == 204
    url = f"/api/v1/orders/{delivery.order_id}/drop-photo"
    here = (delivery.store_id,)
    seen_by = {
        principal(Role.CUSTOMER, id=customer): 200,
        principal(Role.STORE_MANAGER, stores=here): 200,
        principal(Role.SUPPORT): 200,
        principal(Role.CUSTOMER): 404,
        principal(Role.STORE_MANAGER, stores=(new_id(),)): 404,
        principal(Role.GUEST, id=customer): 200,
        principal(Role.GUEST): 404,
        principal(Role.STORE_STAFF, stores=here): 200,
        principal(Role.STORE_STAFF, stores=(new_id(),)): 404,
        principal(Role.COURIER, id=delivery.courier_id): 403,
    }
    for who, status in seen_by.items():
        answer = client(who).get(url)
        assert answer.status_code == status, who
        if status == 200:
            assert answer["Content-Type"] == "image/jpeg"
            assert answer["Cache-Control"] == "private, no-store"
            assert SECRET_PLACE.encode() not in answer.content
    assert client().get(url).status_code == 401


@pytest.mark.django_db(transaction=True)
def test_the_holder_of_the_orders_link_sees_the_photo_and_of_no_other(dropping, orders):
    delivery = dropping()
    for token, order_id in (("its", delivery.order_id), ("another", new_id())):
        orders.add(an_order(order_id=order_id))
        orders.links[token] = order_id
    url = "/api/v1/track/{}/drop-photo"
    assert client().get(url.format("its")).status_code == 404, "no photo yet"
    put(delivery, with_place())
    answer = client().get(url.format("its"))
    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")
    assert SECRET_PLACE.encode() not in answer.content
    for token in ("another", "forged", str(delivery.order_id)):
        for who in (None, principal(Role.CUSTOMER), principal(Role.COURIER, id=delivery.courier_id)):
            assert client(who).get(url.format(token)).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_another_photo_replaces_the_first_and_both_leave_in_the_end(dropping):
    with clock.stopped() as time:
        delivery = dropping()
        put(delivery, picture())
        first = DeliveryPhoto.objects.get().name
        put(delivery, picture(size=(32, 32)))
        second = DeliveryPhoto.objects.get()
        assert not default_storage.exists(first)
        assert (second.width, default_storage.exists(second.name)) == (32, True)
        purge()
        assert DeliveryPhoto.objects.exists()
        time.advance(seconds=timedelta(days=31).total_seconds())
        purge()
    assert not DeliveryPhoto.objects.exists()
    assert not default_storage.exists(second.name)
