"""The states of a review, why one is held or hidden, and which role may do what; as data."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from dominos.kernel.auth import Role
from dominos.kernel.texts.languages import in_words

EDITABLE_FOR = timedelta(days=7)
PHOTO_KEPT = timedelta(days=365)


class ReviewState(StrEnum):
    """`SHOWN` to everybody; `HELD` until a person has read it, its stars counting; `HIDDEN`, not counting."""

    SHOWN = "SHOWN"
    HELD = "HELD"
    HIDDEN = "HIDDEN"


class HeldFor(StrEnum):
    """Why a review waits for a person: a finding of the filter, a photo (not filtered), or a report."""

    ABUSE = "abuse"
    CONTACT = "contact"
    LINK = "link"
    SHOUTING = "shouting"
    PHOTO = "photo"
    REPORTED = "reported"


@in_words
class HiddenFor(StrEnum):
    """Why a review is hidden. A bad rating is not a reason."""

    ABUSE = "abuse"
    PERSONAL_DATA = "personal_data"
    ADVERTISING = "advertising"
    OFF_TOPIC = "off_topic"
    NOT_GENUINE = "not_genuine"
    AUTHOR_ASKED = "author_asked"


class Action(StrEnum):
    """A moderation action."""

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
"""The target state of an action in a state (None: it stays) and the roles that may take it.

A manager may approve reviews, answer them and report them; only the chain hides them, because a manager is
affected by them.
"""


def roles_for(action: Action) -> frozenset[Role]:
    """The roles that may take the action in some state."""
    return frozenset[Role]().union(*(roles for (one, _), (_, roles) in RULES.items() if one == action))


def may_edit(posted_at: datetime, at: datetime) -> bool:
    """Whether its author may still change it."""
    return at < posted_at + EDITABLE_FOR
