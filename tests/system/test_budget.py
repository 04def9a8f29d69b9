"""What a placed and paid order costs the database while its customer waits."""

import re
from collections import Counter
from contextlib import contextmanager

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.stores.demo_places import store_id
from dominos.demo.city import accounts
from dominos.kernel.auth import Role
from dominos.kernel.clock import stopped
from dominos.kernel.ids import new_id
from dominos.kernel.testing.api import client, principal
from tests.system.builders import ADDRESS

STATEMENTS = {"quote": 9, "place": 5, "pay": 6, "read": 1}
"""The most statements of each call; begin, commit and savepoints are not statements but transactions."""
USUAL_QUOTE = 2
"""Of a quote in a store that had another one within the last second: the quote, the answer."""
GATEWAY = re.compile("payments_embedded(call|payment|event)")
"""The embedded gateway stands for a provider's own database, where a real one would be asked over the network."""
ROW_WRITES = 9
TRANSACTIONS = 4
WRITE = re.compile(r"(INSERT INTO|UPDATE|DELETE FROM) \"?(\w+)")


class Cost:
    """Statements, row-writing statements and transactions of the calls measured so far."""

    def __init__(self):
        self.statements, self.writes, self.transactions = Counter(), [], 0
        self.sql = {}

    @contextmanager
    def of(self, step):
        with CaptureQueriesContext(connection) as queries:
            yield
        texts = [query["sql"] for query in queries.captured_queries]
        ours = [t for t in texts if not GATEWAY.search(t)]
        self.transactions += len(re.findall("BEGIN(?! COMMIT)", " ".join(t.split()[0] for t in ours)))
        self.sql[step] = [t for t in ours if t.split()[0] not in ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")]
        self.statements[step] = len(self.sql[step])
        self.writes += [" ".join(found.groups()) for t in self.sql[step] if (found := WRITE.search(t))]


def buy(cost, lines):
    """One order by a signed-in customer, as many lines as asked for; its writes go to a broker nobody serves."""
    api = client(principal(Role.CUSTOMER, id=accounts(Role.CUSTOMER)[0].id))
    menu = api.get(f"/api/v1/stores/{store_id('HEL-3')}/menu").json()
    pizza = next(v["code"] for v in menu["variants"] if v["product"] == "S_PIZZA" and v["size"] == "14")
    basket = [{"variant": pizza, "quantity": n + 1, "options": {"P": {"1/2": "1"}}} for n in range(lines)]
    with cost.of("quote"):
        quote = _post(api, "orders/price", service="DELIVERY", address=ADDRESS, lines=basket)
    contact = {"name": "Demo", "phone": "+358 40 1234567"}
    with cost.of("place"):
        order = _post(api, "orders", quote_id=quote["id"], contact=contact)
    method = {"type": "card", "token": "pm_card_visa"}
    with cost.of("pay"):
        payment = _post(api, "payments", order_id=order["id"], method=method)
    assert payment["status"] == "AUTHORIZED"
    with cost.of("read"):
        assert api.get(f"/api/v1/orders/{order['id']}").status_code == 200


def _post(api, path, **body):
    answer = api.post(f"/api/v1/{path}", body, HTTP_IDEMPOTENCY_KEY=str(new_id()))
    assert answer.status_code in (200, 201), answer.content
    return answer.json()


@pytest.fixture
def web(city, settings, monkeypatch):
    """As in a web process, at its worst: messages go to Celery; what is kept for a second has expired."""
    settings.DISPATCH = "celery"
    monkeypatch.setattr("apps.menu.queries.published_menus.remembered.seconds", 0)
    monkeypatch.setattr("apps.stores.queries.states.remembered.seconds", 0)
    monkeypatch.setattr("apps.geo.queries.zones.remembered.seconds", 0)
    monkeypatch.setattr("apps.orders.queries.kitchen.remembered.seconds", 0)
    monkeypatch.setattr("apps.delivery.estimates.quotes.remembered.seconds", 0)
    monkeypatch.setattr("apps.orders.lifecycle.promises.observations.cached.seconds", 0)
    with stopped():  # on a slow machine what is kept for longer would expire, too
        buy(Cost(), lines=1)
        yield


@pytest.mark.usefixtures("web")
def test_an_order_stays_within_its_budget():
    cost = Cost()
    buy(cost, lines=2)
    over = {step: cost.sql[step] for step, most in STATEMENTS.items() if cost.statements[step] > most}
    assert not over, "\n".join(f"{step}: {len(sql)}\n  " + "\n  ".join(sql) for step, sql in over.items())
    assert cost.statements.total() <= 21
    assert len(cost.writes) <= ROW_WRITES, cost.writes
    assert cost.transactions <= TRANSACTIONS, cost.sql
    print(dict(cost.statements), len(cost.writes), "writes", cost.transactions, "transactions")


@pytest.mark.usefixtures("web")
def test_what_was_read_within_the_last_second_is_not_asked_for_again(monkeypatch):
    monkeypatch.undo()  # of what `web` has expire
    buy(Cost(), lines=1)
    cost = Cost()
    buy(cost, lines=2)
    assert cost.statements["quote"] <= USUAL_QUOTE, cost.sql["quote"]
    assert cost.transactions <= TRANSACTIONS, cost.sql


@pytest.mark.usefixtures("web")
def test_the_number_of_lines_costs_nothing():
    costs = []
    for lines in (1, 12):
        cost = Cost()
        buy(cost, lines)
        costs.append((cost.statements, len(cost.writes), cost.transactions))
    assert costs[0] == costs[1]
