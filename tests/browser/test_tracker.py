"""The customer's tracker."""

import re
from io import BytesIO

from PIL import Image
from playwright.sync_api import expect

from apps.payments.models import LateTip
from dominos.demo.city import accounts
from dominos.demo.scene import STEPS
from dominos.kernel.auth import Role
from dominos.kernel.testing.browser import PHONE, wait_until, wait_until_it_fits

PULSE = """async () => {
  const seen = [];
  for (let frame = 0; frame < 40; frame += 1) {
    const style = getComputedStyle(document.querySelector(".slice.now"));
    seen.push([style.fill, style.fillOpacity]);
    await new Promise((done) => setTimeout(done, 30));
  }
  return seen;
}"""
SHARE = "document.querySelector('.pin-courier').getBoundingClientRect().toJSON()"


def test_the_tracker_follows_its_order_to_the_door(visit, scene):
    order = scene.order()
    page = visit(f"/track/{order['tracking_token']}", viewport=PHONE)
    asked = []
    page.context.on("response", lambda answer: asked.append(answer.url))
    expect(page.locator("#live")).to_have_text("live")
    scene.cook(order)
    expect(page.locator("#headline")).to_have_text("Hot and packed")
    trip = scene.trip(order)
    expect(page.locator("#map")).to_be_hidden()
    trip.pick_up()
    expect(page.locator("#headline")).to_have_text("It is on its way")
    trip.ride(0.3)
    expect(page.locator("#road")).to_contain_text("Courier last seen at")
    page.locator("#map.drawn").wait_for()
    expect(page.get_by_label("Your door")).to_be_visible()
    page.emulate_media(color_scheme="dark")
    before, seen_at = page.evaluate(SHARE), page.locator("#map").get_attribute("data-at")
    trip.ride(0.8)
    expect(page.locator("#map")).not_to_have_attribute("data-at", seen_at)
    wait_until(page, f"before => {SHARE}.x !== before.x || {SHARE}.y !== before.y", before)
    assert any(re.search(r"/geo/map/.+/\d+$", url) for url in asked), "the map is made of our own tiles"


def test_who_holds_the_link_sees_what_was_left_at_the_door(visit, scene, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    order = scene.order(steps=STEPS, contactless=True)
    page = visit(f"/track/{order['tracking_token']}", viewport=PHONE)
    expect(page.locator("#photo")).to_be_hidden()
    trip = scene.trip(order)
    trip.pick_up()
    trip.arrive()
    encoded = BytesIO()
    Image.new("RGB", (64, 48), "firebrick").save(encoded, "JPEG")
    trip.courier.person.upload(f"/deliveries/{trip.delivery}/photo", "photo", encoded.getvalue())
    trip.road.ask("delivery.hand_over", delivery=trip.delivery)
    expect(page.locator("#headline")).to_have_text("Enjoy your meal")
    expect(page.locator("#photo img")).to_have_js_property("naturalWidth", 64)
    expect(page.locator("#tip")).to_have_count(0)
    its_customer_tips_twice(visit(f"/track/{order['tracking_token']}", Role.CUSTOMER, viewport=PHONE))


def its_customer_tips_twice(page):
    """A round amount, then one of their own, each charged at once."""
    tip = page.locator("#tip")
    tip.get_by_role("radio").first.press("Space")
    tip.get_by_role("button", name="Give it").press("Enter")
    expect(tip).to_contain_text("Thank you! Your courier has got")
    tip.get_by_role("button", name="Give more").press("Enter")
    tip.get_by_role("radio").first.press("ArrowUp")
    tip.get_by_label("up to").fill("1.20")
    tip.get_by_role("button", name="Give it").click()
    expect(tip.get_by_role("button", name="Give more")).to_be_visible()
    wait_until_it_fits(page)
    first, second = LateTip.objects.filter(status="PAID").order_by("id")
    assert (second.amount, first.courier_id) == (120, second.courier_id)


def test_the_tracker_says_what_it_costs_whom_to_call_and_why_it_ended(visit, scene):
    order = scene.order(steps=STEPS[:2])
    page = visit(f"/track/{order['tracking_token']}", viewport=PHONE, reduced_motion="no-preference")
    total = f"€{order['total'] / 100:.2f}"
    expect(page.locator("#facts")).to_contain_text(total)
    expect(page.locator("#facts")).to_contain_text("Punavuori")
    expect(page.get_by_role("link", name="Call the store")).to_have_attribute(
        "href", re.compile(r"^tel:\+\d+$")
    )
    colours = page.evaluate(PULSE)
    assert len({fill for fill, _ in colours}) == 1, "the slice keeps its colour"
    assert min(float(opacity) for _, opacity in colours) >= 0.34
    scene.person(accounts(Role.STORE_MANAGER, "HEL-3")[0].email).post(
        f"/orders/{order['id']}/actions/cancel", reason="The oven broke", fault="store"
    )
    expect(page.locator("#ended")).to_contain_text("The oven broke")
    expect(page.locator("#ended")).to_contain_text(f"You pay nothing: the {total}")
    expect(page.locator("#stages li")).to_have_count(3)
    wait_until_it_fits(page)
