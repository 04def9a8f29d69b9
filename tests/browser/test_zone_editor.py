"""Drawing delivery zones on the admin's map."""

import json

import pytest
from playwright.sync_api import expect

from apps.geo.models import DeliveryZone
from apps.stores.demo_places import store_id
from dominos.demo.zones import CITY
from dominos.kernel.auth import Role


def inner_corner(shape) -> int:
    """A corner on the border with other zones, not on the edge of the city."""
    west, south, east, north = CITY.bounds
    ring = shape["coordinates"][0][:-1]
    return next(n for n, (lon, lat) in enumerate(ring) if west < lon < east and south < lat < north)


def pull(page, corners, index) -> None:
    """Drags a corner outwards, away from the middle of all."""
    boxes = [corners.nth(n).bounding_box() for n in range(corners.count())]
    spots = [(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2) for box in boxes]
    middle = [sum(spot[axis] for spot in spots) / len(spots) for axis in (0, 1)]
    x, y = spots[index]
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + (x - middle[0]) * 0.15, y + (y - middle[1]) * 0.15, steps=4)
    page.mouse.up()


@pytest.fixture
def zone(site):
    """A zone of the demo city, as it was once the test is over."""
    zone = DeliveryZone.objects.get(store_id=store_id("HEL-3"))
    shape = zone.shape
    yield zone
    DeliveryZone.objects.filter(id=zone.id).update(shape=shape)


def test_a_zone_is_drawn_warned_about_and_saved(visit, zone):
    before = zone.shape
    page = visit(f"/admin/geo/deliveryzone/{zone.id}/change/", Role.ADMIN, admin=True)
    page.locator(".zone-map .map.drawn").wait_for()
    corners = page.locator(".zone-map .corner")
    expect(corners).to_have_count(len(before["coordinates"][0]) - 1)
    expect(page.locator(".overlaps li")).to_have_count(0)
    pull(page, corners, inner_corner(before))
    expect(page.locator(".overlaps li").first).to_contain_text("overlaps City")
    drawn = json.loads(page.locator("#id_shape").input_value())
    assert drawn != before
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("overlaps City")
    page.locator(".zone-map .map.drawn").wait_for()
    zone.refresh_from_db()
    assert zone.shape == drawn
