"""Telephone exchanges' side of the wire: who dials which number, what they hear, and how it ended."""

from dataclasses import dataclass
from xml.etree import ElementTree

from django.test import Client

from apps.delivery.domain.calls import CallOutcome
from apps.delivery.use_cases.calls.configured import EVENTS, events_url, exchange
from dominos.kernel.ids import new_id
from dominos.kernel.telephone_signing import Sent, by_twilio

POOL = ["+358942450001", "+358942450002"]


@dataclass(frozen=True)
class Heard:
    """The telephone that rings and what shows there, or what the caller is told, in a language; or neither: busy."""

    rings: str = ""
    shown: str = ""
    told: str = ""
    language: str = ""


class EmbeddedDouble:
    """`manage.py dial`, in this process."""

    url = "embedded:"

    def dial(self, number, caller, outcome=CallOutcome.ANSWERED, seconds=42):
        found = exchange()
        answer = found.dial(self._post, events_url(found), number, caller, outcome, seconds)
        say, dial = answer.get("say", ""), answer.get("dial", "")
        return Heard(dial, answer.get("shown", ""), say, answer.get("language", ""))

    @staticmethod
    def _post(url, fields, signature):
        answer = Client(enforce_csrf_checks=True).post(
            f"{EVENTS}embedded", fields, headers={"Signature": signature}
        )
        assert answer.status_code in (200, 204), answer.status_code
        return answer.content.decode()


class TwilioDouble:
    """Programmable Voice: form bodies as its reference has them, TwiML back. Source: twilio.com/docs/voice/twiml."""

    url = "twilio://AC1:secret@"
    statuses = {outcome: outcome.value.replace("_", "-") for outcome in CallOutcome} | {
        CallOutcome.ANSWERED: "completed",
        CallOutcome.CANCELLED: "canceled",
    }

    def dial(self, number, caller, outcome=CallOutcome.ANSWERED, seconds=42):
        sid = f"CA{new_id().hex}"
        call = {"AccountSid": "AC1", "CallSid": sid, "From": caller or "anonymous", "To": number}
        twiml = ElementTree.fromstring(self._post({**call, "CallStatus": "ringing", "Direction": "inbound"}))
        assert twiml.tag == "Response" and len(twiml) == 1
        [verb] = twiml
        if verb.tag == "Say":
            return Heard(told=verb.text, language=verb.get("language").partition("-")[0])
        if verb.tag == "Reject":
            assert verb.get("reason") == "busy"
            return Heard()
        assert (verb.tag, verb.get("answerOnBridge")) == ("Dial", "true") and int(
            verb.get("timeLimit")
        ) <= 600
        [leg] = verb
        assert (leg.tag, leg.get("statusCallbackEvent")) == ("Number", "completed")
        ended = {"CallStatus": self.statuses[outcome], "CallDuration": str(seconds), "ParentCallSid": sid}
        assert leg.get("statusCallback").endswith(f"{EVENTS}twilio")
        self._post({**call, "CallSid": f"CA{new_id().hex}", "To": leg.text, **ended})
        return Heard(leg.text, verb.get("callerId"))

    @staticmethod
    def _post(fields):
        signed = by_twilio("secret", Sent(events_url(exchange()), fields, ""))
        answer = Client(enforce_csrf_checks=True).post(
            f"{EVENTS}twilio", fields, headers={"X-Twilio-Signature": signed}
        )
        assert answer.status_code in (200, 204), answer.status_code
        return answer.content.decode()
