"""How often a caller may call: a rate for each role, the best of the caller's roles."""

from typing import Any

import structlog
from django.conf import settings
from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from dominos.kernel.auth import Role
from dominos.kernel.edge.access import caller

log = structlog.get_logger(__name__)


class RoleThrottle(SimpleRateThrottle):
    """`settings.THROTTLE_RATES` by role; callers by id, anonymous ones by address. Open while the cache is down.

    Guests of one address together have the rate of one guest: whoever likes is a new one.
    """

    rate = "1/s"

    def allow_request(self, request: Request, view: Any) -> bool:
        roles = [role.value for role in caller(request).roles] or ["anonymous"]
        parsed = [self.parse_rate(settings.THROTTLE_RATES[role]) for role in roles]
        self.num_requests, self.duration = max(parsed, key=lambda rate: (rate[0] or 0) / (rate[1] or 1))
        try:
            return super().allow_request(request, view)
        except (OSError, RedisError):
            log.warning("throttle is open, its cache is down")
            return True

    def get_cache_key(self, request: Request, view: Any) -> str:
        who = caller(request)
        if who.roles == {Role.GUEST}:
            return f"throttle:guests:{self.get_ident(request)}"
        return f"throttle:{who.id or self.get_ident(request)}"
