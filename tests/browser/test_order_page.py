"""The page of one order, from the board to its end."""

from datetime import timedelta

from playwright.sync_api import expect

from apps.delivery.models import Delivery
from apps.delivery.use_cases.conversations import write_to_customer
from apps.orders.lifecycle import attention
from dominos.demo.city import accounts
from dominos.demo.scene import STEPS
from dominos.kernel import clock
from dominos.kernel.auth import Role
from dominos.kernel.clock import now


def test_a_manager_ends_an_order_whose_courier_has_a_dead_phone(visit, scene):
    order = scene.order(steps=STEPS)
    trip = scene.trip(order)
    trip.pick_up()
    trip.ride()
    trip.arrive()
    delivery = Delivery.objects.get(order_id=order["id"])
    write_to_customer(delivery.courier_id, delivery.id, "Which bell is it?", None)
    page = visit(f"/board/?store={order['store_id']}", Role.STORE_MANAGER)
    expect(page.locator(f"[data-order='{order['id']}']")).to_contain_text("arrived")
    with clock.stopped(now() + timedelta(minutes=16)):
        attention.tell()
    card = page.locator(f"[data-attention='{order['id']}']")
    expect(card).to_contain_text("the courier is at the door for too long")
    expect(card).to_contain_text("told: the manager")
    card.get_by_role("link").click()
    page.wait_for_url(f"**/board/orders/{order['id']}")
    wrong = page.get_by_role("alert").filter(has_text="Somebody has to look at it")
    expect(wrong).to_contain_text("the courier is at the door for too long")
    expect(page.locator("#story li")).to_contain_text(["pending payment", "placed", "arrived"])
    page.get_by_text("What courier and customer said").click()
    expect(page.locator("#said li")).to_contain_text("Which bell is it?Courier")
    wrong.get_by_role("button", name="Customer has the food").click()
    page.get_by_label("Why?").fill("the customer called")
    page.get_by_role("dialog").get_by_role("button", name="Customer has the food").click()
    expect(page.locator("h2.head")).to_contain_text("completed")
    expect(wrong).to_have_count(0)
    expect(page.locator("#story")).to_contain_text("the customer called")
    page.reload()  # the money comes by a message
    back = page.locator("form.refund")
    back.get_by_role("spinbutton").first.fill("1")
    back.get_by_label("Why").fill("it was cold")
    back.get_by_role("button", name="Give money back").click()
    expect(page.locator("#money")).to_contain_text("it was cold")
    elsewhere = next(one for one in accounts(Role.STORE_MANAGER) if one.store != "HEL-3")
    other = visit(f"/board/orders/{order['id']}", elsewhere, tolerated=("404",))
    expect(other.locator("#trouble")).to_contain_text("no such order")
