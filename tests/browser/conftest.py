"""Pages in a real browser: the demo city, served by this process over HTTP and websockets.

Each process of a test run keeps one browser, one server and one database of the demo city, made when first
asked for and never emptied: a test makes the orders it looks at and counts on nobody else's absence.

    def test_the_board(visit, scene):
        page = visit("/board/", Role.STORE_STAFF)
        expect(page.get_by_text("Order board")).to_be_visible()
"""

from contextlib import ExitStack
from mimetypes import guess_type
from pathlib import Path

import pytest
import redis
from django.conf import settings as configured
from django.contrib.staticfiles import finders
from django.utils.http import http_date
from playwright.sync_api import expect

from apps.delivery.use_cases.dispatcher import dispatch_couriers
from apps.stores.demo_places import store_id
from dominos.demo.city import PASSWORD, Account, accounts
from dominos.demo.scene import Scene
from dominos.development.databases import copy_of, demo_city, kept, using
from dominos.kernel.auth import Role
from dominos.kernel.testing.api import principal, token
from dominos.kernel.testing.browser import (
    DESKTOP,
    PHONE,
    Watch,
    chromium,
    driving,
    needed_chromium,
    sign_in,
    sign_in_to_admin,
)
from dominos.kernel.testing.live_server import UnderWay, served
from tests.browser.shopping import PUT_DRAFT

STORE = "HEL-3"
PATIENCE_MS = 30_000
STRIPE = "https://js.stripe.com"
"""Whose script draws our card form; a test that shows it answers in its place."""
READER = {"locale": "en-GB", "timezone_id": "Europe/Helsinki", "reduced_motion": "reduce"}


@pytest.fixture(scope="session")
def browser():
    """This process's browser."""
    with chromium(needed_chromium()) as instance:
        yield instance


@pytest.fixture(scope="session")
def demo_database(django_db_setup, django_db_blocker):
    """The name of a database with the demo city in it."""
    with django_db_blocker.unblock():
        city = demo_city()
    with kept(copy_of(city, "pages"), django_db_blocker) as name:
        yield name


def with_files(application):
    """The application, before it static files from the tree: read at once, without a thread and what pages need."""

    async def answer(scope, receive, send):
        name = scope["path"].removeprefix(configured.STATIC_URL)
        path = finders.find(name) if scope["type"] == "http" and name != scope["path"] else None
        if path is None:
            await application(scope, receive, send)
            return
        body = Path(path).read_bytes()
        headers = {
            "content-type": guess_type(name)[0] or "application/octet-stream",
            "content-length": str(len(body)),
            "last-modified": http_date(Path(path).stat().st_mtime),
        }
        encoded = [(key.encode(), value.encode()) for key, value in headers.items()]
        await send({"type": "http.response.start", "status": 200, "headers": encoded})
        await send({"type": "http.response.body", "body": body})

    return answer


@pytest.fixture(scope="session")
def server():
    """The port where this process answers HTTP and websockets, and what it is at."""
    from tests.platform_asgi import application

    under_way = UnderWay()
    with served(under_way.counted(with_files(application))) as port:
        yield port, under_way


@pytest.fixture
def site(browser, db, server, demo_database, settings):
    """The origin of the pages; the demo city is this test's database until the last request has ended."""
    port, under_way = server
    settings.PUBLIC_URL, settings.REALTIME_URL = f"http://127.0.0.1:{port}", f"ws://127.0.0.1:{port}"
    redis.Redis.from_url(settings.REDIS_URL).flushdb()
    with using(demo_database):
        yield settings.PUBLIC_URL
        under_way.wait()


@pytest.fixture
def scene(site, settings):
    """The demo's people, who order, cook and drive through the public interfaces."""
    with Scene(web=site, realtime=settings.REALTIME_URL, dispatch=dispatch_couriers) as people:
        yield people


@pytest.fixture
def visit(browser, site):
    """Opens a page: `visit(path, who=None, viewport=DESKTOP, tolerated=(), admin=False, touch=False, **device)`.

    The reader is signed in as `who`, a role or an account of the demo, and to the admin if asked for; `device` is more
    of what Playwright may be told of theirs. They prefer reduced motion by default: what moves is drawn again
    and again while a test waits. The page may send them to the servers of `leads_to`. Afterwards the test fails if any
    of its pages logged an error that holds no tolerated text, or asked another server.
    """
    watch, allowed = Watch((site, STRIPE)), []
    with driving(browser), ExitStack() as stack:

        def open_page(
            path, who=None, viewport=DESKTOP, tolerated=(), admin=False, touch=False, leads_to=(), **device
        ):
            watch.origins += tuple(leads_to)
            size = {"width": viewport[0], "height": viewport[1]}
            context = browser.new_context(base_url=site, viewport=size, has_touch=touch, **READER | device)
            stack.callback(context.close)
            context.set_default_timeout(PATIENCE_MS)
            watch.over(context)
            allowed.extend(tolerated)
            if who is not None:
                sign_in(context, token(caller(who)))
            page = context.new_page()
            if admin:
                sign_in_to_admin(page, account(who).email, PASSWORD)
                allowed.append("favicon.ico")  # the admin has none
            page.goto(path)
            return page

        expect.set_options(timeout=PATIENCE_MS)
        yield open_page
        faults = watch.faults(tuple(allowed))
    assert not faults, faults


@pytest.fixture
def shop(visit):
    """A page of the shop with an order being put together: `shop(path, draft, who=None)`."""

    def open_page(path, draft, who=None, **how):
        page = visit("/basket/", who, viewport=PHONE, **how)
        page.evaluate(PUT_DRAFT, draft)
        page.goto(path)
        return page

    return open_page


@pytest.fixture
def access_of():
    """Gives the access token of the demo's person: `access_of(who)`, a role or an account."""
    return lambda who: token(caller(who))


def caller(who: Role | Account):
    """The demo's person, with the stores they work for."""
    who = account(who)
    stores = (store_id(who.store),) if who.role in (Role.STORE_STAFF, Role.STORE_MANAGER) else ()
    return principal(who.role, id=who.id, stores=stores)


def account(who: Role | Account) -> Account:
    """The demo's account of a role, at STORE if the role has one."""
    return who if isinstance(who, Account) else next(a for a in accounts(who) if a.store in ("", STORE))
