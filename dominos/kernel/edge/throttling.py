"""Rate limits: per role (the best of the caller's), and per network."""

from functools import cache, lru_cache
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
from dominos.kernel.errors import Unavailable
from dominos.kernel.networks import one_client, one_network
from dominos.kernel.redis_client import client

ITEMS_PER_CALL = 5
type Budgets = dict[str, int]
log = structlog.get_logger(__name__)

NETWORK_SHARE = 8
"""The rate of a whole network relative to one client's, since offices and mobile networks share addresses."""

# The calls of the last span by their instants, the newest first; a call counts as many times as it costs. Who has used
# nothing yet may make any. Answers nothing for a call that is taken, off each budget or off none, else the instant that
# has to pass for it.
_TAKE = """
local now, span, cost = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
for n, key in ipairs(KEYS) do
    local most, used = tonumber(ARGV[3 + n]), redis.call('LLEN', key)
    while used > 0 and tonumber(redis.call('LINDEX', key, -1)) <= now - span do
        redis.call('RPOP', key)
        used = used - 1
    end
    if used >= most or (used > 0 and used + cost > most) then
        local behind = math.min(math.max(cost - (most - used), 1), used)
        return used > 0 and redis.call('LINDEX', key, -behind) or ARGV[1]
    end
end
for _, key in ipairs(KEYS) do
    for _ = 1, cost do
        redis.call('LPUSH', key, ARGV[1])
    end
    redis.call('EXPIRE', key, span)
end
return nil
"""


class SlidingThrottle(SimpleRateThrottle):
    """A sliding-window limit with one Redis call, for all processes.

    Open while Redis is down, except where a call costs money that nothing else limits, such as a mail.
    """

    num_requests: int | None
    duration: int | None
    cost = 1
    """The weight of this call."""
    costs_money = False

    def allow_request(self, request: Request, view: Any) -> bool:
        budgets = self.budgets(request, view)
        if not budgets:
            return True
        self.now: float = self.timer()
        try:
            self.oldest = self._taken(budgets)
        except (OSError, RedisError) as error:
            if self.costs_money:
                raise Unavailable from error
            log.warning("throttle is open, its cache is down")
            return True
        return self.oldest is None

    def budgets(self, request: Request, view: Any) -> Budgets:
        """The budgets charged by the call: names and limits."""
        key = self.get_cache_key(request, view)
        return {} if key is None else {key: self.num_requests or 0}

    def of_network(self, name: str, request: Request) -> Budgets:
        """The budgets of the caller's address and network."""
        address, most = self.get_ident(request) or "", self.num_requests or 0
        return {
            f"{name}:{one_client(address)}": most,
            f"{name}:of:{one_network(address)}": most * NETWORK_SHARE,
        }

    def _taken(self, budgets: Budgets) -> float | None:
        """None where there was room for the call, which is taken; else the instant that has to pass for it."""
        prefix = settings.CACHES["default"]["KEY_PREFIX"]
        given: list[str | int] = [f"{self.now:.6f}", self.duration or 1, self.cost, *budgets.values()]
        oldest = _script(settings.REDIS_URL)(keys=[f"{prefix}:{key}" for key in budgets], args=given)
        return None if oldest is None else float(cast(bytes, oldest))

    def wait(self) -> float | None:
        """Seconds until the call is allowed."""
        assert self.oldest is not None
        return float(self.duration or 0) - (self.now - self.oldest)


@cache
def _script(url: str) -> Script:
    return client(url).register_script(_TAKE)


def cost_of(request: Request, view: Any) -> int:
    """The weight of this call: the view's, plus one per a number of items in its body."""
    base: int = getattr(view, "costs", 1)
    name: str = getattr(view, "costs_by", "")
    if not name:
        return base
    try:
        items = request.data.get(name) if isinstance(request.data, dict) else None
    except APIException:  # what cannot be read is refused for that, later
        return base
    return base + (len(items) // ITEMS_PER_CALL if isinstance(items, list) else 0)


@lru_cache(100)
def _best(*rates: str) -> tuple[int, int]:
    """The rate that lets the most calls through: how many, and in so many seconds."""
    parsed = [SimpleRateThrottle.parse_rate(cast(Any, None), rate) for rate in rates]
    number, seconds = max(parsed, key=lambda rate: (rate[0] or 0) / (rate[1] or 1))
    return number or 0, seconds or 1


class RoleThrottle(SlidingThrottle):
    """`settings.THROTTLE_RATES` by role, a partner's own rate; accounts by id, others by address and network.

    All guests of one address share the rate of one guest, since anybody can create guests. Accounts need a
    mailbox, and registrations are limited by network. Calls are weighted by `ApiView.costs`.
    """

    rate = "1/s"

    def allow_request(self, request: Request, view: Any) -> bool:
        roles = [role.value for role in caller(request).roles] or ["anonymous"]
        self.num_requests, self.duration = _best(*(settings.THROTTLE_RATES[role] for role in roles))
        if calls := caller(request).calls_a_minute:
            self.num_requests, self.duration = calls, 60
        self.cost = cost_of(request, view)
        return super().allow_request(request, view)

    def budgets(self, request: Request, view: Any) -> Budgets:
        who = caller(request)
        if who.roles == {Role.GUEST}:
            return self.of_network("throttle:guests", request)
        if who.id is None:
            return self.of_network("throttle", request)
        return {f"throttle:{who.id}": self.num_requests or 0}
