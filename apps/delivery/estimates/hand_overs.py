"""The market's rules with measured hand-over times."""

from apps.delivery.contract.types import DeliveryStatus
from apps.delivery.domain.rules import Rules, measured
from apps.delivery.models import Delivery
from apps.delivery.queries.market import rules
from dominos.kernel.ttl_cache import TtlCache

_SECONDS = 60.0
_hand_overs = TtlCache[str, tuple[float, ...]](_SECONDS)


def measured_rules() -> Rules:
    """`rules` with recently measured hand-over times, for plans and estimates. Refreshed once a minute."""
    market = rules()
    return measured(market, _hand_overs.get_or_read("", lambda: _read(market.residuals)))


def _read(newest: int) -> tuple[float, ...]:
    """Seconds from the arrival at the door to the hand-over."""
    delivered = Delivery.objects.filter(status=DeliveryStatus.DELIVERED, arrived_at__isnull=False)
    times = delivered.order_by("-finished_at").values_list("arrived_at", "finished_at")[:newest]
    return tuple((done - there).total_seconds() for there, done in times if there and done)
