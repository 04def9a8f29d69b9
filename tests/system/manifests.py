"""The manifests as `kubectl kustomize` puts them together, with the gateway's configuration that belongs to them."""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any

import jsonschema_rs
import kubernetes_validate
import pytest
import yaml
from django.core.management import call_command
from kubernetes_validate.utils import schema_contents

from dominos.development.state import ROOT

Manifest = dict[str, Any]
OVERLAYS = sorted(path.parent.name for path in (ROOT / "k8s/overlays").glob("*/kustomization.yaml"))


def is_split(overlay: str) -> bool:
    return "../../split" in kustomization(overlay)["resources"]


@cache
def kustomization(overlay: str) -> Manifest:
    return yaml.safe_load((ROOT / "k8s/overlays" / overlay / "kustomization.yaml").read_text())


@cache
def gateway_configuration(shape: str) -> str:
    told = StringIO()
    authority = Path("/tls/ca.crt") if shape == "split" else None
    call_command("gateway", shape=shape, authority=authority, stdout=told)
    return told.getvalue()


@cache
def rendered(overlay: str, *operators: str) -> str:
    """What is applied, with components of `k8s/operators` where the cluster has such."""
    kubectl = shutil.which("kubectl") or pytest.skip("no kubectl, which puts the manifests together")
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "k8s"
        shutil.copytree(ROOT / "k8s", copy, ignore=shutil.ignore_patterns("envoy.json"))
        envoy = copy / "overlays" / overlay / "envoy.json"
        envoy.write_text(gateway_configuration("split" if is_split(overlay) else "monolith"))
        file = envoy.with_name("kustomization.yaml")
        told = yaml.safe_load(file.read_text())
        told.setdefault("components", []).extend(f"../../operators/{name}" for name in operators)
        file.write_text(yaml.safe_dump(told))
        command = [kubectl, "kustomize", str(envoy.parent)]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@cache
def manifests(overlay: str) -> tuple[Manifest, ...]:
    return tuple(filter(None, yaml.load_all(rendered(overlay), Loader=yaml.CSafeLoader)))


@cache
def published_schema(kind: str, api_version: str) -> jsonschema_rs.Validator | None:
    """What Kubernetes takes of a kind, and that closed; None for those of others."""
    version = kubernetes_validate.latest_version()
    group = re.sub(r"^([^./]*)(\.[^/]*)?/", r"\1-", api_version)
    folder = f"kubernetes-json-schema/v{version}-local-strict"
    shared = schema_contents(f"{folder}/_definitions.json", version)
    with suppress(FileNotFoundError):
        schema = schema_contents(f"{folder}/{kind.lower()}-{group}.json", version)
        return jsonschema_rs.validator_for(schema, registry=jsonschema_rs.Registry([(shared["$id"], shared)]))


@cache
def of_kind(overlay: str, *kinds: str) -> tuple[Manifest, ...]:
    return tuple(manifest for manifest in manifests(overlay) if manifest["kind"] in kinds)


def deployments(overlay: str) -> dict[str, Manifest]:
    """The platform's own, by name."""
    found = {item["metadata"]["name"]: item for item in of_kind(overlay, "Deployment")}
    return {name: item for name, item in found.items() if name != "dominos-gateway"}


def pods(overlay: str) -> Iterator[tuple[str, Manifest]]:
    for workload in of_kind(overlay, "Deployment", "Job"):
        yield workload["metadata"]["name"], workload["spec"]["template"]["spec"]


def containers(overlay: str) -> Iterator[tuple[str, Manifest]]:
    for name, pod in pods(overlay):
        for container in [*pod.get("initContainers", []), *pod["containers"]]:
            yield f"{name}/{container['name']}", container


def labels_of(workload: Manifest) -> dict[str, str]:
    return workload["spec"]["template"]["metadata"]["labels"]


def selects(selector: Manifest, labels: dict[str, str]) -> bool:
    """Whether a selector of Kubernetes fits the labels of a pod; one without conditions fits all."""
    return all(labels.get(key) == value for key, value in selector.get("matchLabels", {}).items()) and all(
        labels.get(match["key"]) in match["values"] for match in selector.get("matchExpressions", [])
    )


def may_connect(overlay: str, source: dict[str, str], target: dict[str, str], port: str) -> tuple[bool, bool]:
    """Whether policies let pods with these labels out to those, and those let them in, at a named port."""
    return (
        _is_open(overlay, "egress", "to", source, target, port),
        _is_open(overlay, "ingress", "from", target, source, port),
    )


def _is_open(overlay: str, way: str, side: str, ours: Any, theirs: Any, port: str) -> bool:
    return any(
        any("podSelector" in peer and selects(peer["podSelector"], theirs) for peer in rule.get(side, []))
        for policy in of_kind(overlay, "NetworkPolicy")
        if selects(policy["spec"]["podSelector"], ours)
        for rule in policy["spec"].get(way, [])
        if any(each["port"] == port for each in rule.get("ports", []))
    )
