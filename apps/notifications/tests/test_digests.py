"""One mail a day for staff: at the hour of their store's clock, of what they chose, once, and nothing of it lost."""

from datetime import UTC, date, datetime

import pytest

from apps.dashboard.contract.events import WeekCounted
from apps.menu.contract.events import MenuSoldOut
from apps.notifications.domain.digests import due_at, next_day
from apps.notifications.models import Digest, DigestEntry, Outgoing
from apps.notifications.sending import queue as sending
from apps.notifications.tasks import write_digests
from apps.notifications.tests.builders import deliver
from apps.notifications.use_cases import digests
from apps.payments.contract.events import MoneyWaits
from apps.payments.contract.types import MoneyMatter
from apps.stores.contract.fake import FakeStoresService, a_store
from apps.stores.contract.service import StoresService
from apps.users.contract.types import PersonStores
from dominos.kernel import clock
from dominos.kernel.auth import Role
from dominos.kernel.ids import new_id
from dominos.kernel.testing.api import client, principal

URL = "/api/v1/notifications/settings"
MORNING = datetime(2027, 10, 30, 4, 0, tzinfo=UTC)  # 7:00 in Helsinki, the day before summer time ends
HELSINKI = "Europe/Helsinki"


@pytest.mark.parametrize(
    ("first", "at", "hour", "timezone", "day"),
    [
        (date(2027, 10, 1), MORNING, 8, HELSINKI, date(2027, 10, 30)),
        (date(2027, 10, 1), MORNING, 7, HELSINKI, date(2027, 10, 31)),
        (date(2027, 10, 31), MORNING, 8, HELSINKI, date(2027, 10, 31)),
        (date(2027, 10, 1), MORNING, 8, "Asia/Tokyo", date(2027, 10, 31)),
        (date(2027, 10, 1), MORNING, 23, "Pacific/Honolulu", date(2027, 10, 29)),
    ],
)
def test_the_next_mail_is_at_the_hour_on_the_wall_there_and_never_twice_a_day(first, at, hour, timezone, day):
    assert next_day(first, at, hour, timezone) == day


def test_the_hour_on_the_wall_stays_when_the_clocks_change():
    days = (date(2027, 10, 30), date(2027, 10, 31))
    assert [due_at(day, 8, HELSINKI).astimezone(UTC).hour for day in days] == [5, 6]


@pytest.fixture
def crew(customers, stand_in):
    person = customers.add(locale="fi")
    store = a_store(timezone=HELSINKI)
    stand_in(StoresService, FakeStoresService([store]))
    customers.service.stores[person.id] = PersonStores(store_ids=(store.id,), managed_ids=())
    return principal(Role.STORE_STAFF, id=person.id, stores=(store.id,))


def ask(crew, hour=8, kinds=("store-sold-out",)):
    (store_id,) = crew.store_ids
    return client(crew).patch(URL, {"digest": {"store_id": store_id, "kinds": list(kinds), "hour": hour}})


def run_out(crew, *names, store_id=None):
    event = MenuSoldOut(
        store_id=store_id or next(iter(crew.store_ids)),
        names=names,
        unorderable=("Margherita, 14 in",),
        until=datetime(2027, 10, 30, 18, 0, tzinfo=UTC),
        timezone=HELSINKI,
        by=crew.id,
    )
    deliver(event, times=2)


@pytest.mark.django_db(transaction=True)
def test_what_happened_since_yesterday_comes_in_one_mail_in_the_readers_language(crew):
    with clock.stopped(MORNING) as time:
        assert ask(crew).status_code == 200
        run_out(crew, "Kola")
        run_out(crew, "Sipuli")
        run_out(crew, "Elsewhere", store_id=new_id())
        money = MoneyWaits(
            subject_id=new_id(),
            store_id=next(iter(crew.store_ids)),
            matter=MoneyMatter.CASH_DIFFERS,
            amount=-500,
            currency="EUR",
            at=clock.now(),
        )
        deliver(money)
        write_digests()
        assert not Outgoing.objects.exists(), "it is seven"
        time.advance(hours=1)
        write_digests()
        write_digests()
        (mail,) = Outgoing.objects.filter(channel="mail")
        assert (mail.address, mail.locale, "Kola" in mail.text, "Sipuli" in mail.text) == (
            *("ada@example.com", "fi"),
            *(True, True),
        )
        assert "Elsewhere" not in mail.text and "21.00" in mail.text and "Ada" in mail.text
        assert not DigestEntry.objects.exists()
        run_out(crew, "Ananas")
        ask(crew, hour=9)
        time.advance(hours=2)
        write_digests()
        assert Outgoing.objects.filter(channel="mail").count() == 1, "one a day, at whatever hour"
        time.advance(hours=24)
        write_digests()
        later = Outgoing.objects.filter(channel="mail").exclude(id=mail.id).get()
        assert "Ananas" in later.text and "Kola" not in later.text


@pytest.mark.django_db(transaction=True)
def test_who_dies_while_it_is_written_loses_nothing_and_sends_nothing_twice(crew, monkeypatch):
    with clock.stopped(MORNING) as time:
        ask(crew)
        run_out(crew, "Kola")
        time.advance(hours=1)
        with monkeypatch.context() as broken:
            broken.setattr(digests, "next_day", lambda *_: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                write_digests()
        assert (Outgoing.objects.count(), DigestEntry.objects.count()) == (0, 1)
        write_digests()
        assert not Outgoing.objects.exists(), "it is another's until the lease ends"
        (stale,) = Digest.objects.all()
        time.advance(minutes=6)
        write_digests()
        digests.write(stale)
        assert Outgoing.objects.filter(channel="mail").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_mail_that_cannot_be_written_holds_up_no_other(crew, customers, monkeypatch):
    with clock.stopped(MORNING) as time:
        ask(crew)
        for digest in (Digest(pk=new_id()), Digest(pk=new_id())):
            digest.__dict__.update({**Digest.objects.values().first(), "user_id": digest.pk})
            digest.save()
        broken, *others = Digest.objects.order_by("due_at", "pk")
        reached = []

        def person(user_id):
            reached.append(user_id)
            return 1 / 0 if user_id == broken.pk else None

        monkeypatch.setattr(digests, "person", person)
        time.advance(hours=1)
        with pytest.raises(ZeroDivisionError):
            write_digests()
        write_digests()
        assert reached == [broken.pk, *(each.pk for each in others)]


@pytest.mark.django_db(transaction=True)
def test_who_left_the_store_or_wants_none_is_told_nothing(crew, customers):
    with clock.stopped(MORNING) as time:
        ask(crew)
        run_out(crew, "Kola")
        customers.service.stores[crew.id] = PersonStores(store_ids=(), managed_ids=())
        time.advance(hours=1)
        write_digests()
        assert not Outgoing.objects.exists()
        ask(crew, kinds=())
        run_out(crew, "Sipuli")
        assert not DigestEntry.objects.exists()
        assert client(crew).get(URL).data["digest"]["kinds"] == []


@pytest.mark.django_db(transaction=True)
def test_a_mail_can_be_ended_by_its_link_and_only_the_crew_chooses(crew, settings):
    with clock.stopped(MORNING) as time:
        ask(crew)
        run_out(crew, "Kola")
        time.advance(hours=1)
        write_digests()
        posting = sending.posting_of(Outgoing.objects.get())
        client().post(posting.unsubscribe.removeprefix(settings.PUBLIC_URL))
        assert client(crew).get(URL).data["digest"]["kinds"] == []
        run_out(crew, "Sipuli")
        time.advance(hours=24)
        write_digests()
        assert Outgoing.objects.count() == 1
    other = principal(Role.STORE_STAFF, stores=(new_id(),))
    digest = {"store_id": next(iter(crew.store_ids)), "kinds": [], "hour": 8}
    quiet = {"timezone": HELSINKI, "begins": "22:00", "ends": "07:00"}
    assert client(other).patch(URL, {"quiet_hours": quiet, "digest": digest}).status_code == 403
    assert client(other).get(URL).data["quiet_hours"] is None, "what is refused changes nothing"
    assert ask(crew, hour=24).status_code == 400
    assert client(principal(Role.CUSTOMER)).get(URL).data["digest_kinds"] == []


@pytest.mark.django_db(transaction=True)
def test_only_who_manages_a_store_reads_the_figures_of_its_week(crew, customers):
    (store_id,) = crew.store_ids
    manager = customers.add(locale="fi", email="boss@example.com")
    stores = PersonStores(store_ids=(store_id,), managed_ids=(store_id,))
    customers.service.stores[manager.id] = stores
    boss = principal(Role.STORE_MANAGER, id=manager.id, stores=(store_id,))
    week = WeekCounted(
        store_id=store_id,
        store_name="Kallio",
        first=date(2027, 10, 18),
        last=date(2027, 10, 24),
        currency="EUR",
        placed=40,
        completed=38,
        on_time=19,
        sold=123_456,
        refunded=0,
        was_sold=100_000,
    )
    with clock.stopped(MORNING) as time:
        offered = [
            {each["kind"] for each in client(who).get(URL).data["digest_kinds"]} for who in (crew, boss)
        ]
        assert ["store-week" in kinds for kinds in offered] == [False, True]
        for who in (crew, boss):
            ask(who, kinds=("store-week",))
        deliver(week, times=2)
        time.advance(hours=1)
        write_digests()
        write_digests()
    (mail,) = Outgoing.objects.all()
    assert mail.address == "boss@example.com"
    assert "Kallio viikko: 1 234,56 €" in mail.text and "50 %" in mail.text
