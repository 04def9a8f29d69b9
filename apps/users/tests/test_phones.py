"""Telephones proved by a code, by accounts and by guests."""

from uuid import UUID

import pytest
from django.forms import modelform_factory

from apps.stores.contract.fake import FakeStoresService, a_store
from apps.stores.contract.service import StoresService
from apps.users.admin import ChangeForm
from apps.users.contract.service import UsersService
from apps.users.domain import MAIL_COOL_DOWN, MAX_CODE_ATTEMPTS, PHONE_CODE_FOR, PHONE_PROVED_FOR
from apps.users.models import PhoneCode, ProvedPhone, User
from apps.users.queries.phones import get_phone_code, marks_of
from apps.users.queries.profiles import list_phones
from apps.users.tests.builders import make_person
from apps.users.tests.mails import asked_for
from dominos.kernel import clock
from dominos.kernel.auth import Role
from dominos.kernel.errors import Unavailable
from dominos.kernel.services import service
from dominos.kernel.testing.api import client, principal

pytestmark = pytest.mark.django_db(transaction=True)
HELSINKI, NEW_YORK, MALMO = (
    a_store(phone=phone) for phone in ("+358 9 5550 100", "+1 212 555 0199", "+46 40 12 34 56")
)
PHONE, SAME, OTHER = "+358 40 1234567", "00358-40-1234567", "+358 40 7654321"
EVENT = "users.phone_code_requested"


def send(guest, phone=PHONE, **where):
    return client(guest).post("/api/v1/auth/phone-code", {"phone": phone}, **where)


def prove(guest, code, phone=PHONE):
    return client(guest).post("/api/v1/auth/phone-proof", {"phone": phone, "code": code})


def sent():
    """What the last SMS is to say."""
    return get_phone_code(UUID(asked_for(EVENT)[-1]["proof_id"])).code


def wrong(code):
    return f"{(int(code) + 1) % 10**6:06}"


def is_proved(guest, phone=PHONE):
    return service(UsersService).is_phone_proved(owner_id=guest.id, phone=phone)


@pytest.mark.parametrize("role", [Role.GUEST, Role.CUSTOMER])
def test_a_telephone_is_proved_once_by_the_code_that_went_there_for_whoever_asked(role):
    owner, other = principal(role), principal(role)
    with clock.stopped() as time:
        assert send(owner).json() == {"is_proved": False}
        code = sent()
        assert asked_for(EVENT)[-1].keys() == {"owner_id", "proof_id"}, "no number and no code in messages"
        assert prove(other, code).status_code == 422, "who looked over a shoulder"
        assert prove(owner, code, OTHER).status_code == 422, "another number's"
        assert prove(owner, code, SAME).json() == {"is_proved": True}
        assert prove(owner, code).json()["code"] == "phone-code-not-valid"

        assert is_proved(owner) and is_proved(owner, "+358 (0)40 123 4567")
        assert not is_proved(owner, "+46 40 1234567") and not is_proved(owner, "040 1234567"), (
            "whose country?"
        )
        assert not is_proved(owner, OTHER) and not is_proved(other)
        assert send(owner).json() == {"is_proved": True} and len(asked_for(EVENT)) == 1
        time.at += PHONE_PROVED_FOR
        assert not is_proved(owner)


def test_which_telephones_of_a_person_are_proved_costs_one_statement(django_assert_num_queries):
    person = make_person()
    for number in (SAME, OTHER):
        person.phones.create(number=number)
    ProvedPhone.objects.create(owner_id=person.id, mark=marks_of(PHONE)[0])
    with django_assert_num_queries(2):
        assert [phone.is_proved for phone in list_phones(person.id)] == [True, False]


def test_five_wrong_codes_end_a_code_and_so_do_another_one_and_ten_minutes():
    guest = principal(Role.GUEST)
    with clock.stopped() as time:
        send(guest)
        first = sent()
        assert [prove(guest, wrong(first)).status_code for _ in range(MAX_CODE_ATTEMPTS)] == [422] * 5
        assert prove(guest, first).status_code == 422
        send(guest)
        assert len(asked_for(EVENT)) == 1, "asked again at once, nothing more is sent"
        for good_for, answer in ((PHONE_CODE_FOR, 422), (PHONE_CODE_FOR / 2, 200)):
            time.at += MAIL_COOL_DOWN
            send(guest)
            assert prove(guest, first).status_code == 422
            code = sent()
            time.at += good_for
            assert prove(guest, code).status_code == answer
    assert not PhoneCode.objects.exists() and ProvedPhone.objects.count() == 1


@pytest.mark.parametrize(
    ("stores", "usual", "phone", "number"),
    [
        ((), None, "040 1234567", None),
        ((HELSINKI,), None, "040 1234567", "+358401234567"),
        ((HELSINKI, NEW_YORK), None, "(212) 555-0100", "+12125550100"),
        ((HELSINKI, MALMO), None, "040 123456", None),
        ((HELSINKI, MALMO), MALMO, "040 123456", "+4640123456"),
    ],
)
def test_a_number_without_its_country_is_in_the_only_one_of_our_stores_that_has_it(
    stand_in, stores, usual, phone, number
):
    stand_in(StoresService, FakeStoresService(list(stores)))
    owner = client(principal(Role.CUSTOMER, id=make_person().id))
    wanted = {"phone": phone, "store_id": str(usual.id) if usual else None}
    answer = owner.patch("/api/v1/users/me", wanted)
    if number is None:
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "without_country")
    else:
        assert answer.json()["phone"] == number
    if usual is None:
        assert send(principal(Role.GUEST), phone).status_code == (400 if number is None else 200)
        assert [row.number for row in PhoneCode.objects.all()] == ([number] if number else [])
    assert send(None).status_code == 401


def test_staff_keep_what_they_typed_while_the_stores_do_not_answer(stand_in):
    class Silent(FakeStoresService):
        def list_stores(self):
            raise Unavailable

    stand_in(StoresService, FakeStoresService([HELSINKI]))
    form = modelform_factory(User, ChangeForm, ["phone"])({"phone": "040 1234567"}, instance=make_person())
    form.full_clean()
    assert form.cleaned_data["phone"] == "+358401234567"
    stand_in(StoresService, Silent())
    form.full_clean()
    assert form.errors["phone"] == [Unavailable.title]


def test_codes_to_a_number_and_of_a_network_are_few_whoever_asks():
    answers = [send(principal(Role.GUEST), REMOTE_ADDR=f"10.{n}.0.1").status_code for n in range(6)]
    assert answers == [200] * 5 + [429]
    numbers = (f"+35850{n:07}" for n in range(30))
    assert [send(principal(Role.GUEST), each).status_code for each in numbers][19:22] == [200, 429, 429]


def test_where_no_sms_are_sent_nobody_is_promised_a_code(settings):
    settings.SENDS_SMS = False
    refused = send(principal(Role.GUEST))
    assert (refused.status_code, refused.json()["code"]) == (409, "no-phone-codes")
    assert not PhoneCode.objects.exists()
