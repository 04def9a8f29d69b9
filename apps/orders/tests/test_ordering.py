"""Validating, deals, taxes and fees in quotes, and the same order again."""

from dataclasses import replace

import pytest
from django.db import connection

from apps.orders.models import Quote
from apps.orders.queries.search import search
from apps.orders.tests.builders import refreshed
from apps.stores.contract.types import SalesTerms, SmallOrder, TaxRate
from dominos.kernel.audit.sealing import entries
from dominos.kernel.auth import Role
from dominos.kernel.ids import new_id
from dominos.kernel.testing.api import client, principal

pytestmark = pytest.mark.django_db


def sell_by(world, **terms):
    world.stores.stores[0] = replace(world.store, terms=SalesTerms(**terms))


class TestValidate:
    def validated(self, world, **changes):
        response = client(world.customer).post("/api/v1/orders/validate", world.basket(**changes))
        assert response.status_code == 200, response.json()
        assert not Quote.objects.exists()
        return response.json()

    def test_a_basket_that_can_be_ordered(self, world):
        found = self.validated(world, deals=["NOPE"])
        assert found["is_ok"]
        assert [line["is_ok"] for line in found["lines"]] == [True, True]
        assert found["unused_deals"] == {"NOPE": "unknown_deal"}
        assert "price" not in str(found)

    def test_every_line_answers_and_the_corrected_basket_can_be_ordered(self, world):
        lines = [{"variant": "ANCHOVY"}, {"variant": "14HT", "quantity": 2, "options": {"P": {"1/2": "1.0"}}}]
        found = self.validated(world, lines=lines)
        gone, kept = found["lines"]
        assert (gone["status_codes"], gone["corrected"]) == (["unknown_variant"], None)
        assert gone["corrections"][0]["action"] == "remove_line"
        assert (kept["is_ok"], kept["corrected"]) == (True, 1)
        assert found["corrected_lines"] == [lines[1]]
        assert self.validated(world, lines=found["corrected_lines"])["is_ok"]

    def test_what_is_wrong_with_the_whole(self, world):
        world.stores.shut[world.store.id] = "holiday"
        found = self.validated(world, lines=[{"variant": "COLA-033"}])
        assert [problem["code"] for problem in found["problems"]] == ["store-closed", "below-minimum"]
        assert not found["is_ok"]


class TestQuotes:
    def test_a_deal_is_applied_and_another_says_why_not(self, world):
        world.menu.deals["FIVE"] = 500
        found = world.quote(deals=["FIVE", "NOPE"])
        assert [(deal["code"], deal["discount"], deal["lines"]) for deal in found["deals"]] == [
            ("FIVE", 500, {"1": 500})
        ]
        assert found["unused_deals"] == {"NOPE": "unknown_deal"}
        amounts = found["amounts"]
        assert (amounts["discount"], amounts["savings"], amounts["total"]) == (500, 500, 3466 - 500 + 200)
        assert found["lines"][0]["discount"] == 500

    def test_taxes_by_class_and_deposits(self, world):
        sell_by(world, taxes=(TaxRate(tax_class="drink", percent="25.5"),))
        world.menu.tax_classes["COLA-033"], world.menu.deposits["COLA-033"] = "drink", 15
        amounts = world.quote()["amounts"]
        rates = [(line["tax_class"], line["percent"]) for line in amounts["tax_lines"]]
        assert rates == [("food", "14"), ("drink", "25.5"), ("deposit", "0")]
        assert amounts["deposit"] == 15
        assert amounts["tax"] == sum(line["tax"] for line in amounts["tax_lines"]) == 390 + 59

    def test_the_jurisdiction_goes_before_the_market(self, world):
        world.stores.stores[0] = replace(
            world.store,
            terms=SalesTerms(taxes=(TaxRate(tax_class="food", percent="10"),)),
            local_taxes=(TaxRate(tax_class="food", percent="8.875"),),
            tax_included=False,
        )
        [line] = world.quote(tip=0)["amounts"]["tax_lines"]
        assert (line["percent"], line["base"], line["tax"]) == ("8.875", 3466, 308)

    def test_a_small_order_where_the_market_takes_it(self, world):
        sell_by(world, small_order=SmallOrder.CHARGE, small_order_fee=250)
        amounts = world.quote(lines=[{"variant": "COLA-033"}], tip=0)["amounts"]
        assert (amounts["small_order_fee"], amounts["total"]) == (250, 290 + 390 + 250)

    def test_cash_is_rounded_to_coins_and_cards_are_not(self, world):
        sell_by(world, cash_coin=5)
        amounts = world.quote(in_cash=True, tip=201)["amounts"]
        assert (amounts["total"], amounts["rounding"]) == (3665, -2)
        assert world.quote(tip=201)["amounts"]["total"] == 3667

    @pytest.mark.parametrize(
        ("quoted_in_cash", "method", "total", "rounding"),
        [
            (True, "cash", 3665, -2),
            (True, "card", 3667, 0),
            (False, "cash", 3665, -2),
            (False, "card", 3667, 0),
        ],
    )
    def test_what_is_paid_decides_what_is_rounded(self, world, quoted_in_cash, method, total, rounding):
        sell_by(world, cash_coin=5)
        order = world.placed(in_cash=quoted_in_cash, tip=201)
        world.pay(order, amount=total, method=method)
        paid = refreshed(order)
        assert (paid.status, paid.total, paid.rounding) == ("PLACED", total, rounding)

    def test_what_coins_round_to_nothing_is_ordered(self, world):
        sell_by(world, cash_coin=5)
        world.menu.deals["NEARLY"] = 1397
        lines = [{"variant": "14HT", "quantity": 1}]
        basket = {"service": "CARRYOUT", "address": None, "tip": 0, "store_id": str(world.store.id)}
        order = world.placed(**basket, lines=lines, deals=["NEARLY"])
        assert (order.total, order.status) == (2, "PENDING_PAYMENT")
        world.pay(order, amount=0, method="cash")
        paid = refreshed(order)
        assert (paid.status, paid.total, paid.rounding) == ("PLACED", 0, -2)

    @pytest.mark.parametrize("service", ["CARRYOUT", "CURBSIDE"])
    @pytest.mark.parametrize("path", ["price", "validate"])
    def test_nobody_tips_where_no_courier_comes(self, world, service, path):
        where = {"service": service, "store_id": str(world.store.id), "address": None}
        body = world.basket(**where, tip=100)
        refused = client(world.customer).post(f"/api/v1/orders/{path}", body)
        errors = [(error["field"], error["code"]) for error in refused.json()["errors"]]
        assert (refused.status_code, errors) == (400, [("tip", "no_courier")])
        assert world.quote(**where)["amounts"]["tip"] == 0

    @pytest.mark.parametrize("code", [" FREE100 ", "\u00a0FREE100"])
    def test_a_code_is_taken_without_the_blanks_around_it(self, world, code):
        world.menu.deals["FREE100"] = 100
        found = world.quote(deals=[code, "NOPE"])
        assert [deal["code"] for deal in found["deals"]] == ["FREE100"]
        assert found["unused_deals"] == {"NOPE": "unknown_deal"}

    def test_lines_of_one_product_are_a_group_and_notes_stay_with_their_line(self, world):
        lines = [{"variant": "14HT", "note": "well done"}, {"variant": "COLA-033"}, {"variant": "14HT"}]
        found = world.quote(lines=lines)
        assert [(group["product"], group["lines"]) for group in found["groups"]] == [
            ("P-14HT", [1, 3]),
            ("P-COLA-033", [2]),
        ]
        order = world.post_order(found["id"]).json()
        assert [line["note"] for line in order["lines"]] == ["well done", "", ""]
        assert order["groups"] == found["groups"]

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"deals": "FIVE"}, "deals"),
            ({"when": "tomorrow"}, "when"),
            ({"in_cash": "maybe"}, "in_cash"),
            ({"lines": [{"variant": "14HT", "sides": {"RANCH": -1}}]}, "lines.0.sides.RANCH"),
            ({"lines": [{"variant": "14HT", "note": "x" * 501}]}, "lines.0.note"),
        ],
    )
    def test_bad_input(self, world, changes, field):
        response = client(world.customer).post("/api/v1/orders/price", world.basket(**changes))
        assert response.status_code == 400, response.json()
        assert field in [error["field"] for error in response.json()["errors"]]


class TestReorder:
    def again(self, world, order, by=None, **body):
        return client(by or world.customer).post(f"/api/v1/orders/{order.id}/reorder", body)

    def test_the_same_again_as_it_was(self, world):
        order = world.placed()
        found = self.again(world, order, tip=200)
        assert found.status_code == 201, found.json()
        assert found.json()["changes"] == {"lines": [], "amounts": {}, "deals": {}}
        placed = world.post_order(found.json()["quote"]["id"])
        assert placed.json()["lines"] == order.lines

    def test_what_changed_is_listed(self, world):
        world.menu.deals["FIVE"] = 500
        order = world.placed(deals=["FIVE"])
        del world.menu.deals["FIVE"]
        world.menu.prices["14HT"] += 100
        world.menu.sold_out.add("COLA-033")
        found = self.again(world, order).json()
        gone, dearer = found["changes"]["lines"]
        assert (gone["number"], gone["now"], gone["corrections"][0]["code"]) == (2, None, "sold_out")
        assert (dearer["number"], dearer["was"], dearer["now"]) == (1, 3176, 3376)
        assert found["changes"]["deals"]["lost"] == {"FIVE": "unknown_deal"}
        assert [line["variant"] for line in found["quote"]["lines"]] == ["14HT"]
        assert found["changes"]["amounts"]["tip"] == {"was": 200, "now": 0}

    def test_only_the_own_order(self, world):
        order = world.placed()
        assert self.again(world, order, by=principal(Role.CUSTOMER)).status_code == 404
        assert self.again(world, order, by=world.staff).status_code == 403

    def test_an_address_nobody_serves_any_more(self, world):
        order = world.placed()
        world.geo.stores.clear()
        assert self.again(world, order).status_code == 422


MANY_OF_ONE = """
INSERT INTO orders_order
SELECT (jsonb_populate_record(one, jsonb_build_object(
    'id', gen_random_uuid(), 'quote_id', gen_random_uuid(), 'number', '2026-11-22#' || n,
    'mailbox', md5('m' || n), 'telephone', md5('t' || n), 'name_words', jsonb_build_array(md5('n' || n))
))).*
FROM orders_order AS one, generate_series(1, 2000) AS n
"""
"""As many orders (without their quotes) as it takes for an index to be cheaper than the whole table."""


class TestFinding:
    def find(self, by, **query):
        answer = client(by).get("/api/v1/orders/search", query)
        assert answer.status_code == 200, answer.json()
        return [row["id"] for row in answer.json()["results"]]

    def test_support_finds_by_what_a_caller_knows(self, world):
        order, other = world.placed(), world.placed()
        contact = {"name": "Eero Mäki", "phone": "0401112223", "email": "eero@example.org"}
        for name, value in contact.items():
            setattr(other, f"contact_{name}", value)
        other.save()
        day, short = order.number.split("#")
        assert self.find(world.support, number=order.number) == [str(order.id)]
        assert self.find(world.support, number=short, date=day) == [str(order.id)]
        for phone in ("+358-40-1234567", "040 123 4567", "00358401234567", "123 4567"):
            assert self.find(world.support, phone=phone) == [str(order.id)]
        for email in ("EERO@example.org", " eero+pizza@example.org", "ｅero@example.org"):
            assert self.find(world.support, email=email) == [str(other.id)]
        assert self.find(world.support, name="eero") == [str(other.id)]
        assert self.find(world.support, store=str(world.store.id), date=day) == [str(other.id), str(order.id)]
        searched = entries("orders").filter(kind="orders.order_searched").earliest("id")
        assert (searched.actor_id, searched.details) == (
            world.support.id,
            {"ways": ["number"], "rows": [str(order.id)]},
        )
        assert self.find(world.support, name="eero", phone="+358401234567") == []
        assert self.find(world.staff, number=order.number) == [str(order.id)]
        assert self.find(principal(Role.STORE_STAFF, stores=(new_id(),)), number=order.number) == []

    @pytest.mark.parametrize(
        ("known", "index"),
        [
            ({"number": "2026-11-22#7"}, "orders_of_number"),
            ({"phone": "040 123"}, "orders_by_phone"),
            ({"email": "a@b.example"}, "orders_of_email"),
            ({"name": "ee"}, "orders_of_name"),
        ],
    )
    def test_every_way_has_its_index(self, world, known, index):
        world.placed()
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(MANY_OF_ONE)
            cursor.execute("ANALYZE orders_order")
        assert index in search(world.support, known).rows.order_by().explain()

    @pytest.mark.parametrize(
        ("name", "wanted"),
        [
            ("Strauß", ["Strauß", "STRAUSS", "strauß"]),
            ("José García", ["José", "Jose\u0301", "jose", "GARCIA José"]),
            ("Jose\u0301 Diaz", ["José", "jose diaz"]),
            ("ŁUKASZ Øst", ["łukasz", "lukasz ost"]),
            ("İpek", ["ipek", "İpek"]),
            ("Ёлкин", ["елкин", "ЁЛКИН"]),
            ("100% Pizza", ["100%"]),
            ("Ｊｏｎ", ["jon"]),
        ],
    )
    def test_a_name_is_found_however_it_is_written(self, world, name, wanted):
        order = world.placed()
        order.contact_name = name
        order.save(update_fields=["contact_name"])
        for text in wanted:
            assert self.find(world.support, name=text) == [str(order.id)], text
        assert self.find(world.support, name=name[:2]) == [], "no part of a word"

    def test_who_may_search_and_for_what(self, world):
        assert client(world.customer).get("/api/v1/orders/search", {"name": "eero"}).status_code == 403
        assert client(world.support).get("/api/v1/orders/search").status_code == 400
        assert client(world.support).get("/api/v1/orders/search", {"q": "x"}).status_code == 400

    def test_a_customer_filters_the_own_history(self, world):
        road = world.placed()
        counter = world.placed(service="CARRYOUT", address=None, store_id=str(world.store.id))
        world.act(counter, "cancel", by=world.customer)

        def listed(**query):
            answer = client(world.customer).get("/api/v1/orders", query).json()
            return [row["id"] for row in answer["results"]]

        day = road.business_date.isoformat()
        assert listed() == [str(counter.id), str(road.id)]
        assert listed(service="DELIVERY") == [str(road.id)]
        assert listed(status="CANCELLED") == [str(counter.id)]
        assert listed(since=day, until=day) == [str(counter.id), str(road.id)]
        assert listed(until="2020-01-01") == []
        assert listed(store=str(new_id())) == []
        first = client(world.customer).get("/api/v1/orders", {"page_size": 1}).json()
        second = client(world.customer).get(first["next"]).json()
        assert [row["id"] for row in first["results"] + second["results"]] == [str(counter.id), str(road.id)]
