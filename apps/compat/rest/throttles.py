"""Rate limits of the trackers: per network address, and per telephone number asked about."""

from typing import Any

from rest_framework.request import Request

from apps.compat import conf
from apps.compat.queries import phone_mark
from dominos.kernel.edge.throttling import SlidingThrottle


class TrackingThrottle(SlidingThrottle):
    """Limits requests per network address."""

    def get_rate(self) -> str:
        return conf.tracking_rate()

    def get_cache_key(self, request: Request, view: Any) -> str | None:
        return f"compat-tracking:{self.get_ident(request)}"


class PhoneThrottle(TrackingThrottle):
    """Limits requests about one telephone number, from all addresses together."""

    def get_cache_key(self, request: Request, view: Any) -> str | None:
        phone = view.phone_asked()
        return f"compat-tracking:{phone_mark(phone)}" if phone else None
