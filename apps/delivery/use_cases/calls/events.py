"""What an exchange tells: somebody dials a number of the pool, and how a call ended."""

import structlog
from django.core.cache import cache
from django.utils import translation
from django.utils.translation import gettext
from prometheus_client import Counter
from redis.exceptions import RedisError

from apps.delivery.domain.calls import (
    ATTEMPTS,
    REFUSED_AGAIN_AFTER,
    TALK_SECONDS,
    EndedCall,
    Exchange,
    IncomingCall,
    Reply,
)
from apps.delivery.domain.conversations import Side
from apps.delivery.models import PlacedCall
from apps.delivery.queries.call_parties import NOBODY, Parties, parties_of
from apps.delivery.queries.call_sessions import Match, language_of, match, phone_marks
from apps.delivery.use_cases.calls.configured import events_url
from apps.delivery.use_cases.calls.sessions import has_called_enough
from apps.delivery.use_cases.conversations import note_attempt, push_talk
from apps.delivery.use_cases.transitions import lock_deliveries
from dominos.kernel.errors import Unavailable
from dominos.kernel.texts.languages import mark, spoken
from dominos.kernel.unit_of_work import unit_of_work

log = structlog.get_logger(__name__)
CALLS = Counter(
    "delivery_calls", "Calls between courier and customer, by how they ended or were refused.", ["outcome"]
)
NEITHER = mark(
    "This number connects a courier with the customer they bring an order to. Call from the telephone that you gave,"
    " and let its number show. You can also write on the page of the order."
)
NOT_NOW = mark("The call cannot be put through now. Please write on the page of the order.")


def take(exchange: Exchange, told: IncomingCall | EndedCall) -> Reply | None:
    """What the exchange has to do; None where it has told how a call ended."""
    if isinstance(told, EndedCall):
        _end(told)
        return None
    found = match(told.number, told.caller)
    if found is None:
        return _refuse_once(exchange, told, NEITHER, language_of(told.caller), "neither")
    return _put_through(exchange, told, found)


def _put_through(exchange: Exchange, told: IncomingCall, found: Match) -> Reply:
    """To the other side's telephone of today. The same call may be told again until it has ended."""
    parties = _parties(found)
    if not parties.are_known or told.caller != parties.phone_of(found.side) or not _note(told, found):
        return _refuse_once(exchange, told, NOT_NOW, found.session.locale, "not_now")
    return exchange.connect(parties.phone_of(found.side.other), told.number, events_url(exchange))


def _parties(found: Match) -> Parties:
    try:
        return parties_of(found.session.delivery)
    except Unavailable as error:
        log.warning("a call without telephones", error=error.code)
        return NOBODY


def _note(told: IncomingCall, found: Match) -> bool:
    """Notes the call; whether there is one to be put through."""
    with unit_of_work("delivery"):
        [delivery] = lock_deliveries([found.session.delivery_id])
        known = PlacedCall.objects.filter(exchange_id=told.id).first()
        if known is not None:
            return not known.outcome and known.delivery_id == delivery.id
        if delivery.courier_id != found.session.courier_id or has_called_enough(delivery, found.side):
            return False
        PlacedCall.objects.create(delivery=delivery, exchange_id=told.id, side=found.side)
        push_talk(delivery, found.side)
    return True


def _end(told: EndedCall) -> None:
    """Notes how it ended, once; at the door it may have been an attempt to reach the customer."""
    known = PlacedCall.objects.filter(exchange_id=told.id).values_list("delivery_id", flat=True).first()
    if known is None:
        return
    with unit_of_work("delivery"):
        [delivery] = lock_deliveries([known])
        call = PlacedCall.objects.get(exchange_id=told.id)
        if call.outcome:
            return
        call.outcome, call.seconds = told.outcome, min(told.seconds, TALK_SECONDS)
        call.save(update_fields=["outcome", "seconds"])
        side = Side(call.side)
        push_talk(delivery, side)
        at_the_door = delivery.arrived_at is not None and call.at >= delivery.arrived_at
        if side is Side.COURIER and told.outcome in ATTEMPTS and at_the_door:
            note_attempt(delivery)
    CALLS.labels(told.outcome.value).inc()


def _refuse_once(exchange: Exchange, told: IncomingCall, text: str, locale: str, why: str) -> Reply:
    """Whoever is not connected is told why, and hears "busy" for a while then: spoken minutes cost."""
    if not _may_be_told(phone_marks(told.caller or told.number)[0]):
        CALLS.labels("rejected").inc()
        return exchange.reject()
    CALLS.labels(why).inc()
    language = spoken(locale)
    with translation.override(language):
        return exchange.refuse(gettext(text), language)


def _may_be_told(who: str) -> bool:
    try:
        return bool(cache.add(f"call-refused:{who}", True, REFUSED_AGAIN_AFTER))
    except (OSError, RedisError):
        return True
