"""What the log says of signing in, of rights, and of what staff look at and change."""

import json

import pytest
from django.test import Client

from apps.users.models import Address
from apps.users.tests.builders import PASSWORD, make_person
from apps.users.use_cases import people, recovery, sessions
from dominos.kernel.audit.sealing import entries
from dominos.kernel.auth import Role
from dominos.kernel.errors import DomainError
from dominos.kernel.ids import new_id

pytestmark = pytest.mark.django_db(transaction=True)


def told(kind, app="users"):
    return list(entries(app).filter(kind=f"{app}.{kind}").order_by("id"))


def test_signing_in_failing_to_and_being_signed_out_are_told_without_any_address():
    person = make_person()
    with pytest.raises(DomainError):
        sessions.sign_in(email=person.email, password="wrong")
    with pytest.raises(DomainError):
        sessions.sign_in(email="nobody@example.com", password="wrong")
    pair = sessions.sign_in(email=person.email, password=PASSWORD)
    sessions.sign_out(refresh=pair.refresh)
    known, unknown = told("sign_in_failed")
    assert (known.about, unknown.about) == (f"users.user:{person.id}", "")
    (began,), (ended,) = told("signed_in"), told("session_ended")
    assert began.actor_id == person.id and began.details == ended.details
    assert "@" not in json.dumps([list(entry) for entry in entries("users").values_list("about", "details")])


def test_a_password_a_role_and_a_store_that_change_are_told():
    person = make_person(Role.CUSTOMER, Role.SUPPORT)
    people.grant_store(person.id, store := new_id(), manager=True)
    person.grants.filter(role=Role.SUPPORT).delete()
    recovery.change_password(person.id, None, current_password=PASSWORD, password="another horse battery")
    given = [entry.details for entry in told("right_given")]
    assert given == [
        {"role": "support"},
        {"permission": "manage", "on": str(store)},
        {"role": "store_manager"},
    ]
    assert [entry.details for entry in told("right_taken")] == [{"role": "support"}]
    assert [entry.about for entry in told("password_changed")] == [f"users.user:{person.id}"]


def test_what_staff_look_at_and_change_is_told_and_texts_about_people_are_not_written_down():
    admin, person = make_person(Role.ADMIN), make_person()
    Address.objects.create(user=person, street="Bulevardi", house_number="7", lat=60, lon=24)
    browser = Client()
    browser.force_login(admin, "django.contrib.auth.backends.ModelBackend")
    url = f"/admin/users/user/{person.id}/change/"
    assert browser.get("/admin/users/user/").status_code == 200
    page = browser.get(url)
    form = page.context["adminform"].form
    data = {name: value for name, value in form.initial.items() if value not in (None, False, [])}
    for each in page.context["inline_admin_formsets"]:
        data |= {f"{each.formset.prefix}-{k}": v for k, v in each.formset.management_form.initial.items()}
        for row in each.formset.initial_forms:
            ids = {"id": row.instance.pk, "user": person.pk}
            data |= {f"{row.prefix}-{name}": value for name, value in (row.initial | ids).items()}
    assert browser.post(url, data | {"name": "Grace", "is_active": ""}).status_code == 302
    (listed,), (viewed,), (changed,) = told("user_listed"), told("user_viewed"), told("user_changed")
    assert {entry.actor_id for entry in (listed, viewed, changed)} == {admin.id}
    assert str(person.id) in listed.details["rows"]
    assert viewed.about == changed.about == f"users.user:{person.id}"
    assert changed.details["fields"] == {"name": "changed", "is_active": [True, False]}
    log = browser.get("/admin/users/auditentry/", {"q": str(person.id)})
    assert log.status_code == 200 and "users.user_changed" in log.content.decode()
    assert browser.post(f"/admin/users/auditentry/{changed.id}/change/", {}).status_code == 403
    export = {"action": "export", "_selected_action": [str(changed.id), str(viewed.id)]}
    lines = b"".join(browser.post("/admin/users/auditentry/", export).streaming_content).decode().splitlines()
    assert [json.loads(line)["kind"] for line in lines] == ["users.user_viewed", "users.user_changed"]
    assert told("auditentry_exported")[0].details == {"count": 2}
