"""The image's recipe and the manifests, checked without a registry or a cluster."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.urls import URLPattern, URLResolver, get_resolver

from dominos.development.state import ROOT
from dominos.serve import COMMANDS, PORTS

BIN = Path(sys.executable).parent
OVERLAYS = sorted(path.parent.name for path in (ROOT / "k8s/overlays").glob("*/kustomization.yaml"))
NEVER_PUBLIC = {"internal", "metrics", "health", "gateway"}  # the embedded gateway takes no money
SECRET_NAMES = {
    "SECRET_KEY",
    "DATABASE_URL",
    "REDIS_URL",
    "JWT_PRIVATE_KEYS",
    "RPC_KEYS",
    "GATEWAY_WEBHOOK_SECRET",
}


def rendered(overlay: str) -> str:
    """The manifests of an overlay; without kubectl, the base they are made of."""
    if kubectl := shutil.which("kubectl"):
        command = [kubectl, "kustomize", str(ROOT / "k8s/overlays" / overlay)]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout
    files = sorted((ROOT / "k8s/base").glob("*.yaml"))
    return "\n---\n".join(file.read_text() for file in files if file.name != "kustomization.yaml")


def manifests(overlay: str) -> list[dict[str, Any]]:
    return [document for document in yaml.safe_load_all(rendered(overlay)) if document]


def of_kind(overlay: str, *kinds: str) -> list[dict[str, Any]]:
    return [manifest for manifest in manifests(overlay) if manifest["kind"] in kinds]


def pods(overlay: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for workload in of_kind(overlay, "Deployment", "Job"):
        yield workload["metadata"]["name"], workload["spec"]["template"]["spec"]


def containers(overlay: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, pod in pods(overlay):
        for container in [*pod.get("initContainers", []), *pod["containers"]]:
            yield f"{name}/{container['name']}", container


def test_the_dockerfile_is_clean() -> None:
    checked = subprocess.run([BIN / "hadolint", ROOT / "Dockerfile"], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_the_last_stage_builds_nothing_and_is_nobody_special() -> None:
    last = (ROOT / "Dockerfile").read_text().rpartition("\nFROM ")[2]
    assert not [word for word in ("apt-get", "gcc", "pip install", "uv ") if word in last]
    assert "\nUSER 10001:10001\n" in last
    assert "\nHEALTHCHECK " in last


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_manifests_follow_the_published_schemas(overlay: str, tmp_path: Path) -> None:
    file = tmp_path / "all.yaml"
    file.write_text(rendered(overlay))
    checked = subprocess.run(
        [BIN / "kubernetes-validate", "--strict", "--quiet", file], capture_output=True, text=True
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_every_program_is_deployed_with_a_role_the_image_knows(overlay: str) -> None:
    roles = {name: container["args"] for name, container in containers(overlay)}
    assert {role for (role,) in roles.values()} == set(COMMANDS)
    (beat,) = [item for item in of_kind(overlay, "Deployment") if item["metadata"]["name"] == "dominos-beat"]
    assert beat["spec"]["replicas"] == 1
    assert beat["spec"]["strategy"] == {"type": "Recreate"}


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_every_container_is_limited_and_powerless(overlay: str) -> None:
    for name, container in containers(overlay):
        assert set(container["resources"]["requests"]) == {"cpu", "memory"}, name
        assert set(container["resources"]["limits"]) == {"cpu", "memory"}, name
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }, name
    for name, pod in pods(overlay):
        assert pod["securityContext"]["runAsNonRoot"] is True, name
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}, name
        assert pod["automountServiceAccountToken"] is False, name


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_every_deployed_program_is_probed(overlay: str) -> None:
    for deployment in of_kind(overlay, "Deployment"):
        (container,) = deployment["spec"]["template"]["spec"]["containers"]
        assert {"startupProbe", "livenessProbe", "readinessProbe"} <= set(container)
        role = container["name"]
        if role in PORTS:
            assert container["livenessProbe"]["httpGet"]["path"] == "/health/live"
            assert container["readinessProbe"]["httpGet"]["path"] == "/health/ready"
            assert container["ports"] == [{"name": "http", "containerPort": int(PORTS[role])}]
        else:
            assert container["livenessProbe"]["exec"]["command"][-2:] == ["dominos.probe", role]


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_programs_that_scale_survive_a_drain(overlay: str) -> None:
    scaled = {item["spec"]["scaleTargetRef"]["name"] for item in of_kind(overlay, "HorizontalPodAutoscaler")}
    budgets = {item["metadata"]["name"] for item in of_kind(overlay, "PodDisruptionBudget")}
    assert scaled == budgets == {"dominos-web", "dominos-realtime", "dominos-worker"}


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_secrets_are_referred_to_and_never_written(overlay: str) -> None:
    assert not of_kind(overlay, "Secret")
    for config in of_kind(overlay, "ConfigMap"):
        assert not SECRET_NAMES & set(config["data"])
    for name, container in containers(overlay):
        assert {"secretRef": {"name": "dominos-secrets"}} in container["envFrom"], name
        assert not container.get("env"), name


def first_words(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[str]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern).lstrip("^/")
        if isinstance(pattern, URLResolver):
            yield from first_words(pattern.url_patterns, route)
        else:
            yield route.partition("/")[0]


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_the_edge_routes_everything_but_what_is_internal(overlay: str) -> None:
    (ingress,) = of_kind(overlay, "Ingress")
    (rule,) = ingress["spec"]["rules"]
    routes = {path["path"].strip("/"): path["backend"]["service"]["name"] for path in rule["http"]["paths"]}
    served = set(first_words(get_resolver().url_patterns)) - NEVER_PUBLIC
    assert routes.pop("ws") == "dominos-realtime"
    assert set(routes.values()) == {"dominos-web"}
    assert set(routes) == served | {"static"}
