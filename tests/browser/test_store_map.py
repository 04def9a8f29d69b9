"""The map of a store, for those who manage it."""

from playwright.sync_api import expect

from dominos.kernel.auth import Role
from dominos.kernel.testing.browser import wait_until


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
    expect(page.locator("#waiting")).to_contain_text(f"#{number}")
    expect(page.get_by_role("img", name=number, exact=True)).to_be_attached()
    trip = scene.trip(order)
    courier = page.locator(".pin-courier")
    expect(courier).to_be_attached()
    before = courier.bounding_box()
    trip.pick_up()
    trip.ride(0.6)
    wait_until(
        page, "x => document.querySelector('.pin-courier').getBoundingClientRect().x !== x", before["x"]
    )
    expect(page.locator("#couriers")).to_contain_text(f"#{number}")
