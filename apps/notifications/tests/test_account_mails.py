"""What people are told of their accounts: links, codes, and what changed."""

from functools import partial

import pytest

from apps.notifications.models import Outgoing
from apps.notifications.sending.queue import posting_of
from apps.notifications.tests.builders import FACTS, build_placed, deliver, html, mailed, mails, told
from apps.orders.contract.fake import an_order
from apps.users.contract.events import (
    EmailChanged,
    EmailChangeRequested,
    EmailVerificationRequested,
    EmailVerified,
    IdentityLinked,
    PasswordChanged,
    PasswordResetRequested,
    PhoneCodeRequested,
    RegistrationRepeated,
    SecondFactorsChanged,
    SignInCodeRequested,
    StaffInvited,
)
from apps.users.contract.types import PhoneCode
from dominos.kernel.auth import Role
from dominos.kernel.ids import new_id

pytestmark = pytest.mark.django_db(transaction=True)


def verification(customers, name="New") -> EmailVerificationRequested:
    return EmailVerificationRequested(
        user_id=new_id(), email="new@example.com", name=name, locale="en", proof_id=customers.proof("a-b_c")
    )


def test_a_verification_mail_carries_the_link_and_shows_nowhere_else(customers, settings):
    settings.PUBLIC_URL = "https://pizza.example"
    deliver(verification(customers))
    assert told() == []
    mail = mails().get()
    assert mail.address == "new@example.com"
    assert "https://pizza.example/verify-email/a-b_c" in mail.text


def test_an_owner_hears_that_somebody_registered_with_their_address():
    deliver(RegistrationRepeated(user_id=new_id(), email="old@example.com", name="Old", locale="en"))
    assert (told(), mailed()) == ([], ["registration-repeated"])


def test_who_proved_their_address_is_welcome(customers):
    deliver(EmailVerified(user_id=customers.add().id))
    assert (told(), mailed()) == (["welcome"], [])


def test_nobody_is_mailed_at_an_address_that_is_not_proved(customers):
    deliver(build_placed(customers.add(is_verified=False).id))
    assert (told(), mailed()) == (["order-placed"], [])


@pytest.mark.parametrize(
    ("event", "kind", "secret", "says"),
    [
        (PasswordResetRequested, "password-reset", "a.b", "https://pizza.example/reset-password/a.b"),
        (SignInCodeRequested, "sign-in-code", "012345", "012345 is your code"),
    ],
)
def test_what_opens_an_account_goes_to_its_owner_and_to_the_mail_alone(
    customers, settings, event, kind, secret, says
):
    settings.PUBLIC_URL = "https://pizza.example"
    person = customers.add()
    deliver(event(user_id=person.id, proof_id=customers.proof(secret)))
    mail = mails().get()
    assert (told(), mail.kind, mail.address) == ([], kind, person.email)
    assert says in mail.title + mail.text


def test_a_code_for_a_telephone_goes_there_by_sms_and_nowhere_else(customers):
    owner, proof = new_id(), new_id()
    customers.service.codes[proof] = PhoneCode(number="+358401234567", code="012345", locale="en")
    for known in (proof, new_id()):
        deliver(PhoneCodeRequested(owner_id=owner, proof_id=known))
    row = Outgoing.objects.get()
    assert (told(), row.channel, row.address, row.user_id) == ([], "sms", "+358401234567", owner)
    assert "012345 is your code" in posting_of(row).text and "Never tell" in posting_of(row).text


def test_no_mail_carries_a_link_that_is_no_good_any_more(customers):
    deliver(PasswordResetRequested(user_id=customers.add().id, proof_id=new_id()))
    assert mailed() == []


def test_who_is_asked_to_work_somewhere_is_told_where_and_nothing_that_somebody_typed(customers):
    who = {"user_id": new_id(), "email": "grace@example.com", "locale": "en", "role": Role.STORE_STAFF}
    deliver(StaffInvited(**who, store_name="HEL-3 Punavuori", proof_id=customers.proof("a.b")))
    mail = mails().get()
    assert mail.address == "grace@example.com" and "/join/a.b" in mail.text
    assert "HEL-3 Punavuori" in mail.title and "store staff" in mail.text


def test_a_new_address_is_asked_and_both_are_told_how_to_undo_it(customers, settings):
    settings.PUBLIC_URL = "https://pizza.example"
    person = customers.add(name="Call 0900 Now")
    deliver(EmailChangeRequested(user_id=person.id, email="new@example.com", proof_id=customers.proof("a.b")))
    asked = mails().get()
    assert asked.address == "new@example.com" and "https://pizza.example/confirm-email/a.b" in asked.text
    assert "0900" not in asked.text

    changed = {"email": "new@example.com", "previous_email": person.email}
    deliver(EmailChanged(user_id=person.id, proof_id=customers.proof("c.d"), **changed))
    changes = mails().filter(kind="email-changed")
    assert {mail.address for mail in changes} == {"new@example.com", person.email}
    assert all("https://pizza.example/undo-email/c.d" in mail.text for mail in changes)


@pytest.mark.parametrize(
    ("event", "kind"),
    [
        (PasswordChanged, "password-changed"),
        (SecondFactorsChanged, "second-factors-changed"),
        (partial(IdentityLinked, provider="Google"), "identity-linked"),
    ],
)
def test_what_lets_somebody_in_is_told_when_it_changes(customers, event, kind):
    deliver(event(user_id=customers.add().id))
    assert (told(), mailed()) == ([kind], [kind])


def test_who_only_owns_a_mailbox_is_not_greeted_by_what_somebody_typed_as_a_name(orders, customers):
    order = orders.add(an_order(**FACTS, payment_method="card"))
    deliver(build_placed(order.customer_id, order_id=order.order_id))
    deliver(verification(customers, "Call 0900 Now"))
    for mail in mails():
        assert "evil" not in mail.text + html(mail) + mail.title
        assert "Call" not in mail.text + html(mail) + mail.title
