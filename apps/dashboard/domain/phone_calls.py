"""Calls that ring at a desk, as telephone providers tell of them. Pure.

A provider signs what it sends by a token that it shares with the platform, and says when: a report that is old, or was
heard before, tells nothing.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from dominos.kernel.telephone_signing import Sent, Signature, by_twilio, embedded, is_signed

EXTENSION = re.compile(r"[A-Za-z0-9_-]{1,40}")
TOLERANCE = timedelta(minutes=5)
"""How far a report may lie from our clock, as for other webhooks."""
NUMBER = re.compile(r"\+?[0-9][0-9 ()/.-]{2,28}")


@dataclass(frozen=True, slots=True)
class RingingCall:
    """A call that rings at an extension; `number` is the caller's, "" if it is withheld."""

    extension: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallProvider:
    """How a telephone provider tells of calls: who signs, in which header, and which fields say what and when."""

    header: str
    signature: Signature
    stamp: str
    status: str
    ringing: frozenset[str]
    called: str
    caller: str

    def is_signed(self, token: str, sent: Sent) -> bool:
        """Whether the report was signed by this token."""
        return is_signed(self.signature, token, sent)

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


PROVIDERS: Mapping[str, CallProvider] = {
    "twilio": CallProvider(
        header="X-Twilio-Signature",
        signature=by_twilio,
        stamp="Timestamp",
        status="CallStatus",
        ringing=frozenset({"ringing"}),
        called="To",
        caller="From",
    ),
    "embedded": CallProvider(
        header="Signature",
        signature=embedded,
        stamp="timestamp",
        status="status",
        ringing=frozenset({"ringing"}),
        called="extension",
        caller="number",
    ),
}
"""Providers by the name in their address; the embedded one stands for any telephone system that can sign."""
