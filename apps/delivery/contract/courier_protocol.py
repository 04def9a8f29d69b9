"""The courier's websocket, `ws/v1/courier`, protocol version 1: all messages in both directions.

JSON objects distinguished by `type`. Each message of the courier has an `id` of their choice (1-64
characters), which the answer repeats as `re`; a message sent again under the same id has no second effect and
gets the same answer. After a reconnect, `welcome` contains everything that is open.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any, Literal, Self, get_args
from uuid import UUID

from pydantic import AwareDatetime, BeforeValidator, Field, TypeAdapter, ValidationError, model_validator

from apps.delivery.contract.courier_state import CourierState, Frame, OfferState, Place, ShiftState, Stop
from dominos.kernel.clock import EARLIEST, END_OF_TIME
from dominos.kernel.contact import holds_card_number, plain_words
from dominos.kernel.errors import FieldError, Invalid
from dominos.kernel.person_names import without_links
from dominos.kernel.reasons import MAX_REASON

PROTOCOL_VERSION = 1
MAX_WORDS = 300
MAX_POSITIONS = 250  # so that a message of them stays below the size of a frame


def _words(text: Any) -> Any:
    """A text as the platform stores it, by the rules of its forms (`kernel/edge/contact_fields.py`)."""
    if not isinstance(text, str):
        return text
    words = plain_words(text).strip()
    if holds_card_number(words):
        raise ValueError("Write no card numbers here.")
    return words


def _words_without_links(text: Any) -> Any:
    return without_links(_words(text)) if isinstance(text, str) else text


type MessageId = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[!-~]+$")]
type OfferEnd = Literal["expired", "withdrawn"]
type Reason = Annotated[
    str,
    BeforeValidator(_words),
    Field(min_length=1, max_length=MAX_REASON, pattern=r"^[^\x00]+$"),
]
type Words = Annotated[
    str,
    BeforeValidator(_words_without_links),
    Field(min_length=1, max_length=MAX_WORDS, pattern=r"^[^\x00]+$"),
]
MAX_NUMBER = 1_000
"""Of a delivery's messages; see `domain/conversations.py`."""


class CourierMessage(Frame):
    """A message of the courier's app."""

    id: MessageId


class Ping(CourierMessage):
    """Heartbeat, answered by `pong`; send one every `heartbeat_seconds` unless something else was sent.

    `hidden`: the page is not visible, for example behind another one or on a locked screen; offers are then
    pushed to the browser as well. Send it whenever this changes.
    """

    type: Literal["ping"]
    hidden: bool | None = None


class TokenRenew(CourierMessage):
    """A new access token; without one the socket closes with 4401 when the current one expires."""

    type: Literal["token.renew"]
    token: Annotated[str, Field(min_length=1, max_length=4_000)]


class ShiftStart(CourierMessage):
    """Starts the shift."""

    type: Literal["shift.start"]


class ShiftEnd(CourierMessage):
    """Ends the shift; not with an offer open, a run under way or cash not counted (`cash-not-settled`)."""

    type: Literal["shift.end"]


class BreakStart(CourierMessage):
    """Starts a break: no offers."""

    type: Literal["break.start"]


class BreakEnd(CourierMessage):
    """Ends the break."""

    type: Literal["break.end"]


class PositionFix(Frame):
    """A position. `sequence` counts the fixes of the shift from 1; `accuracy` in metres."""

    sequence: Annotated[int, Field(ge=1, lt=2**53)]
    lat: Annotated[float, Field(ge=-85, le=85, allow_inf_nan=False)]
    lon: Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
    accuracy: Annotated[float, Field(ge=0, le=100_000, allow_inf_nan=False)]
    at: Annotated[AwareDatetime, Field(ge=EARLIEST, lt=END_OF_TIME)]


class Positions(CourierMessage):
    """Position fixes, including unacknowledged earlier ones. Acknowledged up to the last one without a gap.

    Phones' clocks are wrong: the age of a fix is relative to `sent_at` of the same clock; without it the
    newest counts as now.
    """

    type: Literal["position"]
    sent_at: Annotated[AwareDatetime, Field(ge=EARLIEST, lt=END_OF_TIME)] | None = None
    positions: Annotated[tuple[PositionFix, ...], Field(min_length=1, max_length=MAX_POSITIONS)]


class PositionsHere(CourierMessage):
    """This device sends the position from now on; the courier's others receive `position.taken`."""

    type: Literal["position.here"]


class OfferAccept(CourierMessage):
    """Accepts the run."""

    type: Literal["offer.accept"]
    offer: UUID


class OfferDecline(CourierMessage):
    """Declines the run, with a reason."""

    type: Literal["offer.decline"]
    offer: UUID
    reason: Reason


class DeliveryMessage(CourierMessage):
    """A message about one delivery of the run."""

    delivery: UUID


class PickUp(DeliveryMessage):
    """The courier has the food and leaves the store."""

    type: Literal["delivery.pick_up"]


class Arrive(DeliveryMessage):
    """The courier is at the door."""

    type: Literal["delivery.arrive"]


class Contact(DeliveryMessage):
    """Nobody opens: the platform tells the customer so, which counts as an attempt to reach them."""

    type: Literal["delivery.contact"]


class Write(DeliveryMessage):
    """Writes to the customer: words, or a ready phrase; at the door it counts as an attempt to reach them."""

    type: Literal["delivery.write"]
    text: Words | None = None
    phrase: Literal["at_the_door", "nobody_opens", "minutes_late"] | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.text is None) == (self.phrase is None):
            raise ValueError("Either words or a phrase.")
        return self


class Read(DeliveryMessage):
    """What the customer wrote has been shown, up to this number."""

    type: Literal["delivery.read"]
    number: Annotated[int, Field(ge=1, le=MAX_NUMBER)]


class HandOver(DeliveryMessage):
    """The customer has the food and told the PIN; none for a contactless delivery."""

    type: Literal["delivery.hand_over"]
    pin: Annotated[str, Field(pattern=r"^[0-9]{4}$")] | None = None


class Fail(DeliveryMessage):
    """Nobody accepted the food after the required attempts."""

    type: Literal["delivery.fail"]
    reason: Reason


type FromCourier = Annotated[
    Ping
    | TokenRenew
    | ShiftStart
    | ShiftEnd
    | BreakStart
    | BreakEnd
    | Positions
    | PositionsHere
    | OfferAccept
    | OfferDecline
    | PickUp
    | Arrive
    | Contact
    | Write
    | Read
    | HandOver
    | Fail,
    Field(discriminator="type"),
]


class Situation(Frame):
    """The courier's current state."""

    at: datetime
    courier: CourierState
    shift: ShiftState | None
    offer: OfferState | None
    run: tuple[Stop, ...]


class Welcome(Situation):
    """The first message after the socket opens: the complete current state.

    A courier who sends nothing for that long loses deliveries still in the rack; with food on the road,
    later.
    """

    type: Literal["welcome"] = "welcome"
    protocol: int = PROTOCOL_VERSION
    heartbeat_seconds: int
    unresponsive_after_seconds: int
    unresponsive_on_road_seconds: int


class Sync(Situation):
    """The state after the courier acted on another device."""

    type: Literal["sync"] = "sync"


class Ack(Frame):
    """The message `re` took effect. `courier` is the status after it, `shift` the newly started one."""

    type: Literal["ack"] = "ack"
    re: str
    courier: str | None = None
    shift: ShiftState | None = None
    acked_sequence: int | None = None


class Error(Frame):
    """The message `re` had no effect (a wrong PIN counts as a try); `problem` is an RFC 9457 document."""

    type: Literal["error"] = "error"
    re: str | None
    problem: dict[str, Any]


class Pong(Frame):
    """The answer to `ping`."""

    type: Literal["pong"] = "pong"
    re: str
    at: datetime


class Offered(Frame):
    """A run is offered."""

    type: Literal["offer"] = "offer"
    offer: OfferState


class OfferGone(Frame):
    """The offer expired or was withdrawn."""

    type: Literal["offer.gone"] = "offer.gone"
    offer: UUID
    cause: OfferEnd


class DeliveryChanged(Frame):
    """A delivery of the run changed: released, revised, corrected, waived, unlocked, photographed, the next stop."""

    type: Literal["delivery.changed"] = "delivery.changed"
    delivery: Stop
    cause: str


class DeliveryGone(Frame):
    """A delivery left the run: cancelled, or assigned to somebody else."""

    type: Literal["delivery.gone"] = "delivery.gone"
    delivery: UUID
    cause: str


class Written(Frame):
    """Courier or customer wrote about a delivery, or read: `GET /deliveries/{id}/messages` has it all.

    Also of a delivery that ended less than half an hour ago.
    """

    type: Literal["delivery.message"] = "delivery.message"
    delivery: UUID
    number: str
    by_customer: bool


class GoTo(Frame):
    """Wait at this store: orders are expected there."""

    type: Literal["go_to"] = "go_to"
    store: Place


class PositionTaken(Frame):
    """Another device of the courier sends the position now: this one must stop, to avoid contradictions."""

    type: Literal["position.taken"] = "position.taken"


type ToCourier = Annotated[
    Welcome
    | Sync
    | Ack
    | Error
    | Pong
    | Offered
    | OfferGone
    | DeliveryChanged
    | DeliveryGone
    | Written
    | GoTo
    | PositionTaken,
    Field(discriminator="type"),
]

incoming: TypeAdapter[FromCourier] = TypeAdapter(FromCourier)
outgoing: TypeAdapter[ToCourier] = TypeAdapter(ToCourier)


def frames_of(union: Any) -> tuple[type[Frame], ...]:
    """The members of a union of the protocol."""
    return get_args(get_args(union.__value__)[0])


def parse(text: str) -> FromCourier:
    """Parses the courier's message. Raises Invalid, field by field, for anything unknown to the protocol."""
    try:
        return incoming.validate_json(text, strict=True)
    except ValidationError as error:
        raise Invalid("The message does not follow the protocol.", errors=list(_fields(error))) from None


def _fields(error: ValidationError) -> Iterator[FieldError]:
    for e in error.errors(include_url=False, include_context=False, include_input=False):
        path = ".".join(map(str, e["loc"][1:])) or ("type" if "union_tag" in e["type"] else "body")
        yield FieldError(path, e["msg"], e["type"])
