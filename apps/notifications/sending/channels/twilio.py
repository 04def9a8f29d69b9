"""SMS through Twilio's REST interface. Source: twilio.com/docs/messaging/api/message-resource."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from apps.notifications.domain.postings import AddressGone, NotTaken, Posting, Send
from apps.notifications.domain.sms import sender_for

TIMEOUT_SECONDS = 10
NOBODY = frozenset({21211, 21214, 21217, 21614, 21610})
"""Error codes: invalid number, not SMS-capable, or its owner replied STOP. Source: twilio.com/docs/api/errors."""


@dataclass(frozen=True, slots=True)
class Twilio:
    """A Twilio account and its API's URL."""

    account: str
    token: str
    base: str = "https://api.twilio.com"
    name: str = "twilio"

    @contextmanager
    def opened(self) -> Iterator[Send]:
        """Sends over kept-alive connections."""
        import requests

        with requests.Session() as session:
            session.auth = (self.account, self.token)
            yield lambda posting: self._send(session, posting)

    def _send(self, session: Any, posting: Posting) -> None:
        form = {"To": posting.address, "Body": posting.text}
        sender = sender_for(posting.address, settings.SMS_SENDERS)
        form["MessagingServiceSid" if sender.startswith("MG") else "From"] = sender
        if posting.seconds:
            form["ValidityPeriod"] = str(min(max(posting.seconds, 1), 36_000))
        url = f"{self.base}/2010-04-01/Accounts/{self.account}/Messages.json"
        answer = session.post(url, data=form, timeout=TIMEOUT_SECONDS, allow_redirects=False)
        if answer.status_code == 201:
            return
        code = _code_of(answer)
        said = f"Twilio answers {answer.status_code}, error {code}"
        if code in NOBODY:
            raise AddressGone(said)
        if answer.status_code in (400, 404):
            raise NotTaken(said)
        raise ConnectionError(said)


def _code_of(answer: Any) -> int:
    try:
        return int(answer.json().get("code") or 0)
    except (ValueError, TypeError, AttributeError):
        return 0
