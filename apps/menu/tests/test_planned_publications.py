"""Drafts published at a set time: once, late rather than never, and never what cannot be sold."""

from datetime import UTC, date, datetime, time

import pytest
from django.apps import apps

from apps.menu.models import PlannedPublication, Publication, StoreMenu, Variant
from apps.menu.queries import published_menus
from apps.menu.store_menus import planned_publications as plans
from apps.menu.tests.builders.menus import make_changed_draft, make_store_with_menu
from apps.users.contract.fake import FakeUsersService
from apps.users.contract.service import UsersService
from apps.users.contract.types import PersonStores
from dominos.kernel.audit.sealing import entries
from dominos.kernel.auth import Role
from dominos.kernel.clock import stopped
from dominos.kernel.ids import new_id
from dominos.kernel.testing.api import client, principal

pytestmark = pytest.mark.django_db(transaction=True)
DAY, SIX = date(2031, 5, 2), time(6)
EVENING = datetime(2031, 5, 1, 18, tzinfo=UTC)


def outcomes():
    return list(PlannedPublication.objects.order_by("publish_at").values_list("outcome", flat=True))


def told():
    return apps.get_model("menu", "OutboxMessage").objects.filter(type="menu.publication_refused")


@pytest.fixture
def who_manages(stand_in):
    users = stand_in(UsersService, FakeUsersService())

    def who_manages(*stores):
        by = new_id()
        users.stores[by] = PersonStores(store_ids=stores, managed_ids=stores)
        return by

    return who_manages


def test_each_store_publishes_once_at_its_own_time_what_the_draft_is_then(who_manages):
    here, there = make_store_with_menu(), make_store_with_menu()
    by = who_manages(here, there)
    StoreMenu.objects.filter(store_id=here).update(timezone="Europe/Helsinki")
    StoreMenu.objects.filter(store_id=there).update(timezone="Asia/Tokyo")
    with stopped(EVENING) as clock:
        for store in (here, there):
            plans.plan_publication(store, DAY, SIX, by=by)
        make_changed_draft(P="Hot pepperoni")
        clock.at = datetime(2031, 5, 1, 20, 59, 59, tzinfo=UTC)
        assert plans.publish_due() == 0
        clock.advance(seconds=1)
        assert (plans.publish_due(), plans.publish_due()) == (1, 0)
        assert Publication.objects.get(revision=2).store_menu_id == there
        clock.advance(days=3)
        assert plans.publish_due() == 1, "late, after an outage"
    done = Publication.objects.filter(revision=2)
    assert [row.published_by for row in done] == [by, by]
    assert published_menus.get_menu(here).rules.toppings["P"].name == "Hot pepperoni"
    assert {entry.kind for entry in entries("menu")} >= {"menu.publication_planned", "menu.menu_published"}


def test_a_worker_that_was_overtaken_publishes_nothing():
    store, other = make_store_with_menu(), make_store_with_menu()
    with stopped(EVENING) as clock:
        for each in (store, other):
            plans.plan_publication(each, DAY, SIX)
        make_changed_draft(P="Hot pepperoni")
        clock.at = datetime(2031, 5, 2, 6, tzinfo=UTC)
        claimed = plans.claim(plans.open_plans(), plans.LEASE, attempts=None)
        assert not plans.due().exists(), "leased"
        plans.plan_publication(store, DAY, time(7))
        plans.cancel_publication(other)
        for plan in claimed:
            plans._publish(plan)
        assert outcomes() == ["cancelled", "open"]
        assert not Publication.objects.filter(revision=2)
        clock.advance(hours=1)
        assert plans.publish_due() == 1


def test_who_manages_the_store_no_more_publishes_nothing_and_the_chain_is_told(who_manages):
    store, elsewhere = make_store_with_menu(), new_id()
    with stopped(EVENING) as clock:
        for by in (who_manages(elsewhere), new_id()):
            plans.plan_publication(store, DAY, SIX, by=by)
            make_changed_draft(P="Hot pepperoni")
            clock.at = datetime(2031, 5, 2, 6, tzinfo=UTC)
            assert plans.publish_due() == 1
            clock.at = EVENING
    assert outcomes() == ["refused"] * 2 and Publication.objects.count() == 1
    assert [row.data["by"] for row in told()] == [None] * 2


def test_a_draft_that_cannot_be_sold_is_told_to_who_planned_it(who_manages):
    store = make_store_with_menu()
    by = who_manages(store)
    with stopped(EVENING) as clock:
        plans.plan_publication(store, DAY, SIX, by=by)
        Variant.objects.filter(code="14HT").update(own_defaults={"P": "much"})
        clock.at = datetime(2031, 5, 2, 6, tzinfo=UTC)
        assert plans.publish_due() == 1
        assert plans.publish_due() == 0
    assert outcomes() == ["refused"] and Publication.objects.count() == 1
    assert told().get().data["by"] == str(by)


def test_a_manager_plans_changes_and_cancels():
    store = make_store_with_menu()
    url = f"/api/v1/stores/{store}/menu/planned-publications"
    StoreMenu.objects.filter(store_id=store).update(timezone="Europe/Helsinki")
    with stopped(EVENING):
        caller = client(principal(Role.STORE_MANAGER, stores=[store]))
        for wrong, field in (
            ({"date": "2031-05-01", "time": "20:59"}, "time"),
            ({"date": "2000-01-01", "time": "20:59"}, "time"),
            ({"date": "2032-05-03", "time": "06:00"}, "date"),
            ({"date": "2031-05-02"}, "time"),
        ):
            answer = caller.put(url, wrong)
            assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, field), wrong
        for hour in ("06:00", "07:30"):
            planned = caller.put(url, {"date": "2031-05-02", "time": hour}).json()
        assert (planned["publish_at"], planned["outcome"]) == ("2031-05-02T04:30:00Z", "open")
        assert len(caller.get(url).json()["results"]) == 1
        assert [caller.delete(url).status_code for _ in range(2)] == [204, 204]
        assert [row["outcome"] for row in caller.get(url).json()["results"]] == ["cancelled"]
