"""Two public clients, as their registries have them, order a pizza from the running platform."""

import json
import re
import shutil
import subprocess
from functools import partial
from uuid import UUID

import httpx
import pytest
from django.db import connection

from apps.compat.domain.cards import TEST_CARDS
from apps.menu.catalogues.imports.importer import import_menu
from apps.orders.contract.service import OrdersService
from apps.orders.contract.types import OrderStatus
from apps.payments.contract.service import PaymentsService
from apps.payments.gateways.embedded.tokens import TEST_TOKENS
from dominos.kernel.auth import Role
from dominos.kernel.ids import new_id
from dominos.kernel.services import service
from dominos.kernel.testing.api import client, principal
from dominos.kernel.testing.live_server import served
from tests.old_clients import installed
from tests.old_clients.front import fronted

TEST_CARD = "4242424242424242"
REAL_LOOKING_CARD = "4539578763621486"
CUSTOMER = {
    "firstName": "Veera",
    "lastName": "Virtanen",
    "phone": "0405550123",
    "email": "veera@old.example",
    "address": {"street": "Bulevardi 7", "city": "Helsinki", "region": "Uusimaa", "postalCode": "00120"},
}
PERSONAL = re.compile("veera|virtanen|bulevardi|00120", re.IGNORECASE)


@pytest.fixture
def platform(city):
    """The port where the demo city is served."""
    from tests.platform_asgi import application

    with served(application) as port:
        yield port


@pytest.fixture
def leads_here(platform, tmp_path):
    """What makes a client that insists on its hosts come to us."""
    with fronted(platform, tmp_path) as variables:
        yield variables


@pytest.fixture
def npm(platform, leads_here, tmp_path):
    """Runs a program that uses the npm client; gives what it found out."""
    script = shutil.copy(installed.HERE / "order.mjs", tmp_path)
    (tmp_path / "node_modules").symlink_to(installed.npm_client() / "node_modules")
    return partial(run, platform, leads_here, "node", script)


@pytest.fixture
def python(platform, leads_here):
    """Runs a program that uses the Python client."""
    return partial(run, platform, leads_here, installed.python_client(), installed.HERE / "order.py")


def run(port, variables, program, script, **job):
    """Runs a client's program with what it shall do."""
    told = json.dumps({"origin": f"http://127.0.0.1:{port}", **job})
    done = subprocess.run(
        [program, script, told],
        env=installed.environment(**variables),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def move(placed, *actions):
    """The store takes the order on."""
    staff = client(principal(Role.STORE_MANAGER, stores=(UUID(placed["store"]),)))
    for action in actions:
        answer = staff.post(
            f"/api/v1/orders/{placed['order']}/actions/{action}", {}, HTTP_IDEMPOTENCY_KEY=str(new_id())
        )
        assert answer.status_code == 200, answer.content


def rows_with(text):
    """The tables in which a row holds the text, whatever the column."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT schemaname, tablename FROM pg_tables WHERE schemaname !~ '^(pg_|information_)'"
        )
        found = []
        for schema, table in cursor.fetchall():
            cursor.execute(
                f'SELECT 1 FROM "{schema}"."{table}" AS t WHERE t::text LIKE %s LIMIT 1', [f"%{text}%"]
            )
            found += [table] if cursor.fetchone() else []
    return found


def order_pay_and_track(client_program, customer):
    """One client's orders: by card, in cash, and by a card that is none of those published."""
    order = partial(client_program, customer=customer)
    by_card, in_cash = order(payment={"number": TEST_CARD}), order(payment={"number": ""})
    refused = order(payment={"number": REAL_LOOKING_CARD})
    assert "PaymentNotUnderstood" in refused["error"]
    for placed, method in ((by_card, "card"), (in_cash, "cash")):
        found = service(OrdersService).get_order(order_id=UUID(placed["order"]))
        assert found.status in (OrderStatus.PLACED, OrderStatus.ACCEPTED)
        assert found.amounts.total == round(placed["total"] * 100) > 1000
        assert service(PaymentsService).get_payment(order_id=found.order_id).method == method
        assert "PIZZA" in found.lines[0].product.upper()

    track = partial(order, track=True, store=in_cash["store"], key=in_cash["key"])
    assert track()["status"] == "Being Taken"
    move(in_cash, "accept", "start")
    seen = track()
    assert seen["status"] == "Makeline" and len(seen["listed"]) == 2
    assert not PERSONAL.search(json.dumps(seen))
    return in_cash["store"]


def test_old_clients_order_pay_and_track(platform, npm, python, capfd, caplog):
    store = order_pay_and_track(npm, CUSTOMER)
    second = {**CUSTOMER, "phone": "0405550124", "email": "veeti@old.example"}
    assert order_pay_and_track(python, second) == store
    assert rows_with("Veera"), "what was looked for would have been found"
    logged = caplog.text + "".join(capfd.readouterr())
    assert "place-order" in logged
    for number in (TEST_CARD, REAL_LOOKING_CARD):
        assert rows_with(number) == [] and number not in logged
    menu = httpx.get(f"http://127.0.0.1:{platform}/power/store/{store}/menu").json()
    imported = import_menu(menu, store_code="HEL-1")
    strange = [line for line in imported.lines if not line.startswith("Coupons.")]
    assert strange == [], "what old clients read is a menu that we read, at the same prices"
    assert imported.taken["variants"] == len(menu["Variants"]) > 100


def test_every_test_card_is_a_token_of_the_embedded_gateway():
    assert set(TEST_CARDS.values()) <= set(TEST_TOKENS)
