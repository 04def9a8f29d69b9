"""What a review can be, why one is held back or hidden, and who may do which of it; as data."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from dominos.kernel.auth import Role
from dominos.kernel.texts.languages import in_words

EDITABLE_FOR = timedelta(days=7)
PHOTO_KEPT = timedelta(days=365)


class ReviewState(StrEnum):
    """`SHOWN` to everybody; `HELD` until somebody has read it, its stars counting; `HIDDEN`, counting for nothing."""

    SHOWN = "SHOWN"
    HELD = "HELD"
    HIDDEN = "HIDDEN"


class HeldFor(StrEnum):
    """Why a review waits for a person: what the filter found, a picture, which no filter sees, or a report."""

    ABUSE = "abuse"
    CONTACT = "contact"
    LINK = "link"
    SHOUTING = "shouting"
    PHOTO = "photo"
    REPORTED = "reported"


@in_words
class HiddenFor(StrEnum):
    """Why a review is hidden. That it is a bad one is no reason."""

    ABUSE = "abuse"
    PERSONAL_DATA = "personal_data"
    ADVERTISING = "advertising"
    OFF_TOPIC = "off_topic"
    NOT_GENUINE = "not_genuine"
    AUTHOR_ASKED = "author_asked"


class Action(StrEnum):
    """What is done with a review."""

    SHOW = "show"
    HIDE = "hide"
    REPORT = "report"
    REPLY = "reply"


_CHAIN = frozenset({Role.SUPPORT, Role.ADMIN})
_STORE = _CHAIN | {Role.STORE_MANAGER}
RULES: Mapping[tuple[Action, ReviewState], tuple[ReviewState | None, frozenset[Role]]] = {
    (Action.SHOW, ReviewState.HELD): (ReviewState.SHOWN, _STORE),
    (Action.SHOW, ReviewState.HIDDEN): (ReviewState.SHOWN, _CHAIN),
    (Action.HIDE, ReviewState.HELD): (ReviewState.HIDDEN, _CHAIN),
    (Action.HIDE, ReviewState.SHOWN): (ReviewState.HIDDEN, _CHAIN),
    (Action.REPORT, ReviewState.SHOWN): (ReviewState.HELD, _STORE),
    (Action.REPLY, ReviewState.SHOWN): (None, _STORE),
    (Action.REPLY, ReviewState.HELD): (None, _STORE),
}
"""Where an action leads from a state (None: nowhere else) and who may take it.

A manager lets reviews be seen, answers them and asks for another look; what counts for nothing is not for the one to
say whom it is about.
"""


def roles_for(action: Action) -> frozenset[Role]:
    """Who may take the action from some state."""
    return frozenset[Role]().union(*(roles for (one, _), (_, roles) in RULES.items() if one == action))


def may_edit(posted_at: datetime, at: datetime) -> bool:
    """Whether its author may still change it."""
    return at < posted_at + EDITABLE_FOR
