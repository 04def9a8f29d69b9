"""The split deployment as Kustomize reads it: each app a group of programs made from `k8s/base`, with what it needs."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from dominos.deployment.needs import OUTSIDE, RIGHTS, asked_by, asking, has_sockets
from dominos.serve import PORTS

Json = dict[str, Any]
TLS_DIR = "/tls"
CERTIFICATE_LASTS, CERTIFICATE_RENEWED = "8760h", "4380h"
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
        found[f"{app}/certificate.yaml"] = [_certificate(app)]
    return found


def _kustomization() -> Json:
    return {"apiVersion": "kustomize.config.k8s.io/v1beta1", "kind": "Kustomization"}


def _group(app: str) -> Json:
    components = {"components": ["../../sockets"]} if has_sockets(app) else {}
    return {
        **_kustomization(),
        "namePrefix": f"dominos-{app}-",
        "resources": ["../../base", "calls.yaml", "certificate.yaml"],
        **components,
        "labels": [{"pairs": {APP: app}, "includeTemplates": True, "fields": list(_fields())}],
        "configMapGenerator": [
            {
                "name": "group",
                "literals": [f"{name}={value}" for name, value in variables(app).items()],
            }
        ],
        "patches": [
            patch
            for kind, containers in (
                ("Deployment", ("initContainers", "containers")),
                ("Job", ("containers",)),
            )
            for patch in (_secret_of(app, kind, containers), _encrypted(app, kind, containers))
        ]
        + [_scraped_by_tls()],
    }


def variables(app: str) -> dict[str, str]:
    """What the programs of an app are told of where they are, and of the apps they ask."""
    here = {"DOMINOS_APPS": app, "TLS_DIR": TLS_DIR}
    if app != RIGHTS:
        here["JWKS_URL"] = f"{_url(RIGHTS)}/.well-known/jwks.json"
    return here | {f"{other.upper()}_URL": _url(other) for other in sorted(asked_by(app))}


def _url(app: str) -> str:
    return f"https://dominos-{app}-internal"


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


def _certificate(app: str) -> Json:
    """Names its servers as callers and the gateway do. Programs read it when they start: it lasts for many releases."""
    servers = [server for server in PORTS if server != "realtime" or has_sockets(app)]
    spec = {
        "secretName": f"dominos-{app}-tls",
        "duration": CERTIFICATE_LASTS,
        "renewBefore": CERTIFICATE_RENEWED,
        "privateKey": {"algorithm": "ECDSA", "size": 256, "encoding": "PKCS8", "rotationPolicy": "Always"},
        "dnsNames": [f"dominos-{app}-{server}{each}" for server in servers for each in ("", "-each")],
        "issuerRef": {"kind": "Issuer", "name": "dominos-programs"},
    }
    head = {"apiVersion": "cert-manager.io/v1", "kind": "Certificate", "metadata": {"name": "tls"}}
    return head | {"spec": spec}


def _encrypted(app: str, kind: str, containers: Iterable[str]) -> Json:
    """Its certificate where its programs look for it."""
    pod = "/spec/template/spec"
    mount = {"name": "tls", "mountPath": TLS_DIR, "readOnly": True}
    added = {f"{pod}/{where}/0/volumeMounts/-": mount for where in containers}
    added[f"{pod}/volumes/-"] = {"name": "tls", "secret": {"secretName": f"dominos-{app}-tls"}}
    lines = [{"op": "add", "path": path, "value": value} for path, value in added.items()]
    return {"target": {"kind": kind}, "patch": json.dumps(lines)}


def _scraped_by_tls() -> Json:
    """The figures of the database are answered by the internal program itself."""
    line = {
        "op": "add",
        "path": "/spec/template/metadata/annotations/prometheus.io~1scheme",
        "value": "https",
    }
    return {"target": {"kind": "Deployment", "name": "internal"}, "patch": json.dumps([line])}


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
