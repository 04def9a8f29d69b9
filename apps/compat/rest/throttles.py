"""How often trackers may be asked: by whom, and about which telephone number."""

from typing import Any

from rest_framework.request import Request

from apps.compat import conf
from apps.compat.queries import phone_mark
from dominos.kernel.edge.throttling import SlidingThrottle


class TrackingThrottle(SlidingThrottle):
    """So many questions of one network address."""

    def get_rate(self) -> str:
        return conf.tracking_rate()

    def get_cache_key(self, request: Request, view: Any) -> str | None:
        return f"compat-tracking:{self.get_ident(request)}"


class PhoneThrottle(TrackingThrottle):
    """So many questions about one telephone number, from wherever they come."""

    def get_cache_key(self, request: Request, view: Any) -> str | None:
        phone = view.phone_asked()
        return f"compat-tracking:{phone_mark(phone)}" if phone else None
