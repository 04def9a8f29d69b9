"""What the platform's pages look like, and how it is photographed."""

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Geolocation, Page, ViewportSize

from apps.stores.demo_places import store_id
from dominos.demo.city import PASSWORD, accounts
from dominos.demo.client import Person
from dominos.demo.scene import HOME, STEPS, Scene
from dominos.demo.world import eventually
from dominos.kernel.auth import Role
from dominos.kernel.testing.browser import DESKTOP, PHONE, Watch, settle, sign_in, sign_in_to_admin

STORE = "HEL-5"
COLOURS = 256
DOOR = HOME | {
    "street": "Keskuskatu",
    "house_number": "5",
    "postcode": "00100",
    "lat": 60.16913,
    "lon": 24.94305,
}
HOMES = (
    HOME
    | {"street": "Fabianinkatu", "house_number": "26", "postcode": "00100", "lat": 60.17080, "lon": 24.94891},
    HOME
    | {
        "street": "Töölönlahdenkatu",
        "house_number": "4",
        "postcode": "00100",
        "lat": 60.17368,
        "lon": 24.93806,
    },
)
WHERE = Geolocation(latitude=60.17050, longitude=24.94300, accuracy=8)
"""Where the readers' phones are: on the way from the store to the door."""


@dataclass(frozen=True, slots=True)
class Shot:
    """A page to photograph as `<name>.png`.

    `path` may name `{store}`, `{zone}`, `{order}`, `{token}` and `{at}`: the store of the scene, its zone, its order on
    the road, that order's tracking token and its door; `{collected}` is the token of one that is collected. `who`
    reads it, nobody by default; `ready` is a selector of what must be visible; `admin` signs the reader in to the
    admin, too; `dark` is how they like it; `whole` shows what lies below the screen, too; `shopping` begins with a
    basket; `press` is a selector of what is clicked first.
    """

    name: str
    path: str
    who: Role | None = None
    viewport: tuple[int, int] = DESKTOP
    ready: str = "body"
    admin: bool = False
    dark: bool = False
    whole: bool = False
    shopping: bool = False
    press: str = ""


LINES: list[dict[str, Any]] = [
    {
        "id": "1",
        "variant": "14HT",
        "quantity": 1,
        "options": {"P": {"1/2": "1"}, "V": {"1/2": "0.5"}, "M": {"2/2": "1"}, "RU": {"2/2": "1"}},
    },
    {"id": "2", "variant": "LAPLAND-14HT", "quantity": 1},
    {"id": "3", "variant": "COLA-15", "quantity": 2},
]
BASKET = {"service": "DELIVERY", "store": str(store_id("HEL-3")), "address": HOME, "lines": LINES}
"""The order being put together, which the pages of the shop keep on the device."""
SHOTS = (
    Shot("shop", "/", ready=".find"),
    Shot("shop-phone", "/", viewport=PHONE, ready=".find"),
    Shot("shop-menu", "/menu/", ready=".item", shopping=True),
    Shot("shop-menu-phone", "/menu/#SPECIALTY", viewport=PHONE, ready=".item", shopping=True, dark=True),
    Shot("shop-builder", "/basket/", ready=".facts p", shopping=True, press=".line .row .plain"),
    Shot(
        "shop-builder-phone",
        "/basket/",
        viewport=PHONE,
        ready=".facts p",
        shopping=True,
        press=".line .row .plain",
    ),
    Shot("shop-basket", "/basket/", viewport=PHONE, ready=".amounts", shopping=True, whole=True),
    Shot("shop-checkout", "/checkout/", ready=".amounts", shopping=True, whole=True),
    Shot("shop-gift-cards", "/gift-cards/", viewport=PHONE, ready="form", shopping=True, whole=True),
    Shot("shop-group", "/group/#{group}", viewport=PHONE, ready=".rows", shopping=True, whole=True),
    Shot("shop-pin", "/pin/", viewport=PHONE, ready="#map.drawn", shopping=True),
    Shot("tracker", "/track/{token}", viewport=PHONE, ready="#map.drawn", whole=True),
    Shot("tracker-dark", "/track/{token}", viewport=PHONE, ready="#map.drawn", dark=True),
    Shot("courier", "/courier/", Role.COURIER, viewport=PHONE, ready="article[data-delivery]"),
    Shot("tracker-curbside", "/track/{collected}", viewport=PHONE, ready="#live.on", whole=True),
    Shot(
        "addresses",
        "/account/addresses/?at={at}",
        Role.CUSTOMER,
        viewport=PHONE,
        ready="#confirm",
        whole=True,
    ),
    Shot("make-line", "/make-line/{store}", Role.STORE_STAFF, ready="#live.on"),
    Shot("board", "/board/?store={store}", Role.STORE_MANAGER, ready="#live.on"),
    Shot("counter", "/board/counter/?store={store}", Role.STORE_STAFF, ready="form"),
    Shot("store", "/board/store/?store={store}", Role.STORE_MANAGER, ready="form", whole=True),
    Shot("sales", "/board/sales/", Role.STORE_MANAGER, ready=".charts svg"),
    Shot("money", "/board/money/?store={store}", Role.STORE_MANAGER, ready="#decide article"),
    Shot("zones", "/admin/geo/deliveryzone/", Role.ADMIN, ready=".map.drawn", admin=True),
    Shot("zone", "/admin/geo/deliveryzone/{zone}/change/", Role.ADMIN, ready=".map.drawn", admin=True),
    Shot("dashboard-map", "/board/map/?store={store}", Role.STORE_MANAGER, ready="#map.drawn"),
)


def set_scene(scene: Scene) -> dict[str, str]:
    """Orders in every stage, one of them half-way to its customer, one to be refunded; gives what paths may name."""
    _ask_refund(scene)
    road = scene.order(home=DOOR, steps=STEPS)
    trip = scene.trip(road)
    trip.pick_up()
    trip.ride(0.5)
    for home, steps in zip(HOMES, (STEPS[:1], STEPS[:3]), strict=True):
        scene.order(home=home, steps=steps)
    scene.order(home=DOOR)
    served = scene.person(accounts(Role.CUSTOMER)[0].email).get(
        "/geo/locate", lat=DOOR["lat"], lon=DOOR["lon"]
    )
    collected = scene.order(service="CURBSIDE", store=STORE, steps=STEPS[:3])
    scene.check_in(collected, parking_spot="3", vehicle="red Volvo")
    names = {"store": road["store_id"], "order": road["id"], "token": road["tracking_token"]}
    names["at"] = f"{DOOR['lat']},{DOOR['lon']}"
    names["group"] = _begin_group(scene)
    return names | {"zone": served["zone_id"], "collected": collected["tracking_token"]}


def _ask_refund(scene: Scene) -> None:
    """Support asks for more than one person may give back: the store's manager has to decide."""
    feast = [{"variant": "14HT", "quantity": 5}]
    eaten = scene.order(service="CARRYOUT", store=STORE, lines=feast, steps=STEPS)
    staff = scene.person(accounts(Role.STORE_STAFF, STORE)[0].email)
    staff.post(f"/orders/{eaten['id']}/actions/hand_over", code=eaten["collection_code"])
    support = scene.person(accounts(Role.SUPPORT)[0].email)
    refund = partial(support.post, f"/orders/{eaten['id']}/refunds", reason="all five were cold")
    eventually(refund)  # refused until the payment is captured


def _begin_group(scene: Scene) -> str:
    """A group order with something in it for two; gives its token."""
    host = scene.person(accounts(Role.CUSTOMER)[0].email)
    opened = host.post("/groups", store_id=BASKET["store"], service="DELIVERY", name="Aino")
    for name, line in (("Aino", LINES[0]), ("Otso", LINES[2])):
        asked = {part: value for part, value in line.items() if part != "id"}
        host.post(f"/groups/{opened['group_token']}/lines", name=name, lines=[asked])
    return str(opened["group_token"])


def photograph(
    browser: Browser, web: str, realtime: str, names: Mapping[str, str], shots: Sequence[Shot] = SHOTS
) -> Iterator[tuple[Shot, bytes]]:
    """Every page of `shots` as a PNG. AssertionError when one logs errors or asks other servers."""
    for shot in shots:
        watch = Watch((web, realtime))
        size = ViewportSize(width=shot.viewport[0], height=shot.viewport[1])
        with closing(
            browser.new_context(
                base_url=web,
                viewport=size,
                locale="en-GB",
                color_scheme="dark" if shot.dark else "light",
                permissions=["geolocation"],
                geolocation=WHERE,
            )
        ) as context:
            watch.over(context)
            page = _open(context, shot, web, names)
            picture = page.screenshot(animations="disabled", full_page=shot.whole)
        faults = watch.faults(("favicon.ico",) if shot.admin else ())
        assert not faults, f"{shot.name}: {faults}"
        yield shot, _compact(picture)


def _open(context: BrowserContext, shot: Shot, web: str, names: Mapping[str, str]) -> Page:
    page = context.new_page()
    if shot.who:
        _sign_in(page, shot.who, web, admin=shot.admin)
    if shot.shopping:
        page.goto("/basket/")
        page.evaluate("draft => localStorage.setItem('shop.order', draft)", json.dumps(BASKET))
    page.goto(shot.path.format_map(names))
    if shot.press:
        page.locator(shot.press).first.click()
    page.locator(shot.ready).first.wait_for()
    settle(page)
    return page


def _sign_in(page: Page, who: Role, web: str, *, admin: bool) -> None:
    email = next(a.email for a in accounts(who) if a.store in ("", STORE))
    with closing(Person(email, web=web, realtime="")) as reader:
        reader.sign_in(PASSWORD)
        sign_in(page.context, reader.token)
    if admin:
        sign_in_to_admin(page, email, PASSWORD)


def _compact(picture: bytes) -> bytes:
    """The same picture in fewer colours, a third of the size."""
    out = io.BytesIO()
    Image.open(io.BytesIO(picture)).convert("RGB").quantize(COLOURS).save(out, "PNG", optimize=True)
    return out.getvalue()


def write(folder: Path, shot: Shot, picture: bytes) -> Path:
    """Puts the picture where the documentation finds it."""
    path = folder / f"{shot.name}.png"
    path.write_bytes(picture)
    return path
