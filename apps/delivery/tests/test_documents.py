"""What couriers show before going on shift, and who says that it is good."""

from datetime import date, timedelta

import pytest
from django.test import Client as Browser

from apps.delivery.contract.errors import DocumentsNotValid
from apps.delivery.domain.documents import DocumentOnFile, document_issues
from apps.delivery.models import Courier, CourierDocument
from apps.delivery.tests.builders import make_store
from apps.delivery.tests.phone_double import in_thread
from apps.delivery.use_cases.shifts import start_shift
from dominos.kernel import clock
from dominos.kernel.auth import Role
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.testing.api import client, principal

TODAY = date(2026, 11, 22)
GOOD = DocumentOnFile("licence", TODAY, True)


@pytest.mark.parametrize(
    ("required", "shown", "expected"),
    [
        ((), (), {}),
        (("licence",), (), {"licence": "missing"}),
        (("licence",), (GOOD,), {}),
        (("licence",), (DocumentOnFile("licence", TODAY, False),), {"licence": "not_verified"}),
        (("licence",), (DocumentOnFile("licence", TODAY - timedelta(days=1), True),), {"licence": "expired"}),
        (("licence",), (DocumentOnFile("licence", TODAY - timedelta(days=1), True), GOOD), {}),
        ((), (DocumentOnFile("hygiene", TODAY - timedelta(days=1), True),), {"hygiene": "expired"}),
        ((), (DocumentOnFile("hygiene", TODAY, False),), {}),
        (("licence", "insurance"), (GOOD,), {"insurance": "missing"}),
    ],
)
def test_which_documents_keep_a_courier_off_shift(required, shown, expected):
    assert document_issues(required, shown, TODAY) == expected


@pytest.mark.django_db(transaction=True)
async def test_an_expired_licence_blocks_going_on_shift(phones, hire):
    courier = await in_thread(hire)(vehicle="car")
    with clock.stopped() as time:
        await CourierDocument.objects.filter(kind="licence").aupdate(expires_on=now().date())
        phone = phones(courier)
        await phone.call()
        await phone.done("shift.start")
        await phone.done("shift.end")
        time.advance(days=1)
        refused = await phone.say("shift.start")
    assert refused["problem"]["code"] == "documents-not-valid"
    assert refused["problem"]["documents"] == [{"kind": "licence", "state": "expired"}]


@pytest.mark.django_db(transaction=True)
def test_the_admin_asks_before_it_decides_what_no_action_takes_back(hire, django_user_model):
    hire(vehicle="car")
    CourierDocument.objects.update(verified_at=None, number="L-1")
    browser, url = Browser(), "/admin/delivery/courierdocument/"
    browser.force_login(django_user_model.objects.create_superuser("root@example.org"))
    chosen = {"_selected_action": [str(key) for key in CourierDocument.objects.values_list("id", flat=True)]}
    assert "decided once" in browser.post(url, {**chosen, "action": "verify"}).content.decode()
    assert not CourierDocument.objects.exclude(verified_at=None).exists(), "it is asked first"
    browser.post(url, {**chosen, "action": "verify", "confirmed": "yes"})
    assert not CourierDocument.objects.filter(verified_at=None).exists()
    assert (
        "decided once" not in browser.post(url, {**chosen, "action": "refuse"}, follow=True).content.decode()
    )


@pytest.mark.django_db(transaction=True)
def test_the_admin_chooses_a_couriers_home_among_the_stores(hire, django_user_model):
    courier, home = hire(), make_store(code="HEL-9", name="Ninth")
    browser, url = Browser(), f"/admin/delivery/courier/{courier.user_id}/change/"
    browser.force_login(django_user_model.objects.create_superuser("root@example.org"))
    empty = {f"documents-{name}_FORMS": "0" for name in ("TOTAL", "INITIAL")}
    typed = {"name": courier.name, "vehicle": courier.vehicle, "capacity": "4", **empty}
    assert browser.post(url, typed | {"home_store_id": str(new_id())}).status_code == 200, "no such store"
    assert browser.post(url, typed | {"home_store_id": str(home.store_id)}).status_code == 302
    courier.refresh_from_db()
    assert courier.home_store_id == home.store_id


@pytest.mark.django_db(transaction=True)
def test_a_manager_verifies_what_the_courier_has_filed(hire, store):
    courier = hire(vehicle="bicycle")
    Courier.objects.update(vehicle="car")
    url = f"/api/v1/couriers/{courier.user_id}"
    own = client(principal(Role.COURIER, id=courier.user_id))
    manager = client(principal(Role.STORE_MANAGER, stores=(store.store_id,)))
    ids = []
    for kind in ("licence", "insurance"):
        document = {"kind": kind, "number": "FI-12", "expires_on": (now().date() + timedelta(9)).isoformat()}
        filed = own.post(f"{url}/documents", document)
        assert filed.status_code == 201, filed.content
        ids.append(filed.json()["documents"][0]["id"])
    with pytest.raises(DocumentsNotValid):
        start_shift(courier.user_id)
    assert own.post(f"{url}/documents/{ids[0]}/actions/verify").status_code == 403
    for document_id in ids:
        for _ in range(2):
            answer = manager.post(f"{url}/documents/{document_id}/actions/verify", {"reason": "seen"})
            assert answer.status_code == 200, answer.content
    assert manager.post(f"{url}/documents/{ids[0]}/actions/refuse").status_code == 409
    assert answer.json()["document_issues"] == []
    start_shift(courier.user_id)
    assert manager.patch(url, {"vehicle": "bicycle"}).status_code == 409
    row = manager.get("/api/v1/couriers", {"status": "AVAILABLE"}).json()["results"]
    assert [one["id"] for one in row] == [str(courier.user_id)]


@pytest.mark.django_db(transaction=True)
def test_nobody_verifies_their_own_documents(hire, store):
    courier = hire()
    both = client(principal(Role.COURIER, Role.STORE_MANAGER, id=courier.user_id, stores=(store.store_id,)))
    url = f"/api/v1/couriers/{courier.user_id}/documents"
    document = {"kind": "identity", "number": "1", "expires_on": "2031-01-01"}
    filed = both.post(url, document).json()["documents"][0]
    assert both.post(f"{url}/{filed['id']}/actions/verify").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_another_vehicle_off_shift(hire, store):
    courier = hire()
    manager = client(principal(Role.STORE_MANAGER, stores=(store.store_id,)))
    answer = manager.patch(f"/api/v1/couriers/{courier.user_id}", {"vehicle": "car", "capacity": 9})
    assert (answer.json()["vehicle"], answer.json()["capacity"]) == ("car", 9)
    assert [p["state"] for p in answer.json()["document_issues"]] == ["missing", "missing"]
    staff = client(principal(Role.STORE_STAFF, stores=(store.store_id,)))
    assert staff.get("/api/v1/couriers").status_code == 403
    other = client(principal(Role.STORE_MANAGER, stores=(new_id(),)))
    assert other.get("/api/v1/couriers").json()["results"] == []
