"""How often a caller may call: a rate for each role, the best of the caller's roles."""

from typing import Any

import structlog
from django.conf import settings
from redis.exceptions import RedisError
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from dominos.kernel.auth import Role
from dominos.kernel.edge.access import caller

ITEMS_PER_CALL = 5
log = structlog.get_logger(__name__)


def cost_of(request: Request, view: Any) -> int:
    """How many calls this one counts as: what its view says, and one more for every so many items of its body."""
    base: int = getattr(view, "costs", 1)
    name: str = getattr(view, "costs_by", "")
    if not name:
        return base
    try:
        items = request.data.get(name) if isinstance(request.data, dict) else None
    except APIException:  # what cannot be read is refused for that, later
        return base
    return base + (len(items) // ITEMS_PER_CALL if isinstance(items, list) else 0)


class RoleThrottle(SimpleRateThrottle):
    """`settings.THROTTLE_RATES` by role; callers by id, anonymous ones by address. Open while the cache is down.

    Guests of one address together have the rate of one guest: whoever likes is a new one. A call counts as many times
    as it costs (`ApiView.costs`); who has not used anything yet may make any.
    """

    rate = "1/s"

    def allow_request(self, request: Request, view: Any) -> bool:
        roles = [role.value for role in caller(request).roles] or ["anonymous"]
        parsed = [self.parse_rate(settings.THROTTLE_RATES[role]) for role in roles]
        self.num_requests, self.duration = max(parsed, key=lambda rate: (rate[0] or 0) / (rate[1] or 1))
        self.cost = cost_of(request, view)
        try:
            return super().allow_request(request, view)
        except (OSError, RedisError):
            log.warning("throttle is open, its cache is down")
            return True

    def throttle_success(self) -> bool:
        if self.history and len(self.history) + self.cost > (self.num_requests or 0):
            return self.throttle_failure()
        self.history[:0] = [self.now] * self.cost
        self.cache.set(self.key, self.history, self.duration)
        return True

    def wait(self) -> float | None:
        """Seconds until there is room for the call."""
        spare = (self.num_requests or 0) - len(self.history)
        behind = min(max(self.cost - spare, 1), len(self.history))
        since: float = self.now - self.history[-behind] if behind else 0.0
        return float(self.duration or 0) - since

    def get_cache_key(self, request: Request, view: Any) -> str:
        who = caller(request)
        if who.roles == {Role.GUEST}:
            return f"throttle:guests:{self.get_ident(request)}"
        return f"throttle:{who.id or self.get_ident(request)}"
