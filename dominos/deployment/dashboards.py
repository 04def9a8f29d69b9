"""Grafana's dashboards as data: what is looked at together, and the queries that show it."""

from dataclasses import dataclass
from itertools import count
from typing import Any

type Json = dict[str, Any]
WIDTH, HEIGHT, COLUMNS = 12, 8, 2
SOURCE = {"type": "prometheus", "uid": "prometheus"}
"""The data source that `monitoring/grafana/datasources.yaml` provisions."""


@dataclass(frozen=True, slots=True)
class Panel:
    """One graph: its queries by their legends, and in which of Grafana's units."""

    title: str
    queries: dict[str, str]
    unit: str = "short"


@dataclass(frozen=True, slots=True)
class Dashboard:
    """A page of graphs."""

    name: str
    title: str
    panels: tuple[Panel, ...]


def _per_minute(counter: str, by: str) -> str:
    return f"60 * sum by ({by}) (rate({counter}[5m]))"


def _by_class(counter: str) -> str:
    told = f"sum by (envoy_response_code_class) (rate({counter}[5m]))"
    return f'label_replace({told}, "class", "$1", "envoy_response_code_class", "(.*)")'


def _share(part: str, whole: str) -> str:
    return f"sum({part}) / clamp_min(sum({whole}), 1e-9)"


def _quantile(share: float, metric: str, by: str) -> str:
    return f"histogram_quantile({share}, sum by (le, {by}) (rate({metric}_bucket[5m])))"


DASHBOARDS = (
    Dashboard(
        "business",
        "Business",
        (
            Panel(
                "Orders that stores got, per minute",
                {"{{service}}": _per_minute("orders_placed_total", "service")},
            ),
            Panel(
                "Orders that are over, per minute",
                {"{{status}}": _per_minute("orders_ended_total", "status")},
            ),
            Panel(
                "Promises kept",
                {
                    "kept": _share(
                        'rate(orders_promises_total{kept="yes"}[15m])', "rate(orders_promises_total[15m])"
                    )
                },
                "percentunit",
            ),
            Panel(
                "Orders somebody has to look at", {"{{level}}": "max by (level) (orders_needing_attention)"}
            ),
        ),
    ),
    Dashboard(
        "couriers",
        "Couriers",
        (
            Panel("Deliveries nobody is asked to bring", {"waiting": "max(delivery_waiting)"}),
            Panel("Food that waits for a courier", {"ready too long": "max(delivery_ready_without_courier)"}),
            Panel(
                "Since the dispatcher decided", {"seconds": "max(delivery_dispatcher_last_run_seconds)"}, "s"
            ),
            Panel(
                "Calls between courier and customer in an hour",
                {"{{outcome}}": "sum by (outcome) (increase(delivery_calls_total[1h]))"},
            ),
            Panel(
                "Websockets",
                {
                    "open": "sum(sockets_open)",
                    "refused: {{why}}": "sum by (why) (rate(sockets_refused_total[5m]))",
                },
            ),
        ),
    ),
    Dashboard(
        "money",
        "Money",
        (
            Panel(
                "Captured in an hour, minor units",
                {"{{currency}}": "sum by (currency) (increase(orders_captured_minor_total[1h]))"},
            ),
            Panel(
                "Refunded in an hour, minor units",
                {"{{currency}}": "sum by (currency) (increase(orders_refunded_minor_total[1h]))"},
            ),
            Panel(
                "Refused attempts, per minute",
                {"{{code}}": _per_minute("payments_refused_total", "code")},
            ),
            Panel(
                "Calls to providers that failed, per minute",
                {
                    "{{gateway}} {{outage}}": _per_minute(
                        "payments_gateway_failures_total", "gateway, outage"
                    ),
                    "sent again: {{outcome}}": _per_minute("payments_gateway_retries_total", "outcome"),
                },
            ),
        ),
    ),
    Dashboard(
        "bus",
        "Bus and tasks",
        (
            Panel(
                "Longest overdue message of an app",
                {"{{app}}": "max by (app) (outbox_oldest_due_seconds)"},
                "s",
            ),
            Panel("Messages that wait", {"{{app}}": "max by (app) (outbox_waiting)"}),
            Panel(
                "Dead letters",
                {
                    "from {{app}}": "max by (app) (outbox_dead)",
                    "in {{app}}": "max by (app) (inbox_dead_letters)",
                },
            ),
            Panel("Tasks per second", {"{{state}}": "sum by (state) (rate(worker_tasks_total[5m]))"}),
            Panel(
                "Seconds of a task, 95 of 100",
                {"{{task}}": _quantile(0.95, "worker_task_seconds", "task")},
                "s",
            ),
            Panel(
                "News not sent yet",
                {
                    "{{channel}}": "max by (channel) (notifications_waiting)",
                    "{{channel}}, longest overdue": "max by (channel) (notifications_oldest_due_seconds)",
                },
            ),
        ),
    ),
    Dashboard(
        "service",
        "Service",
        (
            Panel(
                "Requests per second",
                {"{{status}}": "sum by (status) (rate(http_responses_total[5m]))"},
                "reqps",
            ),
            Panel(
                "Server errors",
                {
                    "share": _share(
                        'rate(http_responses_total{status=~"5.."}[5m])', "rate(http_responses_total[5m])"
                    )
                },
                "percentunit",
            ),
            Panel(
                "Slowest routes, 95 of 100",
                {
                    "{{method}} {{route}}": f"topk(10, {_quantile(0.95, 'http_request_seconds', 'method, route')})"
                },
                "s",
            ),
            Panel("Open circuits", {"{{component}}": "max by (component) (circuit_breaker_open)"}),
            Panel("Programs that answer", {"{{role}}": 'sum by (role) (up{job="dominos"})'}),
            Panel(
                "Gateway",
                {
                    "{{class}}xx": _by_class("envoy_http_downstream_rq_xx"),
                    "shed": "sum(rate(envoy_cluster_upstream_rq_pending_overflow[5m]))",
                },
                "reqps",
            ),
        ),
    ),
)


def as_grafana(dashboard: Dashboard) -> Json:
    """The dashboard as Grafana imports it."""
    return {
        "uid": f"dominos-{dashboard.name}",
        "title": dashboard.title,
        "tags": ["dominos"],
        "timezone": "browser",
        "refresh": "30s",
        "time": {"from": "now-3h", "to": "now"},
        "schemaVersion": 39,
        "panels": [_panel(number, panel) for number, panel in zip(count(), dashboard.panels, strict=False)],
    }


def _panel(number: int, panel: Panel) -> Json:
    row, column = divmod(number, COLUMNS)
    return {
        "id": number + 1,
        "type": "timeseries",
        "title": panel.title,
        "datasource": SOURCE,
        "gridPos": {"x": column * WIDTH, "y": row * HEIGHT, "w": WIDTH, "h": HEIGHT},
        "fieldConfig": {"defaults": {"unit": panel.unit, "min": 0}, "overrides": []},
        "targets": [
            {"refId": chr(ord("A") + index), "datasource": SOURCE, "expr": query, "legendFormat": legend}
            for index, (legend, query) in enumerate(panel.queries.items())
        ],
    }
