"""A backup brings the whole platform back as it was at one moment."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from apps.stores.demo_places import store_id
from dominos.demo.city import accounts
from dominos.development.databases import copy_of, using
from dominos.kernel.auth import Role
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.testing.api import client, principal

STORE = store_id("HEL-3")
TABLES = """
SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1
"""


@pytest.fixture
def photo(city, settings):
    """A file somebody uploaded."""
    settings.MEDIA_ROOT = city / "media"
    path = settings.MEDIA_ROOT / "delivery" / "door.jpg"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"a door")
    return path


def paid_order():
    customer = client(principal(Role.CUSTOMER, id=accounts(Role.CUSTOMER)[0].id))
    menu = customer.get(f"/api/v1/stores/{STORE}/menu").json()
    variant = next(v["code"] for v in menu["variants"] if v["product"] == "S_PIZZA" and v["size"] == "14")
    line = {"variant": variant, "quantity": 2}
    quote = post(customer, "orders/price", service="CARRYOUT", store_id=str(STORE), lines=[line])
    contact = {"name": "Ada", "phone": "+358 40 1234567"}
    order = post(customer, "orders", quote_id=quote["id"], contact=contact)
    post(customer, "payments", order_id=order["id"], method={"type": "card", "token": "pm_card_visa"})
    return order


def post(api, path, **body):
    answer = api.post(f"/api/v1/{path}", body, HTTP_IDEMPOTENCY_KEY=str(new_id()))
    assert answer.status_code in (200, 201), answer.json()
    return answer.json()


def contents():
    """A digest of each table's rows."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        names = [row[0] for row in cursor.fetchall()]
        digests = {}
        for name in names:
            cursor.execute(
                f"SELECT count(*), md5(coalesce(string_agg(md5(t::text), '' ORDER BY md5(t::text)), '')) FROM {name} t"
            )
            digests[name] = cursor.fetchone()
    return digests


def run(command, *arguments):
    told = StringIO()
    call_command(command, *arguments, stdout=told)
    return told.getvalue()


def test_what_was_backed_up_comes_back_to_the_last_row_and_reconciles(photo, tmp_path):
    order = paid_order()
    before, folder = contents(), tmp_path / "backup"
    assert "schema orders" in run("backup", str(folder))
    paid_order()
    photo.unlink()
    from_a_server_with_an_extension_of_its_own(folder)
    with copy_of("template1", "restored") as name, using(name):
        assert "extension cloud_watch is not available here" in run("restore", str(folder))
        assert contents() == before
        assert photo.read_bytes() == b"a door"
        assert "0 differences" in run("reconcile", "--day", str(now().date()))
        manager = client(principal(Role.STORE_MANAGER, stores=(STORE,)))
        assert manager.get(f"/api/v1/orders/{order['id']}").json()["status"] == "PLACED"
        paid_order()
        with pytest.raises(CommandError, match="not empty"):
            run("restore", str(folder))
    refused_where_it_does_not_fit(folder)


def from_a_server_with_an_extension_of_its_own(folder):
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["extensions"].append("cloud_watch")
    (folder / "manifest.json").write_text(json.dumps(manifest))


def refused_where_it_does_not_fit(folder: Path):
    with pytest.raises(CommandError, match="is there already"):
        run("backup", str(folder))
    manifest = json.loads((folder / "manifest.json").read_text())
    with copy_of("template1", "restored") as name, using(name):
        changed = manifest | {"migrations": [*manifest["migrations"], ["orders", "0999_later"]]}
        (folder / "manifest.json").write_text(json.dumps(changed))
        with pytest.raises(CommandError, match=r"unknown here: orders\.0999_later"):
            run("restore", str(folder))
        (folder / "manifest.json").write_text(json.dumps(manifest))
        with (folder / "orders.dump").open("ab") as file:
            file.write(b"x")
        with pytest.raises(CommandError, match=r"orders\.dump is not what was written"):
            run("restore", str(folder))
        assert contents() == {}
