"""By which number of the pool who reaches whom now."""

from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from apps.delivery.domain.conversations import OPEN_AFTER_END, Side
from apps.delivery.domain.states import WITH_COURIER
from apps.delivery.models import CallSession
from dominos.kernel.clock import now
from dominos.kernel.sealed.platform_keys import marks


@dataclass(frozen=True, slots=True)
class Match:
    """A session, and which of its sides calls."""

    session: CallSession
    side: Side


def phone_marks(phone: str) -> list[str]:
    """What a telephone is known by, today's first."""
    return marks(phone, "delivery.callsession")


def open_sessions() -> QuerySet[CallSession]:
    """Those that hold: their courier has the delivery, or had it at its end, half an hour ago at most.

    The same as `domain/conversations.py:is_open`, so that none has to be closed.
    """
    at_work = Q(delivery__finished_at=None, delivery__status__in=WITH_COURIER)
    just_over = Q(delivery__finished_at__gt=now() - OPEN_AFTER_END)
    return CallSession.objects.filter(at_work | just_over, delivery__courier=F("courier"))


def match(number: str, caller: str) -> Match | None:
    """The session of who dials a number of the pool; None for who is neither of its two, or no more."""
    if not caller:
        return None
    sides = {Side.CUSTOMER: "customer_mark", Side.COURIER: "courier_mark"}
    known = phone_marks(caller)
    of_caller = open_sessions().filter(number=number).filter(_is_of(known))
    found = of_caller.select_related("delivery").order_by("-opened_at").first()
    if found is None:
        return None
    return next(Match(found, side) for side, column in sides.items() if getattr(found, column) in known)


def taken_by(*phones: str) -> QuerySet[CallSession]:
    """The open sessions in which one of these telephones is a side."""
    return open_sessions().filter(_is_of([mark for phone in phones for mark in phone_marks(phone)]))


def language_of(caller: str) -> str:
    """The language of the order that a caller was last connected for; "" for who never was."""
    last = CallSession.objects.filter(_is_of(phone_marks(caller))).order_by("-opened_at") if caller else None
    found = last.values_list("locale", flat=True).first() if last is not None else None
    return found or ""


def _is_of(known: list[str]) -> Q:
    return Q(customer_mark__in=known) | Q(courier_mark__in=known)
