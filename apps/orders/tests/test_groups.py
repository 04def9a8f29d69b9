"""Group orders: who may put what in and out, until when, and that no more fits than is allowed."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.orders.domain.group_parts import PersonLine, owners_of, weights_of
from apps.orders.domain.groups import MAX_LINES_EACH, MAX_OPEN, MAX_PEOPLE, excess, note_of
from apps.orders.lifecycle import deadlines
from apps.orders.models import GroupLine, Order, OrderGroup, OrderSaga
from apps.orders.tests.builders import sent
from dominos.kernel import clock
from dominos.kernel.auth import Role
from dominos.kernel.ids import new_id
from dominos.kernel.testing.api import client, principal
from dominos.kernel.testing.threads import at_once

PIZZA = {"variant": "14HT", "quantity": 1, "options": {"P": {"1/2": "1"}}}


def test_what_does_not_fit():
    one, other = new_id(), new_id()
    assert excess([], one, MAX_LINES_EACH, 50) == ""
    assert excess([one] * 3, one, MAX_LINES_EACH - 2, 50) == "lines"
    assert excess([one] * 3, other, 3, 5) == "lines"
    full = [new_id() for _ in range(MAX_PEOPLE)]
    assert excess(full, other, 1, 50) == "people"
    assert excess(full, full[0], 1, 50) == ""
    assert (note_of("Aino", "well done"), note_of("Aino", "")) == ("Aino: well done", "Aino")


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2)), max_size=12), st.data())
def test_ordered_lines_are_of_who_put_them_in_and_the_rest_of_the_host(put_in, data):
    """`put_in`: who put what in; of that, in any order and number, and of what nobody put in, the order is made."""
    people = [new_id() for _ in range(4)]
    requested = [PersonLine(people[who], f"P{who}", {"variant": str(what)}) for who, what in put_in]
    others = [{"variant": "9", "note": "P0"}, {"variant": "0"}]
    lines = data.draw(
        st.lists(st.sampled_from([*(each.ordered for each in requested), *others]), max_size=15)
    )
    owners = owners_of(lines, requested, people[3])
    for line in lines:
        alike = {
            people[who]
            for who, what in put_in
            if (str(what), f"P{who}") == (line["variant"], line.get("note"))
        }
        assert {owner for each, owner in zip(lines, owners, strict=True) if each == line} <= alike | {
            people[3]
        }
    for who in people[:3]:
        assert owners.count(who) <= sum(each.person == who for each in requested)
    weights = weights_of(owners, [100] * len(owners), people[3])
    assert sum(weights.values()) == 100 * len(lines)
    assert people[3] not in list(weights)[:-1]


@pytest.mark.django_db(transaction=True)
class TestGroups:
    @pytest.fixture
    def group(self, world):
        self.host, self.guest, self.other = world.customer, principal(Role.GUEST), principal(Role.GUEST)
        answer = self.opened(world)
        assert answer.status_code == 201, answer.json()
        return f"/api/v1/groups/{answer.json()['group_token']}"

    def opened(self, world, **changes):
        body = {"store_id": str(world.store.id), "service": "DELIVERY", "name": "Aino", **changes}
        return client(world.customer).post("/api/v1/groups", body, headers={"Idempotency-Key": str(new_id())})

    def add(self, group, by, name="Otso", lines=(PIZZA,)):
        headers = {"Idempotency-Key": str(new_id())}
        body = {"name": name, "lines": list(lines)}
        return client(by).post(f"{group}/lines", body, headers=headers)

    def test_everybody_adds_their_own_and_the_host_closes_and_gets_all(self, world, group):
        assert self.add(group, self.host, "Aino").status_code == 201
        added = self.add(group, self.guest, "Otso", [PIZZA | {"note": "no olives"}]).json()["lines"]
        assert [(row["name"], row["product"], row["total"]) for row in added] == [
            ("Aino", "14HT", 1588),
            ("Otso", "14HT", 1588),
        ]
        assert added[1]["line"]["note"] == "Otso: no olives"
        assert client(self.other).delete(f"{group}/lines/{added[1]['id']}").status_code == 404
        assert client(self.guest).delete(f"{group}/lines/{added[0]['id']}").status_code == 404
        assert client(self.other).patch(group, {"is_closed": True}).status_code == 404
        assert client(self.guest).delete(f"{group}/lines/{added[1]['id']}").status_code == 200
        closed = client(self.host).patch(group, {"is_closed": True}).json()
        assert (closed["is_open"], len(closed["lines"])) == (False, 1)
        assert self.add(group, self.guest).json()["code"] == "group-closed"
        assert client(self.host).delete(f"{group}/lines/{added[0]['id']}").status_code == 409
        bodies = [row["line"] for row in closed["lines"]]
        assert world.quote(lines=bodies)["lines"][0]["note"] == "Aino"
        assert client(self.host).patch(group, {"is_closed": False}).json()["is_open"]
        assert client(self.host).delete(f"{group}/lines/{added[0]['id']}").json()["lines"] == []

    def test_rivals_fill_it_to_its_bounds_and_no_further(self, group):
        answers = at_once(8, lambda _: self.add(group, self.guest, lines=[PIZZA] * 3).status_code)
        assert sorted(answers) == [201] * 3 + [409] * 5
        assert GroupLine.objects.count() == 9

    def test_a_host_has_so_many_open_and_no_more_also_at_once_and_opened_again(self, world, group):
        assert client(self.host).patch(group, {"is_closed": True}).status_code == 200
        answers = at_once(6, lambda _: self.opened(world).status_code)
        assert sorted(answers) == [201] * MAX_OPEN + [409] * (6 - MAX_OPEN)
        assert client(self.host).patch(group, {"is_closed": False}).json()["code"] == "too-many-groups"

    def test_it_ends_and_is_forgotten(self, group):
        end = OrderGroup.objects.get().ends_at
        with clock.stopped(end):
            assert self.add(group, self.guest).json()["code"] == "group-closed"
            assert client().get(group).json()["is_open"] is False
        with clock.stopped(end + timedelta(days=1)):
            assert client().get(group).status_code == 404
            assert self.add(group, self.guest).status_code == 404

    def test_what_a_stranger_sends_is_bounded_and_the_link_not_guessed(self, world, group):
        for name, lines in [("x" * 41, [PIZZA]), ("", [PIZZA]), ("Otso", []), ("Otso", [PIZZA] * 11)]:
            assert self.add(group, self.guest, name, lines).status_code == 400
        assert self.add(group, self.guest, lines=[PIZZA | {"note": "x" * 151}]).status_code == 400
        assert self.add(group, self.guest, lines=[PIZZA | {"variant": "NONE"}]).status_code == 422
        assert self.add(group[:-1] + ("A" if group[-1] != "A" else "B"), self.guest).status_code == 404
        assert not GroupLine.objects.exists()
        assert self.opened(world, store_id=str(new_id())).status_code == 404

    def split(self, group, order_id, by=None):
        headers = {"Idempotency-Key": str(new_id())}
        return client(by or self.host).post(f"{group}/parts", {"order_id": str(order_id)}, headers=headers)

    def ordered(self, world, group, *more):
        """The host's order of what is in the group, placed and not paid."""
        closed = client(self.host).patch(group, {"is_closed": True}).json()
        return world.placed(lines=[*(row["line"] for row in closed["lines"]), *more])

    def test_each_pays_for_their_own_and_the_order_waits_for_all(self, world, group):
        self.add(group, self.host, "Aino")
        self.add(group, self.guest, "Otso", [PIZZA | {"note": "no olives"}] * 2)
        order = self.ordered(world, group, PIZZA)
        before = OrderSaga.objects.get().deadline_at
        answer = self.split(group, order.id)
        assert (answer.status_code, answer.json()["order_id"]) == (201, str(order.id))
        guest, host = world.payments.split[order.id]
        assert (guest.person_id, host.person_id, guest.weight) == (self.guest.id, self.host.id, host.weight)
        saga = OrderSaga.objects.get()
        assert saga.deadline_at > before
        assert answer.json()["pay_by"] == saga.deadline_at.isoformat().replace("+00:00", "Z")
        assert self.split(group, order.id).status_code == 201
        assert OrderSaga.objects.get().deadline_at == saga.deadline_at  # asking again gives no more time
        assert client(self.host).patch(group, {"is_closed": False}).json()["code"] == "group-closed"
        another = self.ordered(world, group)
        assert self.split(group, another.id).json()["code"] == "payment-in-progress"
        with clock.stopped(saga.deadline_at):
            deadlines.sweep()
        assert Order.objects.get(id=order.id).status == "EXPIRED"
        assert sent(Order.objects.get(id=order.id)).count("payments.void_payment") == 1

    def test_only_the_host_lets_others_pay_and_only_where_there_are_others(self, world, group):
        self.add(group, self.host, "Aino")
        order = self.ordered(world, group)
        for by, order_id in ((self.guest, order.id), (self.host, new_id())):
            assert self.split(group, order_id, by).status_code == 404
        assert self.split(group, order.id).json()["code"] == "nothing-to-split"
        assert not world.payments.split
        assert client().get(group).json()["order_id"] is None
