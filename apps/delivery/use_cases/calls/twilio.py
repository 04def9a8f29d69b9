"""Programmable Voice. Source: twilio.com/docs/voice/twiml/dial and /number, and /docs/usage/security.

Twilio's Proxy takes no new customers and names Programmable Voice in its place. The voice URL of each number is
`https://HOST/masked-calls/twilio`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, SubElement, tostring

from apps.delivery.domain.calls import (
    MAX_CALL_ID,
    RING_SECONDS,
    TALK_SECONDS,
    CallOutcome,
    EndedCall,
    IncomingCall,
    Reply,
)
from dominos.kernel.telephone_signing import Sent, by_twilio, is_signed

OUTCOMES: Mapping[str, CallOutcome] = {
    "completed": CallOutcome.ANSWERED,
    "no-answer": CallOutcome.NO_ANSWER,
    "busy": CallOutcome.BUSY,
    "failed": CallOutcome.FAILED,
    "canceled": CallOutcome.CANCELLED,
}
VOICES: Mapping[str, str] = {"en": "en-GB", "fi": "fi-FI", "sv": "sv-SE", "de": "de-DE"}


@dataclass(frozen=True, slots=True)
class Twilio:
    """A Twilio account whose numbers ask us what to do with calls."""

    account: str
    token: str = field(repr=False)
    name: str = "twilio"
    header: str = "X-Twilio-Signature"

    def is_signed(self, sent: Sent) -> bool:
        return sent.fields.get("AccountSid") == self.account and is_signed(by_twilio, self.token, sent)

    def read(self, fields: Mapping[str, str]) -> IncomingCall | EndedCall | None:
        status = fields.get("CallStatus", "")
        if parent := fields.get("ParentCallSid", ""):
            known = OUTCOMES.get(status)
            seconds = fields.get("CallDuration", "0")
            return (
                None
                if known is None
                else EndedCall(parent[:MAX_CALL_ID], known, int(seconds) if seconds.isdecimal() else 0)
            )
        if status != "ringing":
            return None
        caller = fields.get("From", "")
        return IncomingCall(
            fields.get("CallSid", "")[:MAX_CALL_ID], fields.get("To", ""), caller if caller[:1] == "+" else ""
        )

    def connect(self, number: str, shown: str, events: str) -> Reply:
        response = Element("Response")
        dial = SubElement(
            response,
            "Dial",
            callerId=shown,
            answerOnBridge="true",
            timeout=str(RING_SECONDS),
            timeLimit=str(TALK_SECONDS),
        )
        SubElement(dial, "Number", statusCallback=events, statusCallbackEvent="completed").text = number
        return _twiml(response)

    def refuse(self, text: str, language: str) -> Reply:
        response = Element("Response")
        SubElement(response, "Say", language=VOICES.get(language, VOICES["en"])).text = text
        return _twiml(response)

    def reject(self) -> Reply:
        response = Element("Response")
        SubElement(response, "Reject", reason="busy")
        return _twiml(response)


def _twiml(response: Element) -> Reply:
    return Reply("text/xml", tostring(response, encoding="unicode", xml_declaration=True))
