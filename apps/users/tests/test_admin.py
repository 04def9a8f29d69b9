"""People in the admin, and the admin's door."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client

from apps.users.credentials.role_permissions import RolePermissions
from apps.users.domain import ROLE_PERMISSIONS
from apps.users.models import StoreScope, User
from apps.users.tests.builders import PASSWORD, make_person
from apps.users.throttles import SignInThrottle
from apps.users.use_cases import people
from dominos.kernel.audit.sealing import entries
from dominos.kernel.auth import Role
from dominos.kernel.ids import new_id

pytestmark = pytest.mark.django_db(transaction=True)
LOGIN = "/admin/login/"


def enter(email, password=PASSWORD):
    browser = Client()
    return browser, browser.post(LOGIN, {"username": email, "password": password, "next": "/admin/"})


def test_the_search_of_all_pages_finds_people_by_their_mail_and_tells_who_looked():
    wanted = make_person(Role.CUSTOMER)
    chief, _ = enter(make_person(Role.ADMIN).email)
    link = f"/admin/users/user/{wanted.pk}/change/"
    url = f"/admin/search/?q={wanted.email}"
    assert link in chief.get(url).content.decode()
    listed = entries("users").filter(kind="users.user_listed").last()
    assert str(wanted.pk) in str(listed.details), "who looked at whom is told, as for lists"
    stranger, _ = enter(make_person(Role.STORE_STAFF).email)
    assert stranger.get(url).status_code == 302, "only who is in the admin searches"


def test_an_admin_signs_in_and_sees_everything():
    person = make_person(Role.ADMIN)
    browser, answer = enter(person.email.upper())
    assert (answer.status_code, answer["Location"]) == (302, "/admin/")
    assert person.is_superuser
    for page in (
        "",
        "users/user/",
        "users/user/add/",
        f"users/user/{person.id}/change/",
        "users/storescope/",
    ):
        assert browser.get(f"/admin/{page}").status_code == 200


def test_support_reads_orders_and_people_and_may_only_what_it_was_given():
    person = make_person(Role.SUPPORT)
    browser, answer = enter(person.email)
    assert answer.status_code == 302
    for page in ("orders/order/", "users/user/", f"users/user/{person.id}/change/", "payments/payment/"):
        assert browser.get(f"/admin/{page}").status_code == 200, page
    assert "Orders" in browser.get("/admin/").content.decode()
    assert browser.get("/admin/menu/deal/").status_code == 403
    assert browser.get("/admin/users/user/add/").status_code == 403
    assert browser.post(f"/admin/users/user/{person.id}/change/", {"name": "x"}).status_code == 403


def test_who_is_switched_off_has_no_permission_of_their_role():
    person = make_person(Role.SUPPORT)
    assert person.has_perm("orders.view_order")
    person.is_active = False
    assert not RolePermissions().has_perm(person, "orders.view_order")


def test_the_permissions_of_roles_are_permissions():
    rows = Permission.objects.values_list("content_type__app_label", "codename")
    assert set().union(*ROLE_PERMISSIONS.values()) <= {f"{app}.{name}" for app, name in rows}


@pytest.mark.parametrize("role", [Role.CUSTOMER, Role.COURIER, Role.STORE_STAFF, Role.STORE_MANAGER])
def test_others_do_not_get_in(role):
    browser, answer = enter(make_person(role).email)
    assert answer.status_code == 200
    assert browser.get("/admin/").status_code == 302


def test_an_unverified_admin_does_not_get_in():
    person = make_person(Role.ADMIN)
    User.objects.filter(id=person.id).update(is_verified=False)
    assert enter(person.email)[1].status_code == 200


def test_guessing_is_slowed_down(monkeypatch):
    monkeypatch.setattr(SignInThrottle, "rate", "2/min")
    person = make_person(Role.ADMIN)
    for guess in range(2):
        enter(person.email, f"guess {guess}")
    assert b"Too many attempts" in enter(person.email)[1].content


def test_an_admin_makes_a_person_and_gives_them_a_role():
    browser, _ = enter(make_person(Role.ADMIN).email)
    form = {
        "email": "New.Person@example.com",
        "name": "New",
        "usable_password": "true",
        "password1": PASSWORD,
        "password2": PASSWORD,
        "grants-TOTAL_FORMS": "1",
        "grants-INITIAL_FORMS": "0",
        "grants-0-role": "courier",
        "addresses-TOTAL_FORMS": "0",
        "addresses-INITIAL_FORMS": "0",
    }
    assert browser.post("/admin/users/user/add/", form).status_code == 302
    person = User.objects.get(email="new.person@example.com")
    assert person.roles == {"courier"} and person.check_password(PASSWORD)


def test_the_admin_shows_who_works_for_a_store():
    person, store = make_person(Role.CUSTOMER), new_id()
    people.grant_store(person.id, store)
    scope = StoreScope.objects.get(id=store)
    browser, _ = enter(make_person(Role.ADMIN).email)
    page = browser.get(f"/admin/users/storescope/{scope.id}/permissions/")
    assert person.email in page.content.decode()


def clerk(*permissions):
    """Support with these permissions of people's, in a browser."""
    person = make_person(Role.SUPPORT)
    person.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return person, enter(person.email)[0]


def form_for(person, **changes):
    form = {"name": person.name, "phone": "", "locale": "en", "email": person.email, "is_active": "on"}
    return {**form, "addresses-TOTAL_FORMS": "0", "addresses-INITIAL_FORMS": "0", **changes}


@pytest.mark.parametrize("role", [Role.ADMIN, Role.SUPPORT, Role.STORE_MANAGER, Role.CUSTOMER])
def test_nobody_but_an_admin_sets_a_password(role):
    victim = make_person(role)
    form = {"usable_password": "true", "password1": "an other battery", "password2": "an other battery"}
    page = f"/admin/users/user/{victim.id}/password/"
    assert clerk("change_user", "view_user")[1].post(page, form).status_code == 403
    by_an_admin = enter(make_person(Role.ADMIN).email)[0].post(page, form).status_code
    assert by_an_admin == (403 if role is Role.ADMIN else 302)


def test_the_change_permission_changes_neither_oneself_nor_the_staff_nor_anybodys_rights():
    person, browser = clerk("change_user", "view_user", "delete_user", "add_rolegrant", "change_rolegrant")
    powers = {
        "groups": Group.objects.create(name="bosses").id,
        "user_permissions": Permission.objects.first().id,
        "is_verified": "",
        "email": "mine@example.com",
        "grants-TOTAL_FORMS": "1",
        "grants-INITIAL_FORMS": "0",
        "grants-0-role": "admin",
    }
    for higher in (person, make_person(Role.ADMIN), make_person(Role.STORE_MANAGER)):
        page = f"/admin/users/user/{higher.id}/change/"
        assert browser.get(page).status_code == 200
        assert browser.post(page, form_for(higher, name="Changed", **powers)).status_code == 403
        assert browser.post(f"/admin/users/user/{higher.id}/delete/", {"post": "yes"}).status_code == 403
    customer = make_person(Role.CUSTOMER)
    page = f"/admin/users/user/{customer.id}/change/"
    assert browser.post(page, form_for(customer, name="Changed", **powers)).status_code == 302
    after = User.objects.get(id=customer.id)
    assert (after.name, after.email, after.is_verified) == ("Changed", customer.email, True)
    assert (
        after.roles == {Role.CUSTOMER} and not after.groups.exists() and not after.user_permissions.exists()
    )


def test_what_a_group_may_do_is_the_admins_to_say():
    _, browser = clerk("change_group", "add_group", "view_group")
    group = Group.objects.create(name="clerks")
    assert browser.get(f"/admin/auth/group/{group.id}/change/").status_code == 200
    assert browser.post(f"/admin/auth/group/{group.id}/change/", {"name": "x"}).status_code == 403
    assert browser.get("/admin/auth/group/add/").status_code == 403


def test_createsuperuser_makes_an_admin():
    person = User.objects.create_superuser("Root@example.com", PASSWORD, name="Root")
    assert person.is_staff and person.is_superuser and person.is_verified
