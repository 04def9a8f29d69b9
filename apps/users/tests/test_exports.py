"""What a person gets of all that is known of them, who else does not, and what it says in their script."""

import json
from base64 import b64decode
from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZipFile

import pypdfium2
import pytest
from django.core.management import call_command

from apps.notifications.contract.fake import FakeNotificationsService
from apps.users.models import DataExport
from apps.users.tests.builders import PASSWORD, make_person
from apps.users.tests.mails import asked_for
from apps.users.tests.stored_columns import raw
from apps.users.use_cases import exports
from apps.users.use_cases.export_pdf import draw
from dominos.kernel import clock
from dominos.kernel.audit.sealing import entries
from dominos.kernel.auth import Role
from dominos.kernel.errors import Unavailable
from dominos.kernel.ids import new_id
from dominos.kernel.services.people import PersonalRow
from dominos.kernel.testing.api import client, principal

pytestmark = pytest.mark.django_db(transaction=True)


def of(person):
    api = client(principal(Role.CUSTOMER, id=person.id))

    def post(path="", password=PASSWORD):
        return api.post(f"/api/v1/users/me/exports{path}", {"password": password})

    return api, post


def test_a_person_gets_what_is_known_for_their_password_and_nobody_else_does():
    person, other = make_person(), make_person()
    api, post = of(person)
    assert post(password="wrong").status_code == 422
    asked = post()
    assert asked.status_code == 202
    assert asked_for("users.export_made") == [{"user_id": str(person.id)}]
    (row,) = api.get("/api/v1/users/me/exports").data
    assert (row["id"], row["progress"]) == (asked.data["id"], 100)
    file = f"/{row['id']}/file"
    assert post(file, "wrong").status_code == 422
    assert of(other)[1](file).status_code == 404
    answer = post(file)
    assert answer.headers["Cache-Control"] == "no-store"
    told = ZipFile(BytesIO(answer.content)).read("data.json").decode()
    assert person.email in told and person.password not in told and other.email not in told
    assert json.loads(told)["person"] == str(person.id)
    assert bytes(DataExport.objects.get().content) == answer.content
    assert b"data.json" not in b64decode(raw("users_dataexport", "content", row["id"])), "it lies sealed"
    kinds = [each.kind for each in entries("users").filter(about=f"users.user:{person.id}").order_by("id")]
    assert kinds[-3:] == ["users.export_asked", "users.export_made", "users.export_fetched"]
    with clock.stopped() as time:
        time.advance(days=8)
        assert post(file).status_code == 404


def test_three_a_day_are_made_and_one_at_a_time(monkeypatch):
    person = make_person()
    _, post = of(person)

    def is_down(**_):
        raise Unavailable("away")

    with monkeypatch.context() as patched:
        patched.setattr(FakeNotificationsService, "export_person", is_down)
        patched.setattr(exports, "HOLDERS", (*exports.HOLDERS[:1], FakeNotificationsService()), raising=True)
        first = post()
        assert (first.data["made_at"], first.data["progress"]) == (None, 49)
        assert post().data["id"] == first.data["id"], "one at a time"
    assert exports.make_due() == 0, "not before its lease is over"
    with clock.stopped() as time:
        time.advance(minutes=6)
        assert exports.make_due() == 1
    assert [post().status_code for _ in range(3)] == [202, 202, 429]


def test_staff_ask_for_a_person_who_alone_gets_it():
    person, staff = make_person(), new_id()
    call_command("privacy", "export", str(person.id), "--by", str(staff))
    assert entries("users").get(kind="users.export_asked").actor_id == staff
    assert asked_for("users.export_made") == [{"user_id": str(person.id)}]


def test_the_paper_writes_every_script_and_leaves_identifiers_out():
    words = {
        "name": "王小明",
        "city": "สมชาย",
        "note": "דוד",
        "lines": [{"text": "Łódź"}],
        "id": str(new_id()),
    }
    rows = [PersonalRow(table="orders.order", title="order", values=words)] * 250
    pages = pypdfium2.PdfDocument(draw("محمد علي", "fi", datetime(2026, 1, 1, tzinfo=UTC), rows))
    text = pages[0].get_textpage().get_text_range()
    assert all(word in text or word[::-1] in text for word in ("王小明", "สมชาย", "דוד", "Łódź"))
    assert set("محمدعلي") <= set(text) and words["id"] not in text
    assert "Mitä tilasit" in text and "Kaupunki" in text, "as its reader speaks"
