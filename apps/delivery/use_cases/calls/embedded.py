"""The embedded exchange: nobody's telephone rings, `manage.py dial` plays who dials and who answers."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from apps.delivery.domain.calls import (
    MAX_CALL_ID,
    RING_SECONDS,
    TALK_SECONDS,
    CallOutcome,
    EndedCall,
    IncomingCall,
    Reply,
)
from dominos.kernel.ids import new_id
from dominos.kernel.telephone_signing import Sent, embedded, is_signed

type Post = Callable[[str, Mapping[str, str], str], str]
"""Posts form fields with their signature to a URL; gives the answer's body."""


@dataclass(frozen=True, slots=True)
class EmbeddedExchange:
    """Answers in JSON what is to be done with a call."""

    token: str = field(repr=False)
    name: str = "embedded"
    header: str = "Signature"

    def is_signed(self, sent: Sent) -> bool:
        return is_signed(embedded, self.token, sent)

    def read(self, fields: Mapping[str, str]) -> IncomingCall | EndedCall | None:
        id, event = fields.get("call", "")[:MAX_CALL_ID], fields.get("event")
        if event == "dialled":
            return IncomingCall(id, fields.get("number", ""), fields.get("caller", ""))
        outcome, seconds = fields.get("outcome", ""), fields.get("seconds", "0")
        if event != "ended" or outcome not in set(CallOutcome):
            return None
        return EndedCall(id, CallOutcome(outcome), int(seconds) if seconds.isdecimal() else 0)

    def connect(self, number: str, shown: str, events: str) -> Reply:
        limits = {"ring_seconds": RING_SECONDS, "talk_seconds": TALK_SECONDS}
        return _json({"dial": number, "shown": shown, "events": events, **limits})

    def refuse(self, text: str, language: str) -> Reply:
        return _json({"say": text, "language": language})

    def reject(self) -> Reply:
        return _json({"reject": "busy"})

    def dial(
        self, post: Post, url: str, number: str, caller: str, outcome: CallOutcome, seconds: int
    ) -> Mapping[str, str]:
        """Plays a call from a telephone to a number of the pool, up to its end; gives what it was answered."""
        id = str(new_id())
        heard: dict[str, str] = json.loads(
            self._report(post, url, {"event": "dialled", "call": id, "number": number, "caller": caller})
        )
        if "dial" in heard:
            end = {"event": "ended", "call": id, "outcome": outcome.value, "seconds": str(seconds)}
            self._report(post, heard["events"], end)
        return heard

    def _report(self, post: Post, url: str, fields: Mapping[str, str]) -> str:
        return post(url, fields, embedded(self.token, Sent(url, fields, "")))


def _json(answer: Mapping[str, object]) -> Reply:
    return Reply("application/json", json.dumps(answer))
