"""Rate limits against guessing codes."""

from rest_framework.request import Request

from dominos.kernel.config import env
from dominos.kernel.edge.throttling import Budgets, SlidingThrottle


class CodeThrottle(SlidingThrottle):
    """Limits gift card codes entered from one address, and one network (`THROTTLE_GIFT_CODES`)."""

    rate = env.text("THROTTLE_GIFT_CODES", "10/min")

    def budgets(self, request: Request, view: object) -> Budgets:
        return self.of_network("throttle:codes", request)
