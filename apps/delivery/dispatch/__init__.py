"""The courier dispatch engine: a pure function from a snapshot to decisions."""

from apps.delivery.dispatch.engine import decide
from apps.delivery.dispatch.promise import eta, etas

__all__ = ["decide", "eta", "etas"]
