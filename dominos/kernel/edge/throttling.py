"""How often a caller may call: a rate for each role, the best of the caller's roles."""

from functools import cache
from typing import Any, cast

import structlog
from django.conf import settings
from redis.commands.core import Script
from redis.exceptions import RedisError
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from dominos.kernel.auth import Role
from dominos.kernel.edge.access import caller
from dominos.kernel.redis_client import client

ITEMS_PER_CALL = 5
log = structlog.get_logger(__name__)

# The calls of the last span by their instants, the newest first; a call counts as many times as it costs. Who has used
# nothing yet may make any. Answers nothing for a call that is taken, else the instant that has to pass for it.
_TAKE = """
local now, span, most, cost = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local used = redis.call('LLEN', KEYS[1])
while used > 0 and tonumber(redis.call('LINDEX', KEYS[1], -1)) <= now - span do
    redis.call('RPOP', KEYS[1])
    used = used - 1
end
if used >= most or (used > 0 and used + cost > most) then
    local behind = math.min(math.max(cost - (most - used), 1), used)
    return used > 0 and redis.call('LINDEX', KEYS[1], -behind) or ARGV[1]
end
for _ = 1, cost do
    redis.call('LPUSH', KEYS[1], ARGV[1])
end
redis.call('EXPIRE', KEYS[1], span)
return nil
"""


class SlidingThrottle(SimpleRateThrottle):
    """So many calls in any span as long as the rate's. One question to Redis; open while that is down."""

    num_requests: int | None
    duration: int | None
    cost = 1
    """As how many calls this one counts."""

    def allow_request(self, request: Request, view: Any) -> bool:
        key = self.get_cache_key(request, view)
        if key is None:
            return True
        self.now: float = self.timer()
        try:
            self.oldest = self._taken(key)
        except (OSError, RedisError):
            log.warning("throttle is open, its cache is down")
            return True
        return self.oldest is None

    def _taken(self, key: str) -> float | None:
        """None where there was room for the call, which is taken; else the instant that has to pass for it."""
        name = f"{settings.CACHES['default']['KEY_PREFIX']}:{key}"
        given = (f"{self.now:.6f}", self.duration or 1, self.num_requests or 0, self.cost)
        oldest = _script(settings.REDIS_URL)(keys=[name], args=given)
        return None if oldest is None else float(cast(bytes, oldest))

    def wait(self) -> float | None:
        """Seconds until there is room for the call."""
        assert self.oldest is not None
        return float(self.duration or 0) - (self.now - self.oldest)


@cache
def _script(url: str) -> Script:
    return client(url).register_script(_TAKE)


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


class RoleThrottle(SlidingThrottle):
    """`settings.THROTTLE_RATES` by role; callers by id, anonymous ones by address.

    Guests of one address together have the rate of one guest: whoever likes is a new one. A call counts as many times
    as it costs (`ApiView.costs`).
    """

    rate = "1/s"

    def allow_request(self, request: Request, view: Any) -> bool:
        roles = [role.value for role in caller(request).roles] or ["anonymous"]
        parsed = [self.parse_rate(settings.THROTTLE_RATES[role]) for role in roles]
        self.num_requests, self.duration = max(parsed, key=lambda rate: (rate[0] or 0) / (rate[1] or 1))
        self.cost = cost_of(request, view)
        return super().allow_request(request, view)

    def get_cache_key(self, request: Request, view: Any) -> str:
        who = caller(request)
        if who.roles == {Role.GUEST}:
            return f"throttle:guests:{self.get_ident(request)}"
        return f"throttle:{who.id or self.get_ident(request)}"
