"""The image's recipe and the manifests, checked without a registry or a cluster."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import call_command
from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework.test import APIRequestFactory

from dominos.development.state import ROOT
from dominos.kernel.edge.throttling import RoleThrottle
from dominos.kernel.postgres.sessions import TIMEOUTS
from dominos.probe import role_of
from dominos.serve import COMMANDS, HEALTH_PORTS, PORTS
from dominos.settings import by_role

BIN = Path(sys.executable).parent
OVERLAYS = sorted(path.parent.name for path in (ROOT / "k8s/overlays").glob("*/kustomization.yaml"))
NEVER_PUBLIC = {"gateway", "mailbox"}  # the embedded ones: no money is taken, no mail is sent
SECRET_NAMES = {
    "SECRET_KEY",
    "DATABASE_URL",
    "REDIS_URL",
    "JWT_PRIVATE_KEYS",
    "RPC_KEYS",
    "GATEWAY_WEBHOOK_SECRET",
    "EMAIL_URL",
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


def test_every_program_has_time_outs_of_its_own() -> None:
    assert set(TIMEOUTS) == set(COMMANDS) - {"migrated"}


@pytest.mark.parametrize(
    ("command", "role"),
    [
        ("/opt/venv/bin/python\0-m\0dominos.serve\0web\0", "web"),
        ("dominos realtime: uvicorn\0\0\0", "realtime"),
        ("[celeryd: celery@vm:MainProcess] -active- (--app dominos worker --concurrency 2)\0", "worker"),
        ("[celery beat] --app dominos beat --schedule /tmp/dominos-beat --pidfile=\0", "beat"),
    ],
)
def test_the_probe_knows_the_program_of_its_container(command: str, role: str) -> None:
    assert role_of(command) == role


def test_the_dockerfile_is_clean() -> None:
    checked = subprocess.run([BIN / "hadolint", ROOT / "Dockerfile"], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_the_last_stage_builds_nothing_and_is_nobody_special() -> None:
    stages = {stage.partition("\n")[0].split(" AS ")[-1]: stage for stage in _stages()[:-1]}
    assert _stages()[-1] == "platform\n"
    last = stages["platform"]
    assert not [word for word in ("apt-get", "gcc", "pip install", "uv ") if word in last]
    assert "\nUSER 10001:10001\n" in last
    assert "\nHEALTHCHECK " in last
    assert stages["backup"].rpartition("\nUSER ")[2].startswith("10001:10001\n")


def _stages() -> list[str]:
    return (ROOT / "Dockerfile").read_text().split("\nFROM ")[1:]


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
            for kind, path in (("startup", "live"), ("liveness", "live"), ("readiness", "ready")):
                asked = container[f"{kind}Probe"]["httpGet"]
                assert asked == {"path": f"/health/{path}", "port": "health"}, (role, kind)
            assert container["ports"] == [
                {"name": "http", "containerPort": int(PORTS[role])},
                {"name": "health", "containerPort": int(HEALTH_PORTS[role])},
            ]
        else:
            assert container["livenessProbe"]["exec"]["command"][-2:] == ["dominos.probe", role]
            assert container["ports"] == [{"name": "health", "containerPort": int(HEALTH_PORTS[role])}]


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_programs_that_scale_survive_a_drain(overlay: str) -> None:
    scaled = {item["spec"]["scaleTargetRef"]["name"] for item in of_kind(overlay, "HorizontalPodAutoscaler")}
    budgets = {item["metadata"]["name"] for item in of_kind(overlay, "PodDisruptionBudget")}
    assert scaled == budgets == {f"dominos-{role}" for role in (*PORTS, "worker")}


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
    served = set(first_words(get_resolver("dominos.urls.public").url_patterns)) - NEVER_PUBLIC
    assert routes.pop("ws") == "dominos-realtime"
    assert set(routes.values()) == {"dominos-web"}
    assert set(routes) == served | {"static"}
    assert not served & set(first_words(get_resolver("dominos.urls.internal").url_patterns))


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_the_edge_waits_for_slow_clients(overlay: str, settings: Any) -> None:
    (ingress,) = of_kind(overlay, "Ingress")
    said = {
        name.rpartition("/")[2]: value for name, value in ingress["metadata"].get("annotations", {}).items()
    }
    assert (said["proxy-request-buffering"], said["proxy-buffering"]) == ("on", "on")
    assert settings.DATA_UPLOAD_MAX_MEMORY_SIZE <= 2**20 and said["proxy-body-size"] == "1m"


def ports_open_to(overlay: str, peer: dict[str, Any]) -> set[tuple[str, str]]:
    """Which program's which port the network policies open to a peer."""
    found = set()
    for policy in of_kind(overlay, "NetworkPolicy"):
        selector = policy["spec"]["podSelector"]
        programs = [selector.get("matchLabels", {}).get("app.kubernetes.io/component", "")]
        programs += [name for match in selector.get("matchExpressions", []) for name in match["values"]]
        for rule in policy["spec"].get("ingress", []):
            if peer in rule["from"]:
                found |= {(name, port["port"]) for name in programs if name for port in rule["ports"]}
    return found


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_each_port_is_open_to_whom_it_is_for(overlay: str) -> None:
    def namespace(name: str) -> dict[str, Any]:
        return {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": name}}}

    ourselves = {"podSelector": {"matchLabels": {"app.kubernetes.io/name": "dominos"}}}
    assert ports_open_to(overlay, namespace("ingress-nginx")) == {("web", "http"), ("realtime", "http")}
    assert ports_open_to(overlay, ourselves) == {("internal", "http")}
    gateway = {"podSelector": {"matchLabels": {"app.kubernetes.io/name": "dominos-gateway"}}}
    assert ports_open_to(overlay, gateway) == {(role, port) for role in PORTS for port in ("http", "health")}
    scraped = {("internal", "http")} | {(role, "health") for role in HEALTH_PORTS}
    assert ports_open_to(overlay, namespace("monitoring")) == scraped


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_the_gateway_finds_every_pod_of_what_it_routes_to(overlay: str) -> None:
    told = StringIO()
    call_command("gateway", stdout=told)
    wanted = {}
    for cluster in json.loads(told.getvalue())["static_resources"]["clusters"]:
        for one in (
            each for group in cluster["load_assignment"]["endpoints"] for each in group["lb_endpoints"]
        ):
            if address := one["endpoint"]["address"].get("socket_address"):
                health = one["endpoint"]["health_check_config"]["port_value"]
                wanted[address["address"]] = {address["port_value"], health}
    services = {
        item["metadata"]["name"]: {port["port"] for port in item["spec"]["ports"]}
        for item in of_kind(overlay, "Service")
        if item["spec"].get("clusterIP") == "None"
    }
    assert services == wanted


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_prometheus_is_told_a_port_that_shows_metrics(overlay: str) -> None:
    told = {
        item["metadata"]["name"].removeprefix("dominos-"): item["spec"]["template"]["metadata"]["annotations"]
        for item in of_kind(overlay, "Deployment")
        if "annotations" in item["spec"]["template"]["metadata"]
    }
    assert set(told) == set(HEALTH_PORTS)
    for role, notes in told.items():
        port = PORTS[role] if role == "internal" else HEALTH_PORTS[role]
        assert notes == {
            "prometheus.io/scrape": "true",
            "prometheus.io/port": port,
            "prometheus.io/path": "/metrics",
        }


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_what_production_must_be_told_is_told(overlay: str) -> None:
    text = (ROOT / "k8s/overlays" / overlay / "kustomization.yaml").read_text()
    given = dict(
        line.partition("=")[::2] for line in yaml.safe_load(text)["configMapGenerator"][0]["literals"]
    )
    assert given["TRUSTED_PROXIES"] == "1"
    assert "localhost" not in given["ALLOWED_HOSTS"]


@pytest.mark.parametrize("name", ["EMAIL_URL", "TRUSTED_PROXIES", "SECRET_KEY", "DATABASE_URL", "REDIS_URL"])
def test_production_does_not_start_without_being_told(name: str) -> None:
    variables = {"EMAIL_URL": "file:", "TRUSTED_PROXIES": "0", **os.environ, "DOMINOS_ENV": "production"}
    variables.pop(name)
    started = subprocess.run(
        [sys.executable, "-c", "import dominos.settings"],
        cwd=ROOT,
        env=variables,
        capture_output=True,
        text=True,
    )
    assert f"the environment variable {name} is not set" in started.stderr


def test_limits_count_the_client_that_our_proxy_saw(settings: Any) -> None:
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"NUM_PROXIES": 1}
    keys = [
        RoleThrottle().get_ident(
            APIRequestFactory().get("/", HTTP_X_FORWARDED_FOR=seen, REMOTE_ADDR="10.0.0.1")
        )
        for seen in ("203.0.113.7", "198.51.100.9", "1.2.3.4, 203.0.113.7")
    ]
    assert keys == ["203.0.113.7", "198.51.100.9", "203.0.113.7"]


def test_calls_between_programs_are_never_sent_to_https_nor_asked_for_a_host(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(by_role, "ENVIRONMENT", "production")
    monkeypatch.setenv("ALLOWED_HOSTS", "pizza.example")
    shown = {role: by_role.settings_of(role) for role in ("web", "internal")}
    assert {role: found["SECURE_SSL_REDIRECT"] for role, found in shown.items()} == {
        "web": True,
        "internal": False,
    }
    assert (shown["web"]["ALLOWED_HOSTS"], shown["internal"]["ALLOWED_HOSTS"]) == (["pizza.example"], ["*"])
