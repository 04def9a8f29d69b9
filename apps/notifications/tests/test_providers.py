"""What every provider of every channel does, whichever it is."""

import json
import socket
import threading
from contextlib import contextmanager
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest
from aiosmtpd.controller import Controller

from apps.notifications.domain.postings import AddressGone, NotTaken, Posting
from apps.notifications.models import Subscription
from apps.notifications.sending.channels.files import Files
from apps.notifications.sending.channels.mail import MailServer
from apps.notifications.sending.channels.push import WebPush
from apps.notifications.sending.channels.twilio import Twilio
from apps.notifications.tests.push_service import Browser, PushService
from dominos.kernel.ids import new_id

pytestmark = pytest.mark.django_db


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Bench:
    """A provider, a good address and one nobody has, and how its other side is: `inbox()` gives texts."""

    breaks = True

    def is_down(self):
        raise NotImplementedError


class FileMail(Bench):
    breaks, gone = False, None

    def __init__(self, tmp_path, settings):
        settings.EMAIL_FILE_PATH, self.folder, self.good = tmp_path, tmp_path, "ada@example.com"
        self.provider = MailServer("mail", "django.core.mail.backends.filebased.EmailBackend")

    def inbox(self):
        return [
            message_from_bytes(path.read_bytes(), policy=policy.default)
            .get_body(("plain",))
            .get_content()
            .strip()
            for path in sorted(self.folder.glob("*.log"))
        ]


class Smtp(Bench):
    good, gone = "ada@example.com", "nobody@example.com"

    def __init__(self, tmp_path, settings):
        self.taken, self.answer = [], "250 OK"
        self.server = Controller(self, hostname="127.0.0.1", port=_free_port())
        self.server.start()
        options = (("host", "127.0.0.1"), ("port", self.server.port))
        self.provider = MailServer("mail", "django.core.mail.backends.smtp.EmailBackend", options)

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if address == self.gone:
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        if self.answer.startswith("250"):
            self.taken.append(message_from_bytes(envelope.content, policy=policy.default))
        return self.answer

    def is_down(self):
        self.answer = "451 try again"

    def refuses(self):
        self.answer = "554 looks like spam"

    def inbox(self):
        return [mail.get_body(("plain",)).get_content().strip() for mail in self.taken]

    def close(self):
        self.server.stop()


class FileSms(Bench):
    breaks, good, gone = False, "+358401234567", "+1999555"

    def __init__(self, tmp_path, settings):
        settings.DATA_DIR, self.folder = tmp_path, tmp_path / "sms"
        self.provider = Files("sms")

    def inbox(self):
        return [json.loads(path.read_text())["text"] for path in sorted(self.folder.glob("*.json"))]


class TwilioDouble(Bench):
    """Twilio's side of the wire: answers in the shapes of its reference, from form bodies it has checked."""

    good, gone = "+358401234567", "+35801"

    def __init__(self, tmp_path, settings):
        settings.SMS_SENDERS = {"+358": "Dominos", "": "MG00000000000000000000000000000000"}
        self.forms, self.fault = [], None
        bench = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                status, answer = bench.answer(self.path, self.headers["Authorization"], form)
                body = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        self.provider = Twilio("AC1", "secret", f"http://127.0.0.1:{self.server.server_port}")

    def answer(self, path, authorization, form):
        assert path == "/2010-04-01/Accounts/AC1/Messages.json"
        assert authorization == "Basic QUMxOnNlY3JldA=="
        assert set(form) <= {"To", "From", "MessagingServiceSid", "Body", "ValidityPeriod"}
        assert ("From" in form) != ("MessagingServiceSid" in form) and len(form["Body"][0]) <= 1600
        if self.fault:
            return self.fault
        if form["To"] == [self.gone]:
            return 400, {"code": 21211, "message": "Invalid 'To' Phone Number", "status": 400}
        self.forms.append(form)
        return 201, {"sid": "SM1", "status": "queued", "to": form["To"][0]}

    def is_down(self):
        self.fault = (503, {"code": 20503, "status": 503})

    def refuses(self):
        self.fault = (400, {"code": 21617, "message": "Body exceeds 1600 characters", "status": 400})

    def inbox(self):
        return [form["Body"][0] for form in self.forms]

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Push(Bench):
    gone = str(new_id())

    def __init__(self, tmp_path, settings):
        self.service = PushService().__enter__()
        self.browser, self.provider = Browser(self.service), WebPush()
        keys = self.browser.subscription["keys"]
        row = Subscription.objects.create(
            user_id=new_id(),
            audience="customer",
            endpoint=self.service.url,
            endpoint_hash="1",
            public_key=keys["p256dh"],
            secret=keys["auth"],
        )
        self.good = str(row.id)

    def is_down(self):
        self.service.answers = [503]

    def refuses(self):
        self.service.answers = [413]

    def inbox(self):
        return [news["body"] for news in self.browser.news()]

    def close(self):
        self.service.__exit__()


@pytest.fixture(params=[FileMail, Smtp, FileSms, TwilioDouble, Push])
def bench(request, tmp_path, settings):
    found = request.param(tmp_path, settings)
    yield found
    getattr(found, "close", lambda: None)()


def posting(address, text="Your order is on its way"):
    return Posting(new_id(), "order-on-its-way", address, "On its way", text, is_urgent=True, seconds=600)


@contextmanager
def opened(bench):
    with bench.provider.opened() as send:
        yield send


def test_what_was_sent_is_there_and_several_go_over_one_connection(bench):
    with opened(bench) as send:
        send(posting(bench.good, "first"))
        send(posting(bench.good, "second"))
    text = "\n".join(bench.inbox())
    assert "first" in text and ("second" in text or isinstance(bench, FileMail))


def test_an_address_nobody_has_is_told_from_a_provider_that_is_down_and_from_what_it_never_takes(bench):
    with opened(bench) as send:
        if bench.gone:
            with pytest.raises(AddressGone):
                send(posting(bench.gone))
        if bench.breaks:
            bench.refuses()
            with pytest.raises(NotTaken) as refused:
                send(posting(bench.good))
            assert not isinstance(refused.value, AddressGone)
            bench.is_down()
            with pytest.raises(Exception) as down:
                send(posting(bench.good))
            assert not isinstance(down.value, NotTaken)
            assert bench.inbox() == []
