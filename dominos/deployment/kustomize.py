"""The split deployment as Kustomize reads it: each app a group of programs made from `k8s/base`, with what it needs."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from dominos.deployment.needs import OUTSIDE, RIGHTS, asked_by, asking, has_sockets

Json = dict[str, Any]
APP = "dominos/app"
"""The label of all pods of an app."""
INTERNAL = {"app.kubernetes.io/component": "internal"}
_SELECTORS = (
    ("Deployment", "spec/selector/matchLabels"),
    ("Deployment", "spec/template/spec/topologySpreadConstraints/labelSelector/matchLabels"),
    ("PodDisruptionBudget", "spec/selector/matchLabels"),
    ("Service", "spec/selector"),
)


def files(apps: Iterable[str]) -> dict[str, list[Json]]:
    """All files below `k8s/split`, by their paths, each with its documents."""
    apps = tuple(apps)
    top: Json = _kustomization() | {"resources": list(apps)}
    found = {"kustomization.yaml": [top]}
    for app in apps:
        found[f"{app}/kustomization.yaml"] = [_group(app)]
        found[f"{app}/calls.yaml"] = list(_calls(app, apps))
    return found


def _kustomization() -> Json:
    return {"apiVersion": "kustomize.config.k8s.io/v1beta1", "kind": "Kustomization"}


def _group(app: str) -> Json:
    components = {"components": ["../../sockets"]} if has_sockets(app) else {}
    return {
        **_kustomization(),
        "namePrefix": f"dominos-{app}-",
        "resources": ["../../base", "calls.yaml"],
        **components,
        "labels": [{"pairs": {APP: app}, "includeTemplates": True, "fields": list(_fields())}],
        "configMapGenerator": [
            {
                "name": "group",
                "literals": [f"{name}={value}" for name, value in variables(app).items()],
            }
        ],
        "patches": [
            _secret_of(app, "Deployment", ("initContainers", "containers")),
            _secret_of(app, "Job", ("containers",)),
        ],
    }


def variables(app: str) -> dict[str, str]:
    """What the programs of an app are told of where they are, and of the apps they ask."""
    here = {"DOMINOS_APPS": app}
    if app != RIGHTS:
        here["JWKS_URL"] = f"{_url(RIGHTS)}/.well-known/jwks.json"
    return here | {f"{other.upper()}_URL": _url(other) for other in sorted(asked_by(app))}


def _url(app: str) -> str:
    return f"http://dominos-{app}-internal"


def _fields() -> Iterator[Json]:
    for kind, path in _SELECTORS:
        yield {"kind": kind, "path": path, "create": kind == "Service"}


def _secret_of(app: str, kind: str, containers: Iterable[str]) -> Json:
    """Its own secret, instead of the one that all programs of a monolith read."""
    lines = [
        line
        for where in containers
        for line in (
            "- op: replace",
            f"  path: /spec/template/spec/{where}/0/envFrom/2/secretRef/name",
            f"  value: dominos-{app}-secrets",
        )
    ]
    return {"target": {"kind": kind}, "patch": "\n".join(lines) + "\n"}


def _calls(app: str, apps: tuple[str, ...]) -> Iterator[Json]:
    """Who may ask an app, whom it may ask, and its ways out."""
    if callers := sorted(asking(app, apps)):
        opened = {"from": [_pods_of(callers)], "ports": [{"protocol": "TCP", "port": "http"}]}
        yield _policy("asked", {APP: app, **INTERNAL}, "Ingress", opened)
    asked = [_pods_of(sorted(asked_by(app)), INTERNAL)]
    ways = [{"to": asked, "ports": [{"protocol": "TCP", "port": "http"}]}]
    if outside := OUTSIDE.get(app):
        ways.append({"ports": [{"protocol": "TCP", "port": port} for port in outside]})
    if asked_by(app) or outside:
        yield _policy("asks", {APP: app}, "Egress", *ways)


def _pods_of(apps: list[str], labels: Mapping[str, str] | None = None) -> Json:
    among = {"matchExpressions": [{"key": APP, "operator": "In", "values": apps}]}
    return {"podSelector": {"matchLabels": dict(labels), **among} if labels else among}


def _policy(name: str, pods: Mapping[str, str], way: str, *rules: Json) -> Json:
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": {"name": name},
        "spec": {"podSelector": {"matchLabels": dict(pods)}, "policyTypes": [way], way.lower(): list(rules)},
    }
