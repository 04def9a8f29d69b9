"""The dispatcher's view: who is where, what is most at risk, and orders given to somebody by mouse and keyboard."""

from uuid import UUID

from playwright.sync_api import expect

from apps.delivery.models import Delivery, Offer
from dominos.kernel.auth import Role
from dominos.kernel.testing.browser import PHONE, wait_until, wait_until_it_fits


def test_the_map_shows_couriers_and_doors_and_how_they_move(visit, scene):
    order = scene.order(steps=("accept", "start", "bake", "ready"))
    number = order["number"].split("#")[-1]
    page = visit(
        f"/board/map/?store={order['store_id']}",
        Role.STORE_MANAGER,
        viewport=(800, 600),
        reduced_motion="no-preference",
    )
    page.locator("#map.drawn").wait_for()
    expect(page.locator("#doors")).to_contain_text(f"#{number}")
    expect(page.get_by_role("img", name=number, exact=True)).to_be_attached()
    trip = scene.trip(order)
    courier = page.locator(".pin-courier")
    expect(courier).to_be_attached()
    expect(page.locator("#couriers")).to_contain_text("seen 0 minutes ago")
    give_by_hand(page, number, order, trip)
    before = courier.bounding_box()
    trip.pick_up()
    trip.ride(0.6)
    wait_until(
        page, "x => document.querySelector('.pin-courier').getBoundingClientRect().x !== x", before["x"]
    )
    expect(page.locator("#couriers")).to_contain_text(f"#{number}")
    expect(page.get_by_label(f"Give #{number} to")).to_have_count(0)


def give_by_hand(page, number, order, trip):
    """An order that its courier has accepted goes to them again: by keyboard, then by a drag, and is kept for them."""
    row, courier = (
        page.locator(f"[data-order='{order['id']}']"),
        Delivery.objects.get(id=trip.delivery).courier,
    )
    give = page.get_by_label(f"Give #{number} to")
    give.focus()
    page.keyboard.type(courier.name)
    expect(give).to_have_value(str(courier.user_id))
    assert not Offer.objects.filter(delivery=trip.delivery, status="PENDING").exists(), "chosen is not given"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    said = page.get_by_role("status").filter(has_text=f"{courier.name} is asked for #{number}.")
    expect(said.first).to_be_visible()
    trip.courier.take_offer(trip.road, UUID(order["id"]))
    expect(row).to_contain_text("assigned", ignore_case=True)
    asked = Offer.objects.filter(delivery=trip.delivery).count()
    with page.expect_response(lambda answer: "/actions/reassign" in answer.url) as given:
        row.locator(".grip").drag_to(page.locator(f"[data-courier='{courier.user_id}']"))
    assert given.value.status == 200, given.value.text()
    assert Offer.objects.filter(delivery=trip.delivery).count() == asked + 1
    trip.courier.take_offer(trip.road, UUID(order["id"]))
    page.get_by_label(f"Who brings #{number}, and why").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Given by hand at")
    dialog.get_by_role("button", name=f"Only {courier.name}").click()
    expect(row).to_contain_text(f"only {courier.name}")
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    wait_until_it_fits(page)
    page.set_viewport_size({"width": 800, "height": 600})
