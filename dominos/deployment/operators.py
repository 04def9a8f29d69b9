"""What operators in a cluster are told: Prometheus' whom to look at and what to tell, KEDA's when to add workers."""

from collections.abc import Iterable
from typing import Any

Json = dict[str, Any]
PROMETHEUS = "http://prometheus-operated.monitoring:9090"
LATE_SECONDS = 5
"""One more worker for each so many seconds that the oldest message is overdue: it is taken at once otherwise."""
CPU_PERCENT, FEWEST, MOST = 70, 2, 8
_SCRAPED = "__meta_kubernetes_pod_annotation_prometheus_io"


def files(apps: Iterable[str], alerts: list[Json]) -> dict[str, list[Json]]:
    """Components for the overlays, by their paths below `k8s/operators`."""
    found = {"monitoring/kustomization.yaml": [_component(["monitor.yaml", "alerts.yaml"])]}
    found["monitoring/monitor.yaml"] = [_of_prometheus("PodMonitor", "programs", _monitor())]
    found["monitoring/alerts.yaml"] = [_of_prometheus("PrometheusRule", "alerts", {"groups": alerts})]
    shapes = {"monolith": {"dominos-": list(apps)}, "split": {f"dominos-{app}-": [app] for app in apps}}
    for shape, groups in shapes.items():
        folder = f"scaling-{shape}"
        found[f"{folder}/kustomization.yaml"] = [
            _component(["workers.yaml"], map(_without_autoscaler, groups))
        ]
        found[f"{folder}/workers.yaml"] = [_scaling(f"{prefix}worker", of) for prefix, of in groups.items()]
    return found


def _component(resources: list[str], patches: Iterable[Json] = ()) -> Json:
    head = {"apiVersion": "kustomize.config.k8s.io/v1alpha1", "kind": "Component", "resources": resources}
    return head | ({"patches": found} if (found := list(patches)) else {})


def _monitor() -> Json:
    """Every pod that says so, on the port it names, as `monitoring/prometheus.yaml`: workers have no service."""
    relabelings = [
        {"sourceLabels": [f"{_SCRAPED}_scrape"], "regex": "true", "action": "keep"},
        {
            "sourceLabels": ["__meta_kubernetes_pod_ip", f"{_SCRAPED}_port"],
            "regex": r"(.+);(\d+)",
            "replacement": "$1:$2",
            "targetLabel": "__address__",
        },
        {
            "sourceLabels": ["__meta_kubernetes_pod_label_app_kubernetes_io_name"],
            "regex": "(?:dominos-)?(.+)",
            "replacement": "$1",
            "targetLabel": "job",
        },
        {
            "sourceLabels": [f"{_SCRAPED}_scheme"],
            "regex": "(https)",
            "targetLabel": "__scheme__",
        },
        {"sourceLabels": ["__meta_kubernetes_pod_label_app_kubernetes_io_component"], "targetLabel": "role"},
        {"sourceLabels": ["__meta_kubernetes_pod_name"], "targetLabel": "instance"},
    ]
    ours = {"key": "app.kubernetes.io/name", "operator": "In", "values": ["dominos", "dominos-gateway"]}
    # Pods are asked by their addresses, which no certificate names; only Prometheus' namespace reaches their ports.
    told = {"path": "/metrics", "interval": "15s", "tlsConfig": {"insecureSkipVerify": True}}
    return {
        "selector": {"matchExpressions": [ours]},
        "podMetricsEndpoints": [told | {"relabelings": relabelings}],
    }


def _of_prometheus(kind: str, name: str, spec: Json) -> Json:
    return {
        "apiVersion": "monitoring.coreos.com/v1",
        "kind": kind,
        "metadata": {"name": f"dominos-{name}"},
        "spec": spec,
    }


def _scaling(deployment: str, apps: Iterable[str]) -> Json:
    """Workers by how late the messages of their apps are, and by processors."""
    late = f'max(outbox_oldest_due_seconds{{app=~"{"|".join(apps)}"}})'
    lateness = {"serverAddress": PROMETHEUS, "query": late, "threshold": str(LATE_SECONDS)}
    processors = {"type": "cpu", "metricType": "Utilization", "metadata": {"value": str(CPU_PERCENT)}}
    spec = {
        "scaleTargetRef": {"name": deployment},
        "minReplicaCount": FEWEST,
        "maxReplicaCount": MOST,
        # Where nobody can tell how late they are, as many as usual.
        "fallback": {"failureThreshold": 3, "replicas": FEWEST},
        "triggers": [{"type": "prometheus", "metricType": "AverageValue", "metadata": lateness}, processors],
    }
    return {
        "apiVersion": "keda.sh/v1alpha1",
        "kind": "ScaledObject",
        "metadata": {"name": deployment},
        "spec": spec,
    }


def _without_autoscaler(prefix: str) -> Json:
    """KEDA makes one of its own, and two would pull at the same deployment."""
    gone = (
        "$patch: delete",
        "apiVersion: autoscaling/v2",
        "kind: HorizontalPodAutoscaler",
        f"metadata: {{name: {prefix}worker}}",
    )
    return {"patch": "\n".join(gone) + "\n"}
