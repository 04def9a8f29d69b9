"""What users know of people lies sealed under a key of each: found by digests, moved nowhere, gone with the key."""

import secrets

import pytest
from cryptography.exceptions import InvalidTag
from django.core.exceptions import FieldError
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from apps.users.models import Address, Phone, PhoneCode, User
from apps.users.queries.people import known_by
from apps.users.tests.builders import PASSWORD, make_person
from apps.users.tests.stored_columns import raw
from apps.users.use_cases import phones, profile
from dominos.kernel import clock
from dominos.kernel.forgetting import forget
from dominos.kernel.ids import new_id
from dominos.kernel.privacy_scan import find
from dominos.kernel.sealed import index, keys
from dominos.kernel.sealed.router import KeysApart
from dominos.kernel.testing.api import client
from dominos.kernel.ttl_cache import clear_all
from dominos.kernel.unit_of_work import unit_of_work

pytestmark = pytest.mark.django_db

HOME = {"street": "Quittenweg", "house_number": "71", "city": "Helsinki", "lat": 60.164661, "lon": 24.938371}
KNOWN = ["Quirina Zwetschgen", "quirina@example.com", "+358407712345", "Quittenweg", "60.164661,24.938371"]


@pytest.fixture
def person():
    person = make_person(name=KNOWN[0], email=KNOWN[1])
    profile.add_phone(person.id, number=KNOWN[2])
    profile.add_phone(person.id, number="+358 40 7754321")
    profile.change_profile(person.id, allergens=["nuts"])
    profile.add_address(person.id, **HOME)
    return User.objects.get(id=person.id)


def in_another_process():
    clear_all()


def test_everything_is_read_as_ever_and_nothing_of_it_lies_in_the_tables(person):
    assert (person.name, person.email, person.phone, person.allergens) == (*KNOWN[:3], ["nuts"])
    assert {name: getattr(Address.objects.get(), name) for name in HOME} == HOME
    assert list(find([*KNOWN, "7754321", '"nuts"'])) == []


@pytest.mark.parametrize(
    "typed",
    ["Quirina@Example.com", "040 7712345", "zwetschgen", "ZWETSCHGEN, quirina", "+358 (0)40 771 2345"],
)
def test_somebody_is_found_by_what_one_knows_of_them(person, typed):
    make_person(name="Quirin Zwetschge", email="quirin@example.com")
    assert list(User.objects.filter(known_by(typed))) == [person]


@pytest.mark.parametrize("typed", ["quirin@", "Zwetsch", "771", "", "%", "Quirina Quitte"])
def test_nobody_is_found_by_parts(person, typed):
    assert not User.objects.filter(known_by(typed)).exists()


def test_what_a_digest_cannot_answer_is_refused_rather_than_answered_wrongly(person):
    with pytest.raises(FieldError):
        User.objects.filter(email__icontains="quirina")
    with pytest.raises(TypeError, match="save the row"):
        User.objects.filter(id=person.id).update(name="Another")
    for read in (User.objects.values, lambda: User.objects.values_list("id", "name")):
        with pytest.raises(TypeError, match="read rows only"):
            read()


def test_a_digest_follows_its_column(person):
    profile.change_profile(person.id, name="Ada Lovelace")
    assert list(User.objects.filter(known_by("lovelace"))) == [person]
    assert not User.objects.filter(known_by("zwetschgen")).exists()


def test_what_is_copied_into_another_row_opens_nothing(person):
    other = make_person(email="other@example.com")
    for name in ("name", "phone"):
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE users_user SET {name} = (SELECT name FROM users_user WHERE id = %s)", [person.id]
            )
    with pytest.raises(InvalidTag):
        _ = User.objects.get(id=other.id).name
    with pytest.raises(InvalidTag):
        _ = User.objects.get(id=person.id).phone


def test_a_row_that_comes_back_from_a_backup_cannot_be_read(person):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE backup AS SELECT * FROM users_user")
        with unit_of_work("users"):
            assert forget("users", [person.id], [])
        cursor.execute("INSERT INTO users_user SELECT * FROM backup")
    restored = User.objects.get(id=person.id)
    before = raw("users_user", "name", person.id)
    assert before and (restored.name, restored.email, restored.phone, restored.allergens) == ("", "", "", [])
    restored.save()
    assert raw("users_user", "name", person.id) == before, "nothing is written over it"


def test_keys_are_read_together_and_kept(person, django_assert_num_queries):
    for number in range(3):
        profile.add_phone(make_person(email=f"{number}@example.com").id, number=f"+358 40 111000{number}")
    in_another_process()
    keys._kept.clear()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM users_personkey")
        assert cursor.fetchone() == (4,)
    connection.run_on_commit.clear()  # as if all were committed
    with django_assert_num_queries(2):
        assert len({user.phone for user in User.objects.all()}) == 4
    with django_assert_num_queries(1):
        assert User.objects.get(id=person.id).name == KNOWN[0]


def test_a_key_that_was_never_committed_seals_nothing(person):
    nobody = new_id()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        made = keys.find_or_make("users", nobody)
        assert keys.find("users", nobody) is made
        raise ZeroDivisionError
    assert keys.find("users", nobody) is None


def test_keys_that_open_nothing_any_more_are_destroyed(person, settings):
    settings.SENDS_SMS = True
    guest = new_id()
    with clock.stopped() as time:
        phones.request_code(guest, phone="+358401234567", locale="fi")
        assert keys.find("users", guest) is not None, "guests have keys, too"
        assert keys.destroy_unused("users") == 0
        time.advance(days=2)
        assert keys.destroy_unused("users") == 0
        PhoneCode.objects.all().delete()
        time.advance(days=8)
        assert keys.destroy_unused("users") == 1
    assert keys.find("users", guest) is None and User.objects.get(id=person.id).name == KNOWN[0]


def test_a_key_is_not_destroyed_between_being_found_and_what_it_seals(person, monkeypatch):
    """Of a guest, whose key lay unused, and who writes in another process meanwhile."""
    guest, others = new_id(), keys._holders
    with clock.stopped() as time:
        keys.find_or_make("users", guest)
        connection.run_on_commit.clear()
        time.advance(days=2)
        assert keys.find("users", guest) is not None

        def writes_meanwhile(model, among):
            found = others(model, among)
            if guest in among:
                keys.find_or_make("users", guest)
            return found

        monkeypatch.setattr(keys, "_holders", writes_meanwhile)
        assert keys.destroy_unused("users") == 0
        in_another_process()
        assert keys.find("users", guest) is not None


def test_the_platform_s_key_is_rotated_while_everybody_signs_in(person, settings, capsys):
    old, new = settings.PERSON_KEYS, [secrets.token_hex(32)]

    def signs_in():
        in_another_process()
        body = {"email": KNOWN[1], "password": PASSWORD}
        return client().post("/api/v1/auth/token", body).status_code == 200 and (
            User.objects.get(email=KNOWN[1]).name == KNOWN[0]
        )

    connection.run_on_commit.clear()
    for order in (old, old + new, new + old):
        settings.PERSON_KEYS = order
        assert signs_in(), order
    call_command("person_keys", "rotate")
    assert "1 keys wrapped anew" in capsys.readouterr().out
    settings.PERSON_KEYS = new
    assert signs_in() and User.objects.filter(known_by("zwetschgen")).exists()
    assert Phone.objects.filter(number="040 7754321").exists()
    assert keys.unknown() == []
    settings.PERSON_KEYS = old
    assert len(keys.unknown()) == 1, "so that no program starts"
    in_another_process()
    with pytest.raises(LookupError):
        _ = User.objects.get(id=person.id).name


def test_who_changes_their_address_or_goes_while_keys_are_rotated_is_found_by_the_new_one_or_gone(
    person, settings, monkeypatch
):
    first = User.objects.order_by("id").first()
    other, goes = make_person(email="other@example.com"), make_person(email="goes@example.com")
    settings.PERSON_KEYS = [secrets.token_hex(32), *settings.PERSON_KEYS]
    save, unwrap = User.save, keys.unwrap

    def saved(row, *args, **options):
        save(row, *args, **options)
        if row.pk == first.pk:
            other.email = "new@example.com"
            save(other, update_fields=["email"])

    def unwrapped(*args):
        keys.destroy("users", [goes.id])
        return unwrap(*args)

    monkeypatch.setattr(index, "BATCH", 1)
    monkeypatch.setattr(User, "save", saved)
    with CaptureQueriesContext(connection) as asked:
        assert index.mark_anew(User) == 3
    assert sum("FOR UPDATE" in each["sql"] for each in asked) == 4, "nor does anybody change what is read"
    assert User.objects.get(email="new@example.com").id == other.id
    monkeypatch.setattr(keys, "unwrap", unwrapped)
    keys.rewrap("users")
    assert keys.find("users", goes.id) is None


def test_keys_lie_where_the_setting_says(monkeypatch):
    kinds = [("users", "personkey"), ("users", "user"), ("orders", None)]
    assert [KeysApart().allow_migrate("default", app, model) for app, model in kinds] == [None] * 3
    monkeypatch.setattr("dominos.kernel.sealed.router.alias", lambda: "keys")
    assert [KeysApart().allow_migrate("keys", app, model) for app, model in kinds] == [True, False, False]
    assert [KeysApart().allow_migrate("default", app, model) for app, model in kinds] == [False, True, True]
