"""Order progress as the legacy trackers show it. Contains no personal data: neither customer nor address."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

from apps.orders.contract.types import OrderStatus, OrderSummary
from apps.stores.contract.types import ServiceMethod

S = OrderStatus
BAD = "Bad"
"""Orders that ended without food, or that the store has to decide about."""
STATUSES: Mapping[OrderStatus, str] = {
    S.PENDING_PAYMENT: "Being Taken",
    S.SCHEDULED: "Future",
    S.PLACED: "Being Taken",
    S.ACCEPTED: "Being Taken",
    S.REVISION_PENDING: "Being Taken",
    S.PREPARING: "Makeline",
    S.BAKING: "Oven",
    S.READY: "Routing Station",
    S.OUT_FOR_DELIVERY: "Out the Door",
    S.ARRIVED: "Out the Door",
    S.COMPLETED: "Complete",
    S.EXPIRED: BAD,
    S.PAYMENT_FAILED: BAD,
    S.REJECTED: BAD,
    S.CANCELLED: BAD,
    S.DELIVERY_FAILED: BAD,
    S.RETURNED: BAD,
}
_STAGES = {"MakeTimeSecs": (S.PREPARING, S.BAKING), "OvenTimeSecs": (S.BAKING, S.READY)}


def status_of(order: OrderSummary) -> str:
    """The legacy tracker's status for the order's state."""
    return STATUSES[order.status]


def listed(order: OrderSummary, key: str) -> dict[str, Any]:
    """An order in the list of a telephone number; `Track` is its path below the tracker's root."""
    return {
        "StoreID": str(order.store_id),
        "OrderID": order.number,
        "OrderDescription": f"Items: {sum(line.quantity for line in order.lines)}",
        "OrderTakeCompleteTime": _local(order.stage_times.get(S.PLACED, order.placed_at), order),
        "Actions": {"Track": track_path(order, key)},
    }


def track_path(order: OrderSummary, key: str) -> str:
    """The order's path below the tracker's root."""
    return f"v2/orders/stores/{order.store_id}/orderkeys/{key}"


def tracked(order: OrderSummary, key: str, at: datetime) -> dict[str, Any]:
    """The order's record at an instant: durations of its stages in seconds, times by the store's clock."""
    times = order.stage_times
    on_road = times.get(S.OUT_FOR_DELIVERY)
    is_delivery = order.service is ServiceMethod.DELIVERY
    waits = [_minutes(end - at) for end in (order.promised_from, order.promised_to) if end is not None]
    return {
        "StoreID": str(order.store_id),
        "OrderID": order.number,
        "OrderKey": key,
        "PulseOrderGuid": str(order.order_id),
        "OrderStatus": status_of(order),
        "ServiceMethod": "Delivery" if is_delivery else "Carryout",
        "StoreAsOfTime": _local(at, order),
        "StartTime": _local(times.get(S.PLACED), order),
        "OvenTime": _local(times.get(S.BAKING), order),
        "RackTime": _local(times.get(S.READY), order),
        "RouteTime": _local(on_road, order),
        "DeliveryTime": _local(times.get(S.COMPLETED), order),
        **{name: _seconds(times, *ends) for name, ends in _STAGES.items()},
        "RackTimeSecs": _seconds(times, S.READY, S.OUT_FOR_DELIVERY if is_delivery else S.COMPLETED),
        "OrderDeliveryTimeSecs": _seconds(times, S.OUT_FOR_DELIVERY, S.COMPLETED),
        "EstimatedWaitMinutes": "-".join(map(str, waits)),
        "DriverName": "",
        "DeliveryLocation": None,
    }


def old_record(order: OrderSummary, key: str, at: datetime) -> dict[str, Any]:
    """The record in the format of the first generation of the tracker."""
    return {"OrderStatuses": [tracked(order, key, at)]}


def envelope(records: list[dict[str, Any]]) -> str:
    """Records in the SOAP envelope with which the oldest tracker answers for a telephone number."""
    rows = "".join(f"<OrderStatus>{_elements(each)}</OrderStatus>" for each in records)
    return (
        '<?xml version="1.0" encoding="utf-8"?>'
        '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>'
        f"<GetTrackerDataResponse><OrderStatuses>{rows}</OrderStatuses></GetTrackerDataResponse>"
        "</soap:Body></soap:Envelope>"
    )


def _elements(record: Mapping[str, Any]) -> str:
    return "".join(
        f"<{name}>{escape('' if value is None else str(value))}</{name}>" for name, value in record.items()
    )


def _local(at: datetime | None, order: OrderSummary) -> str | None:
    return at.astimezone(ZoneInfo(order.timezone)).strftime("%Y-%m-%dT%H:%M:%S") if at else None


def _seconds(times: Mapping[OrderStatus, datetime], begin: OrderStatus, end: OrderStatus) -> int | None:
    if begin not in times or end not in times:
        return None
    return round((times[end] - times[begin]).total_seconds())


def _minutes(left: timedelta) -> int:
    return max(0, round(left.total_seconds() / 60))
