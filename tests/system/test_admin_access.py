"""Who may do what in the admin: every model admin, action and page, with every permission on its own.

Nothing here is a list: model admins come from the admin's registry, pages from its URLs.
"""

from contextlib import suppress
from dataclasses import dataclass, field

import pytest
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import path
from django.utils.translation import override

from apps.users.contract.admin_jobs import JOBS
from dominos.kernel.admin import demanding, undeclared, unnamed, unsearchable
from dominos.kernel.admin_navigation import AUDIT
from dominos.kernel.clock import now

pytestmark = pytest.mark.skipif(not settings.HAS_USERS, reason="the admin lives where the users are")
KINDS = ("view", "add", "change", "delete")


@dataclass
class Staff:
    """Somebody on the staff who holds these permissions and no role of an admin."""

    permissions: frozenset[str] = frozenset()
    pk: str = "00000000-0000-0000-0000-000000000001"
    is_active = is_staff = is_authenticated = True
    is_superuser = is_anonymous = False
    roles: frozenset[str] = field(default_factory=frozenset)

    def has_perm(self, permission, obj=None):
        return permission in self.permissions

    def has_module_perms(self, label):
        return any(permission.startswith(f"{label}.") for permission in self.permissions)


MODEL_ADMINS = [one for one in admin.site._registry.values() if type(one).__module__.startswith("apps.")]
named = pytest.mark.parametrize("model_admin", MODEL_ADMINS, ids=lambda one: type(one).__name__)


def request_of(*permissions, method="get"):
    request = getattr(RequestFactory(), method)("/admin/")
    request.user = Staff(frozenset(permissions))
    request.session = {"began_at": now().timestamp(), "second_factor_at": now().timestamp()}
    return request


def may(model_admin, request):
    return {kind for kind in KINDS if getattr(model_admin, f"has_{kind}_permission")(request)}


@named
def test_who_holds_no_permission_may_do_nothing(model_admin):
    request = request_of()
    assert may(model_admin, request) == set()
    assert model_admin.get_actions(request) == {}
    assert not model_admin.get_inline_instances(request) or not any(
        may(inline, request) for inline in model_admin.get_inline_instances(request)
    )


@named
def test_the_permission_to_look_changes_nothing(model_admin):
    label, name = model_admin.opts.app_label, model_admin.opts.model_name
    request = request_of(f"{label}.view_{name}")
    assert may(model_admin, request) == {"view"}
    for action, *_ in model_admin.get_actions(request).values():
        assert getattr(action, "shows_only", False), action


@named
@pytest.mark.parametrize("kind", ["add", "change", "delete"])
def test_each_permission_opens_no_more_than_itself(model_admin, kind):
    label, name = model_admin.opts.app_label, model_admin.opts.model_name
    assert may(model_admin, request_of(f"{label}.{kind}_{name}")) <= {kind, "view"}


@named
def test_every_row_has_a_name_and_every_action_and_page_declares_whom_it_lets_in_and_asks(model_admin):
    assert [*undeclared(model_admin), *unnamed(model_admin), *unsearchable(model_admin)] == []


@named
@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
def test_pages_of_their_own_refuse_who_holds_nothing(model_admin, method):
    for url in model_admin.get_urls():
        if hasattr(url.callback, "demands"):
            request = request_of(method=method)
            request._dont_enforce_csrf_checks = True
            with suppress(PermissionDenied):
                assert url.callback(request).status_code == 405


def test_every_table_has_one_job_under_the_name_that_it_has():
    ours = {model._meta for model in admin.site._registry if model.__name__ != AUDIT}
    with override(None):
        wanted = sorted((meta.label, str(meta.verbose_name_plural)) for meta in ours)
    assert sorted(entry for job in JOBS for entry in job.tables.items()) == wanted


def test_the_check_finds_what_declares_nothing():
    class Careless(admin.ModelAdmin):
        actions = ["burn", "look"]

        @admin.action()
        def burn(self, request, rows):
            pass

        @admin.action(permissions=["view"])
        def look(self, request, rows):
            pass

        def get_urls(self):
            page = self.admin_site.admin_view(lambda request: HttpResponse())
            good = demanding(self, "view", lambda request: HttpResponse())
            return [path("x", page, name="open"), path("y", good, name="closed"), *super().get_urls()]

    careless = Careless(MODEL_ADMINS[0].model, admin.site)
    assert list(undeclared(careless)) == [
        "action burn demands no permission",
        "action burn neither asks first nor is undone by another",
        "action look demands no permission",
        "action look neither asks first nor is undone by another",
        "page open demands no permission",
    ]


def test_the_check_finds_rows_without_a_name(monkeypatch):
    model_admin = MODEL_ADMINS[0]
    assert list(unnamed(model_admin)) == []
    monkeypatch.setattr(model_admin.model, "__str__", Model.__str__)
    assert list(unnamed(model_admin)) == [f"rows of {model_admin.model.__name__} have no name"]


def test_the_check_finds_a_search_in_what_is_sealed(monkeypatch):
    (model_admin,) = (each for each in MODEL_ADMINS if each.model._meta.label == "reviews.Review")
    monkeypatch.setattr(model_admin, "search_fields", ("text", "order_id"))
    assert list(unsearchable(model_admin)) == ["text is sealed, and cannot be searched in"]
