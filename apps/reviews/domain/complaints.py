"""When a complaint is settled with store credit by rule, and for which amount. Amounts in minor units."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from dominos.kernel.texts.languages import in_words

ONE_FOR = timedelta(days=90)
"""The period within which complaints of one customer, or one mailbox, are counted together."""
MAX_WORDS_CHARS = 1000


@in_words
class Matter(StrEnum):
    """What was wrong with the order."""

    MISSING = "missing"
    WRONG = "wrong"
    BURNT = "burnt"
    SPILLED = "spilled"
    COLD = "cold"
    OTHER = "other"


class ComplaintState(StrEnum):
    """`CREDITED` by rule or by support; `OPEN` until support has decided; `DECLINED`."""

    CREDITED = "CREDITED"
    OPEN = "OPEN"
    DECLINED = "DECLINED"


@in_words
class ForSupport(StrEnum):
    """Why support has to decide about a complaint."""

    NO_RULE = "no_rule"
    NO_PHOTO = "no_photo"
    NO_MAILBOX = "no_mailbox"
    TOO_LATE = "too_late"
    TOO_OFTEN = "too_often"
    TOO_MUCH = "too_much"
    REFUNDED = "refunded"


SHARE: Mapping[Matter, int] = {
    Matter.MISSING: 100,
    Matter.WRONG: 100,
    Matter.BURNT: 50,
    Matter.SPILLED: 50,
    Matter.COLD: 30,
}
"""Percent of the lines' price that is credited; matters not listed have no rule."""


@dataclass(frozen=True, slots=True)
class ComplaintRules:
    """Limits that a market can change."""

    within_hours: int = 24
    most_percent: int = 50
    """Of the order's total; above it, support decides."""
    most_often: int = 2
    """Complaints settled by rule per customer within `ONE_FOR`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a complaint: `cost` of the lines after discounts, `total` of the order, and `earlier`
    complaints.
    """

    matter: Matter
    cost: int
    total: int
    age: timedelta
    earlier: int
    has_photo: bool
    has_mailbox: bool
    is_refunded: bool


def credit_of(facts: Facts) -> int:
    """The credit for the lines under the matter; 0 if it has no rule."""
    return facts.cost * SHARE.get(facts.matter, 0) // 100


def why_support(facts: Facts, rules: ComplaintRules) -> ForSupport | None:
    """Why support has to decide; None if the rule decides."""
    amount = credit_of(facts)
    checks = {
        ForSupport.NO_RULE: amount <= 0,
        ForSupport.REFUNDED: facts.is_refunded,
        ForSupport.TOO_LATE: facts.age > timedelta(hours=rules.within_hours),
        ForSupport.NO_PHOTO: not facts.has_photo,
        ForSupport.NO_MAILBOX: not facts.has_mailbox,
        ForSupport.TOO_OFTEN: facts.earlier >= rules.most_often,
        ForSupport.TOO_MUCH: amount * 100 > facts.total * rules.most_percent,
    }
    return next((why for why, holds in checks.items() if holds), None)
