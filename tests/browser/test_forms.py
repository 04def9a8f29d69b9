"""Every form that no other test here submits, sent by the browser as people send it."""

import re
from functools import partial
from uuid import UUID

import pytest
from django.apps import apps
from django.contrib.auth.hashers import make_password
from playwright.sync_api import expect

from apps.delivery.models import Courier, Delivery
from apps.menu.models import Category, StoreMenu
from apps.payments.models.cash import CashCount, OwedCash
from apps.payments.models.payments import Operation, Payment
from apps.stores.demo_places import store_id
from apps.users.credentials.secrets import token_of
from apps.users.models import User
from apps.users.use_cases.registration import register
from dominos.demo.city import accounts
from dominos.demo.scene import STEPS
from dominos.demo.world import eventually
from dominos.kernel.auth import Role
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id

STORE = store_id("HEL-3")
MAKE_LINE = f"/make-line/{STORE}"
MANAGER = accounts(Role.STORE_MANAGER, "HEL-3")[0]


@pytest.fixture
def mailed(site):
    """The token of the link that is mailed to somebody who registers."""
    register(
        email="new@example.com",
        password=make_password("a long enough one"),
        name="New",
        phone="",
        locale="en",
    )
    asked = apps.get_model("users", "OutboxMessage").objects.filter(type="users.email_verification_requested")
    yield token_of(UUID(asked.latest("id").data["proof_id"]))
    User.objects.filter(email="new@example.com").delete()


def test_a_mailed_link_verifies_an_address(visit, mailed):
    page = visit(f"/verify-email/{mailed}")
    page.get_by_role("button", name="This is my address").click()
    expect(page.get_by_role("status")).to_contain_text("is verified")
    assert User.objects.get(email="new@example.com").is_verified


@pytest.mark.parametrize("button", ["Approve", "Refuse"])
def test_a_card_is_confirmed_at_the_test_gateway(visit, scene, button):
    customer = scene.person(accounts(Role.CUSTOMER)[0].email)
    card = customer.post("/payments/methods", token="pm_card_threeDSecure2Required")
    page = visit(card["next_action"]["url"])
    page.get_by_role("button", name=button).click()
    expect(page.get_by_role("status")).to_contain_text("You can go back")
    expect(page.get_by_role("button")).to_have_count(0)


def bring(courier: Courier) -> None:
    """The courier has brought an order of STORE once, paid at the door."""
    at = dict.fromkeys(
        ("ready_at", "promised_to", "first_expected_at", "expected_at", "eta_from", "eta_to"), now()
    )
    Delivery.objects.create(
        order_id=new_id(), number="1", store_id=STORE, lat=60.16, lon=24.94, address="Bulevardi 7", recipient="Eino",
        currency="EUR", cash_due=5000, status="DELIVERED", courier=courier, **at,
    )  # fmt: skip


def payment(**amounts) -> Payment:
    return Payment.objects.create(
        order_id=new_id(), store_id=STORE, method="card", service="DELIVERY", currency="EUR", **amounts
    )


PAID = {"status": "CAPTURED", "amount": 5000, "authorized": 5000, "captured": 5000}


@pytest.mark.parametrize(("button", "status"), [("Approve", "PENDING"), ("Decline", "REFUSED")])
def test_a_manager_decides_a_refund(visit, scene, button, status):
    refund = Operation.objects.create(
        payment=payment(**PAID), kind="REFUND", key=str(new_id()), amount=4000, status="AWAITING_APPROVAL",
        reason="all cold", requested_by=new_id(),
    )  # fmt: skip
    page = visit(f"/board/money/?store={STORE}", MANAGER)
    row = page.locator(f"[data-row='{refund.id}']")
    expect(row).to_contain_text("€40.00")
    row.get_by_role("button", name=button).click()
    if button == "Decline":
        page.get_by_role("dialog").get_by_role("button", name="Decline").click()
    expect(row).to_have_count(0)
    refund.refresh_from_db()
    assert refund.status in (status, "DONE")


def test_a_refund_that_came_back_is_sent_again(visit, scene):
    refund = Operation.objects.create(
        payment=payment(**PAID, refunded=4000, refund_failed=4000), kind="REFUND", key=str(new_id()), amount=4000,
        status="FAILED", code="expired_card",
    )  # fmt: skip
    page = visit(f"/board/money/?store={STORE}", MANAGER)
    row = page.locator(f"[data-row='{refund.id}']")
    row.get_by_role("button", name="Send again").click()
    expect(page.locator("#toasts")).to_contain_text("Sent again")


def test_cash_is_given_back_and_a_difference_confirmed(visit, scene):
    paid = Payment.objects.create(
        order_id=new_id(), store_id=STORE, method="cash", service="DELIVERY", currency="EUR", **PAID
    )
    lent, homeless = (
        Courier.objects.create(user_id=new_id(), name=name, home_store_id=home)
        for name, home in (("Toni Salo", store_id("HEL-1")), ("Maija Korpi", None))
    )
    for courier in (lent, homeless):
        bring(courier)
    owed = OwedCash.objects.create(
        order_id=paid.order_id, payment=paid, courier_id=lent.user_id, store_id=STORE, amount=5000, currency="EUR",
        taken_at=now(),
    )  # fmt: skip
    count = CashCount.objects.create(
        courier_id=homeless.user_id, store_id=STORE, currency="EUR", expected=9000, counted=100,
        explanation="a lost bag", explained_by=new_id(),
    )  # fmt: skip
    page = visit(f"/board/money/?store={STORE}", MANAGER)
    row = page.locator(f"[data-row='{owed.order_id}']")
    expect(row).to_contain_text("Toni Salo (of Kamppi)")
    expect(page.locator(f"[data-row='{count.id}']")).to_contain_text("Maija Korpi (of no store)")
    row.get_by_label("note").fill("at the counter")
    row.get_by_role("button", name="Given back").click()
    expect(row).to_have_count(0)
    row = page.locator(f"[data-row='{count.id}']")
    row.get_by_role("button", name="Confirm").click()
    expect(row).to_have_count(0)
    owed.refresh_from_db()
    assert owed.note == "at the counter"


def test_the_make_line_asks_for_codes_and_reasons_and_says_what_becomes_of_the_money(visit, scene):
    collected = scene.order(service="CARRYOUT", steps=STEPS)
    refused = scene.order(service="CARRYOUT")
    early = scene.order(service="CARRYOUT")
    cancelled = scene.order(service="CARRYOUT", steps=STEPS[:2])
    page = visit(MAKE_LINE, MANAGER)
    dialog = page.get_by_role("dialog")
    for order, button, label, answer, done, status in (
        (collected, "Hand over", "The customer's code", collected["collection_code"], "Done", "COMPLETED"),
        (refused, "Reject", "Why is it rejected?", "no dough left", "Reject the order", "REJECTED"),
        (early, "Cancel", "Why is it cancelled?", "", "Cancel the order", "CANCELLED"),
        (cancelled, "Cancel", "Why is it cancelled?", "the oven broke", "Cancel the order", "CANCELLED"),
    ):
        card = page.locator(f"[data-order='{order['id']}']")
        card.get_by_role("button", name=button).click()
        expect(dialog.get_by_label(label)).to_be_focused()
        page.keyboard.press("Escape")
        expect(dialog).to_have_count(0)
        card.get_by_role("button", name=button).click()
        total = re.escape(f"{order['total'] / 100:.2f}")
        if status != "COMPLETED":
            expect(dialog.locator(".money")).to_contain_text(re.compile(f"€{total}"))
        if order is cancelled:
            expect(dialog.get_by_label("It is our doing")).to_be_checked()
        dialog.get_by_label(label).fill(answer)
        dialog.get_by_role("button", name=done).click()
        expect(card).to_have_count(0)
        assert eventually(partial(scene.look, order))["status"] == status


def test_support_cancels_an_order_in_the_admin(visit, scene):
    order = scene.order()
    page = visit("/admin/", Role.ADMIN, admin=True)
    page.get_by_role("searchbox", name="Find an order").fill(order["number"])
    page.keyboard.press("Enter")
    page.locator("#content").get_by_role("link", name=order["number"]).first.click()
    page.get_by_label("Reason, which the customer reads").fill("asked by phone")
    page.get_by_role("button", name="cancel", exact=True).click()
    expect(page.locator("fieldset")).to_contain_text("go back to the customer, 0.00 EUR are kept")
    page.get_by_role("button", name=f"Cancel: {order['number']}").click()
    expect(page.locator(".messagelist")).to_contain_text("is now: cancelled")


@pytest.fixture
def renamed(site):
    """A category that is called otherwise in the draft than in what a store sells; gives the store."""
    store = StoreMenu.objects.select_related("catalogue").get(store_id=store_id("HEL-4"))
    category = Category.objects.filter(catalogue=store.catalogue).first()
    Category.objects.filter(pk=category.pk).update(name="Something new")
    yield store
    category.save()


def test_a_draft_is_published_from_its_preview(visit, renamed):
    page = visit("/admin/menu/storemenu/", Role.ADMIN, admin=True)
    page.locator(f"input[name=_selected_action][value='{renamed.pk}']").check()
    page.select_option("select[name=action]", "preview_draft")
    page.locator("button[name=index]").click()
    expect(page.get_by_role("cell", name="Something new")).to_have_count(2)
    page.get_by_role("button", name="Publish for").click()
    expect(page.locator(".messagelist")).to_be_visible()
    before = renamed.revision
    renamed.refresh_from_db()
    assert renamed.revision == before + 1
