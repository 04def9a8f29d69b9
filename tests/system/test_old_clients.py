"""Two public clients, as their registries have them, order a pizza from the running platform."""

import json
import re
import shutil
import subprocess
from uuid import UUID

import pytest
from django.db import connection

from apps.orders.contract.service import OrdersService
from apps.orders.contract.types import OrderStatus
from apps.payments.contract.service import PaymentsService
from dominos.kernel.auth import Role
from dominos.kernel.ids import new_id
from dominos.kernel.services import service
from dominos.kernel.testing.api import client, principal
from dominos.kernel.testing.serving import served
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
    from tests.whole import application

    with served(application) as port:
        yield port


@pytest.fixture(params=["npm", "python"])
def old_client(request, platform, tmp_path):
    """Runs a client's program with what it shall do; gives what it found out."""
    if request.param == "npm":
        folder = installed.npm_client()
        script = shutil.copy(installed.HERE / "order.mjs", folder / f"order-{platform}.mjs")
        command, variables = ["node", script], {}
    else:
        command, variables = [str(installed.python_client()), str(installed.HERE / "order.py")], {}
    with fronted(platform, tmp_path) as leads_here:

        def run(**job):
            told = json.dumps({"origin": f"http://127.0.0.1:{platform}", "customer": CUSTOMER, **job})
            done = subprocess.run(
                [*command, told],
                env=installed.environment(**variables, **leads_here),
                capture_output=True,
                text=True,
                timeout=60,
            )
            assert done.returncode == 0, done.stderr
            return json.loads(done.stdout.splitlines()[-1])

        yield run
    if request.param == "npm":
        (folder / f"order-{platform}.mjs").unlink()


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


def test_an_old_client_orders_pays_and_tracks(old_client, capfd, caplog):
    by_card = old_client(payment={"number": TEST_CARD})
    in_cash = old_client(payment={"number": ""})
    refused = old_client(payment={"number": REAL_LOOKING_CARD})
    assert "PaymentNotUnderstood" in refused["error"]

    for placed, method in ((by_card, "card"), (in_cash, "cash")):
        order = service(OrdersService).get_order(order_id=UUID(placed["order"]))
        assert order.status in (OrderStatus.PLACED, OrderStatus.ACCEPTED)
        assert order.amounts.total == round(placed["total"] * 100) > 1000
        assert service(PaymentsService).get_payment(order_id=order.order_id).method == method
        assert "PIZZA" in order.lines[0].product.upper()
    assert rows_with("Veera"), "what was looked for would have been found"
    for number in (TEST_CARD, REAL_LOOKING_CARD):
        assert rows_with(number) == []
        assert number not in caplog.text and number not in "".join(capfd.readouterr())

    assert old_client(track=True, store=in_cash["store"], key=in_cash["key"])["status"] == "Being Taken"
    move(in_cash, "accept", "start")
    seen = old_client(track=True, store=in_cash["store"], key=in_cash["key"])
    assert seen["status"] == "Makeline"
    assert len(seen["listed"]) == 2
    assert not PERSONAL.search(json.dumps(seen))
