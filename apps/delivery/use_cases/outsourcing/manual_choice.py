"""A person picks the provider: sees what each would take, and hires one for no more than that."""

from uuid import UUID

from apps.delivery.domain.provider_choice import affordable
from apps.delivery.domain.providers import ProviderRefusal, ProviderTooDear, Quote
from apps.delivery.models import Delivery
from apps.delivery.queries.market import rules
from apps.delivery.use_cases.outsourcing.configured import providers
from apps.delivery.use_cases.outsourcing.hiring import hire_by_hand, require_hireable, spent
from apps.delivery.use_cases.outsourcing.provider_quotes import quotes_for
from dominos.kernel.clock import now
from dominos.kernel.errors import Conflict, NotFound


def offers_of(delivery_id: UUID) -> list[Quote]:
    """What providers would take now, within the market's caps, the cheapest first. NotFound.

    None is asked, nor told of a door, for what it could not be hired for.
    """
    delivery = _found(delivery_id)
    left = rules().provider_max_day - spent(delivery.store_id)
    able = [name for name in providers() if _may_bring(delivery, name)]
    found = affordable(quotes_for(delivery, able), left, now(), rules())
    return sorted(found, key=lambda quote: (quote.fee, quote.drop_off_at))


def hire_chosen(delivery_id: UUID, actor: UUID, *, provider: str, max_fee: int, reason: str) -> None:
    """Gives the delivery to this provider, for `max_fee` in minor units at most.

    NotFound; ProviderRefusal if it does not bring it, ProviderTooDear if it wants more by now; see `require_hireable`.
    """
    delivery = _found(delivery_id)
    require_hireable(delivery, provider)
    for quote in quotes_for(delivery, {provider}):
        if quote.fee > max_fee:
            raise ProviderTooDear(fee=quote.fee, currency=quote.currency)
        hire_by_hand(delivery_id, quote, actor, reason)
        return
    raise ProviderRefusal(f"{provider} does not bring this now.")


def _may_bring(delivery: Delivery, provider: str) -> bool:
    try:
        require_hireable(delivery, provider)
    except Conflict:
        return False
    return True


def _found(delivery_id: UUID) -> Delivery:
    found: Delivery | None = Delivery.objects.filter(id=delivery_id).first()
    if found is None:
        raise NotFound("There is no such delivery.")
    return found
