"""Calls that ring at a desk, as telephone providers tell of them. Pure.

A provider signs what it sends by a token that it shares with the platform, and says when: a report that is old, or was
heard before, tells nothing.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlencode

EXTENSION = re.compile(r"[A-Za-z0-9_-]{1,40}")
TOLERANCE = timedelta(minutes=5)
"""How far a report may lie from our clock, as for other webhooks."""
NUMBER = re.compile(r"\+?[0-9][0-9 ()/.-]{2,28}")


@dataclass(frozen=True, slots=True)
class Sent:
    """A provider's report: to which address it was posted, its fields, and how it is signed."""

    url: str
    fields: Mapping[str, str]
    signature: str


@dataclass(frozen=True, slots=True)
class RingingCall:
    """A call that rings at an extension; `number` is the caller's, "" if it is withheld."""

    extension: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallProvider:
    """How a telephone provider tells of calls: who signs, in which header, and which fields say what and when."""

    header: str
    signature: Callable[[str, Sent], str]
    stamp: str
    status: str
    ringing: frozenset[str]
    called: str
    caller: str

    def is_signed(self, token: str, sent: Sent) -> bool:
        """Whether the report was signed by this token."""
        return hmac.compare_digest(self.signature(token, sent).encode(), sent.signature.encode())

    def is_recent(self, sent: Sent, at: datetime) -> bool:
        """Whether it says, as mails do, that it was sent within some minutes of `at`."""
        try:
            stamp = parsedate_to_datetime(sent.fields.get(self.stamp, ""))
        except ValueError:
            return False
        return abs(at - (stamp if stamp.tzinfo else stamp.replace(tzinfo=UTC))) <= TOLERANCE

    def ringing_call(self, sent: Sent) -> RingingCall | None:
        """The call, if the report is of one that rings at an extension."""
        if sent.fields.get(self.status) not in self.ringing:
            return None
        extension = _extension(sent.fields.get(self.called, ""))
        number = sent.fields.get(self.caller, "")
        return RingingCall(extension, number if NUMBER.fullmatch(number) else "") if extension else None


def _extension(called: str) -> str:
    """The user of `sip:12@pbx.example`, `client:12` or `12`; "" for anything else."""
    user = called.removeprefix("sip:").removeprefix("client:").split("@")[0]
    return user if EXTENSION.fullmatch(user) else ""


def _by_twilio(token: str, sent: Sent) -> str:
    """Source: twilio.com/docs/usage/security#validating-requests."""
    text = sent.url + "".join(name + sent.fields[name] for name in sorted(sent.fields))
    return base64.b64encode(hmac.digest(token.encode(), text.encode(), hashlib.sha1)).decode()


def _embedded(token: str, sent: Sent) -> str:
    return hmac.digest(token.encode(), urlencode(sorted(sent.fields.items())).encode(), hashlib.sha256).hex()


PROVIDERS: Mapping[str, CallProvider] = {
    "twilio": CallProvider(
        header="X-Twilio-Signature",
        signature=_by_twilio,
        stamp="Timestamp",
        status="CallStatus",
        ringing=frozenset({"ringing"}),
        called="To",
        caller="From",
    ),
    "embedded": CallProvider(
        header="Signature",
        signature=_embedded,
        stamp="timestamp",
        status="status",
        ringing=frozenset({"ringing"}),
        called="extension",
        caller="number",
    ),
}
"""Providers by the name in their address; the embedded one stands for any telephone system that can sign."""
