"""What a mail provider reports later."""

import base64

import pytest
from django.test import Client

from apps.notifications.models import Outgoing, UnusableAddress
from apps.notifications.tests.builders import deliver
from apps.users.contract.events import RegistrationRepeated
from dominos.kernel.ids import new_id

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def report(settings):
    """A report as Postmark posts it. Source: postmarkapp.com/developer/webhooks/bounce-webhook."""
    settings.MAIL_EVENTS_SECRET = "mail:secret"

    def post(type, record="Bounce", secret="mail:secret", provider="postmark"):
        body = {
            "RecordType": record,
            "Type": type,
            "Email": "Ada@Example.com",
            "Description": "The server was unable to deliver your message.",
            "BouncedAt": "2026-11-20T21:00:20Z",
            "MessageID": "1",
            "ID": 42,
        }
        auth = f"Basic {base64.b64encode(secret.encode()).decode()}"
        web = Client(enforce_csrf_checks=True)
        path = f"/mail-events/{provider}"
        return web.post(path, body, "application/json", headers={"Authorization": auth}).status_code

    return post


def mail_to(email):
    deliver(RegistrationRepeated(user_id=new_id(), email=email, name="Ada", locale="en"))


@pytest.mark.parametrize(("type", "record"), [("HardBounce", "Bounce"), ("SpamComplaint", "SpamComplaint")])
def test_an_address_that_bounced_or_complained_gets_nothing_more_until_staff_free_it(report, type, record):
    assert report(type, record) == 200
    assert report(type, record) == 200
    assert "Postmark" in UnusableAddress.objects.get().because
    mail_to("ada@example.com")
    assert not Outgoing.objects.exists()
    UnusableAddress.objects.all().delete()
    mail_to("ada@example.com")
    assert Outgoing.objects.exists()


def test_what_may_work_tomorrow_and_what_nobody_proved_changes_nothing(report, settings):
    assert report("SoftBounce") == report("Transient") == 200
    assert report("HardBounce", secret="mail:guess") == 401
    strange = Client().post("/mail-events/postmark", {}, headers={"Authorization": "Basic \u00e9"})
    assert strange.status_code == 401
    assert report("HardBounce", provider="unknown") == 404
    settings.MAIL_EVENTS_SECRET = ""
    assert report("HardBounce") == 404
    assert not UnusableAddress.objects.exists()
