"""The manifests of every overlay, as they would be applied; no cluster is asked."""

import json
import os
import re
import subprocess
import sys

import pytest
import yaml
from django.core.management import call_command

from dominos.apps_enabled import ALL_APPS
from dominos.configuration import SECTIONS
from dominos.deployment.needs import OUTSIDE, SECRETS, asked_by, has_sockets, secrets_kept_from
from dominos.development.state import ROOT
from dominos.kernel.messaging.gauges import GAUGES
from dominos.serve import COMMANDS, HEALTH_PORTS, PORTS
from tests.system.manifests import (
    OVERLAYS,
    containers,
    deployments,
    gateway_configuration,
    is_split,
    kustomization,
    labels_of,
    manifests,
    may_connect,
    of_kind,
    pods,
    published_schema,
    rendered,
)

SHARED = {"SECRET_KEY", "DATABASE_URL", "REDIS_URL", "RPC_KEYS"}
SPLIT = "split"


@pytest.fixture(params=OVERLAYS)
def overlay(request):
    return request.param


def programs(overlay):
    """The names of what is to be deployed: each program, or each of each app."""
    groups = [(f"{app}-", has_sockets(app)) for app in ALL_APPS] if is_split(overlay) else [("", True)]
    return {
        f"dominos-{group}{role}"
        for group, live in groups
        for role in HEALTH_PORTS
        if role != "realtime" or live
    }


def test_manifests_follow_the_published_schemas(overlay):
    wrong, unknown = [], set()
    for item in manifests(overlay):
        if schema := published_schema(item["kind"], item["apiVersion"]):
            wrong += [(item["metadata"]["name"], str(error)) for error in schema.iter_errors(item)]
        else:
            unknown.add(item["apiVersion"])
    operators = {"cert-manager.io/v1"} if is_split(overlay) else set()
    assert (wrong, unknown) == ([], operators | {"gateway.networking.k8s.io/v1"})


def test_what_kubernetes_does_not_take_is_seen():
    schema = published_schema("Deployment", "apps/v1")
    container = {"name": "web", "image": "x"}
    template = {"spec": {"containers": [container]}}
    deployment = {"spec": {"replicas": 1, "selector": {}, "template": template}}
    assert schema.is_valid(deployment)
    container["imagePullpolicy"] = "Always"
    assert not schema.is_valid(deployment)


def test_every_program_is_deployed_with_a_role_the_image_knows(overlay):
    found = deployments(overlay)
    assert set(found) == programs(overlay)
    roles = {
        container["args"][0] for _, container in containers(overlay) if container["image"].count("dominos")
    }
    assert roles == set(COMMANDS)
    for name, item in found.items():
        if name.endswith("-beat"):
            assert (item["spec"]["replicas"], item["spec"]["strategy"]) == (1, {"type": "Recreate"})


def test_every_container_is_limited_and_powerless(overlay):
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


def test_every_deployed_program_is_probed(overlay):
    for deployment in deployments(overlay).values():
        (container,) = deployment["spec"]["template"]["spec"]["containers"]
        role = container["name"]
        ports = [{"name": "health", "containerPort": int(HEALTH_PORTS[role])}]
        if role in PORTS:
            ports.insert(0, {"name": "http", "containerPort": int(PORTS[role])})
            for kind, path in (("startup", "live"), ("liveness", "live"), ("readiness", "ready")):
                asked = container[f"{kind}Probe"]["httpGet"]
                assert asked == {"path": f"/health/{path}", "port": "health"}, (role, kind)
        else:
            for kind in ("startup", "liveness", "readiness"):
                assert container[f"{kind}Probe"]["exec"]["command"][-2:] == ["dominos.probe", role]
        assert container["ports"] == ports


def test_what_scales_survives_a_drain(overlay):
    scaled = {item["spec"]["scaleTargetRef"]["name"] for item in of_kind(overlay, "HorizontalPodAutoscaler")}
    budgets = {item["metadata"]["name"] for item in of_kind(overlay, "PodDisruptionBudget")}
    once = {name for name in programs(overlay) if name.endswith("-beat")}
    assert scaled == budgets == programs(overlay) - once | {"dominos-gateway"}


def test_a_selector_fits_the_pods_of_one_program_only(overlay):
    found = list(of_kind(overlay, "Deployment"))
    for item in found:
        wanted = item["spec"]["selector"]["matchLabels"]
        fitting = [each for each in found if wanted.items() <= labels_of(each).items()]
        assert fitting == [item], item["metadata"]["name"]
    for service in of_kind(overlay, "Service"):
        wanted = service["spec"]["selector"]
        assert sum(wanted.items() <= labels_of(each).items() for each in found) == 1, service["metadata"][
            "name"
        ]


def test_secrets_are_referred_to_and_never_written(overlay):
    assert not of_kind(overlay, "Secret")
    secrets = SHARED.union(*SECRETS.values())
    assert secrets <= {variable.name for section in SECTIONS.values() for variable in section}
    for config in of_kind(overlay, "ConfigMap"):
        assert not secrets & set(config["data"])
    for name, container in containers(overlay):
        assert not container.get("env"), name
        if "envFrom" in container:
            group = name.partition("/")[0].rpartition("-")[0]
            assert {"secretRef": {"name": f"{group}-secrets"}} in container["envFrom"], name


def test_the_gateway_finds_every_pod_of_what_it_routes_to(overlay):
    shape = "split" if is_split(overlay) else "monolith"
    wanted = {}
    for cluster in json.loads(gateway_configuration(shape))["static_resources"]["clusters"]:
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
    # The key set is fetched from users' internal program; those of other apps answer no client.
    assert wanted.items() <= services.items()
    assert all(name.endswith("-internal-each") for name in services.keys() - wanted.keys())


def test_programs_of_a_split_show_the_names_they_are_asked_by_and_trust_one_authority():
    """Each mounts its own app's certificate; the gateway and `JWKS_URL`, `<APP>_URL` ask by names that are in it."""
    certificates = {item["metadata"]["name"]: item["spec"] for item in of_kind(SPLIT, "Certificate")}
    named = {each["secretName"]: set(each.get("dnsNames", [])) for each in certificates.values()}
    for name, pod in pods(SPLIT):
        secrets = {volume["name"]: volume.get("secret", {}).get("secretName") for volume in pod["volumes"]}
        app = name.split("-")[1]
        assert secrets["tls"] == ("dominos-authority" if app == "gateway" else f"dominos-{app}-tls")
        for container in [*pod.get("initContainers", []), *pod["containers"]]:
            assert {"name": "tls", "mountPath": "/tls", "readOnly": True} in container["volumeMounts"], name
    services = {item["metadata"]["name"] for item in of_kind(SPLIT, "Service")} - {"dominos-gateway"}
    assert set.union(*named.values()) == services
    asked = re.findall(r"https?://dominos-[\w-]+", rendered(SPLIT))
    assert asked and {url.removeprefix("https://") for url in asked} <= services
    for cluster in json.loads(gateway_configuration(SPLIT))["static_resources"]["clusters"]:
        if health := cluster.get("health_checks"):
            assert health[0]["transport_socket_match_criteria"] == {"health": True}
            assert "/tls/ca.crt" in json.dumps(cluster["transport_socket_matches"])


def test_all_ways_in_lead_to_the_gateway(overlay):
    (gateway,) = of_kind(overlay, "Gateway")
    routes = {route["metadata"]["name"]: route["spec"] for route in of_kind(overlay, "HTTPRoute")}
    services = {item["metadata"]["name"] for item in of_kind(overlay, "Service")}
    assert {listener["name"] for listener in gateway["spec"]["listeners"]} == {
        route["parentRefs"][0]["sectionName"] for route in routes.values()
    }
    ends = [
        end for route in routes.values() for rule in route["rules"] for end in rule.get("backendRefs", [])
    ]
    assert ends == [{"name": "dominos-gateway", "port": 80}]
    assert ends[0]["name"] in services
    assert not of_kind(overlay, "Ingress")


def test_prometheus_is_told_a_port_that_shows_metrics(overlay):
    for deployment in deployments(overlay).values():
        role = deployment["spec"]["template"]["spec"]["containers"][0]["name"]
        port = PORTS[role] if role == "internal" else HEALTH_PORTS[role]
        is_encrypted = role == "internal" and is_split(overlay)
        assert deployment["spec"]["template"]["metadata"]["annotations"] == {
            "prometheus.io/scrape": "true",
            "prometheus.io/port": port,
            "prometheus.io/path": "/metrics",
            **({"prometheus.io/scheme": "https"} if is_encrypted else {}),
        }


def test_what_production_must_be_told_is_told(overlay):
    given = dict(
        line.partition("=")[::2] for line in kustomization(overlay)["configMapGenerator"][0]["literals"]
    )
    assert given["TRUSTED_PROXIES"] == "2"
    assert "localhost" not in given["ALLOWED_HOSTS"]


@pytest.mark.slow
def test_pods_reach_the_internal_programs_they_ask_and_no_other(overlay):
    found = deployments(overlay)
    asking = [item for item in found.values() if item["metadata"]["name"].endswith("-web")]
    for source in asking:
        ours = labels_of(source)
        for target in found.values():
            theirs = labels_of(target)
            is_internal = theirs["app.kubernetes.io/component"] == "internal"
            ends = may_connect(overlay, ours, theirs, "http")
            if is_split(overlay):
                asker, asked = ours["dominos/app"], theirs["dominos/app"]
                assert ends == ((is_internal and asked in asked_by(asker),) * 2), (asker, asked)
            else:
                assert ends == (is_internal, is_internal)


def test_the_gateway_reaches_what_listens(overlay):
    gateway = {"app.kubernetes.io/name": "dominos-gateway"}
    for item in deployments(overlay).values():
        theirs = labels_of(item)
        listens = theirs["app.kubernetes.io/component"] in PORTS
        for port in ("http", "health"):
            assert may_connect(overlay, gateway, theirs, port) == (listens, listens)


def test_every_app_that_speaks_to_the_world_has_a_way_out_of_the_cluster():
    speaks = re.compile(
        r"^ *(?:from|import) (?:httpx|requests|stripe|pywebpush|socket|geopy|django\.core\.mail"
        r"|dominos\.kernel\.public_http|dominos\.kernel import public_http)\b",
        re.MULTILINE,
    )
    found = {
        app
        for app in ALL_APPS
        for file in (ROOT / "apps" / app).rglob("*.py")
        if "tests" not in file.parts and speaks.search(file.read_text())
    }
    assert found == set(OUTSIDE)


def test_servers_that_the_guide_has_programs_told_of_are_reached():
    """Databases, Redis and the broker by their own ports, whatever host they are on."""
    guide = (ROOT / "docs/how-to/deploy.md").read_text()
    told = re.findall(r"`(?:postgresql|rediss|amqps)://[^`]*host:(\d+)/", guide)
    assert set(told) == {"5432", "6379", "5671"}
    policies = yaml.safe_load_all((ROOT / "k8s/policies/network-policies.yaml").read_text())
    (ways,) = (
        each["spec"]["egress"] for each in policies if each["metadata"]["name"] == "dominos-to-what-all-need"
    )
    open_to_all = {port["port"] for way in ways if "to" not in way for port in way["ports"]}
    assert set(map(int, told)) <= open_to_all


def test_the_split_is_what_the_code_needs(tmp_path):
    call_command("manifests", out=tmp_path)
    for file in tmp_path.rglob("*.yaml"):
        kept = ROOT / "k8s" / file.relative_to(tmp_path)
        assert kept.read_text() == file.read_text(), "run manage.py manifests"
    for written in ("split", "operators"):
        ours, kept = (list((root / written).rglob("*.yaml")) for root in (tmp_path, ROOT / "k8s"))
        assert len(ours) == len(kept)


@pytest.mark.parametrize("shape", ["monolith", "split"])
def test_workers_scale_by_how_late_messages_are_where_keda_is(shape):
    overlay = "split" if shape == "split" else "production"
    found = [*yaml.load_all(rendered(overlay, "monitoring", f"scaling-{shape}"), yaml.CSafeLoader)]
    scaled = {item["metadata"]["name"]: item for item in found if item["kind"] == "ScaledObject"}
    workers = {name for name in deployments(overlay) if name.endswith("worker")}
    assert {item["spec"]["scaleTargetRef"]["name"] for item in scaled.values()} == scaled.keys() == workers
    processors = [item["metadata"]["name"] for item in found if item["kind"] == "HorizontalPodAutoscaler"]
    assert processors and not workers & set(processors)
    for name, item in scaled.items():
        (query,) = (
            each["metadata"].get("query") for each in item["spec"]["triggers"] if "query" in str(each)
        )
        assert query.partition("{")[0].removeprefix("max(") in GAUGES
        apps = set(re.search(r'"(.*)"', query)[1].split("|"))
        assert apps == (set(ALL_APPS) if shape == "monolith" else {name.split("-")[1]})
    (told,) = (item["spec"] for item in found if item["kind"] == "PrometheusRule")
    assert told == yaml.safe_load((ROOT / "monitoring/alerts.yaml").read_text())
    (looked_at,) = (item for item in found if item["kind"] == "PodMonitor")
    (among,) = looked_at["spec"]["selector"]["matchExpressions"]
    scraped = {labels_of(item)["app.kubernetes.io/name"] for item in of_kind(overlay, "Deployment")}
    assert scraped == set(among["values"])


@pytest.mark.parametrize("app", ["users", "payments", "notifications", "orders"])
def test_an_app_starts_with_what_it_is_told_and_no_secret_of_another(app):
    lines = kustomization(SPLIT)["configMapGenerator"][0]["literals"]
    own = yaml.safe_load((ROOT / f"k8s/split/{app}/kustomization.yaml").read_text())
    lines = [*lines, *own["configMapGenerator"][0]["literals"]]
    secrets = {name: os.environ[name] for name in (*SHARED, "JWT_PRIVATE_KEYS", "PERSON_KEYS")} | {
        "EMAIL_URL": "smtps://user:password@mail.example.org",
        "STRIPE_SECRET_KEY": "sk_live_1",
        "STRIPE_WEBHOOK_SECRET": "whsec_1",
    }
    given = {name: value for name, value in secrets.items() if name not in secrets_kept_from(app)}
    started = subprocess.run(
        [sys.executable, "-c", "import dominos.settings"],
        cwd=ROOT,
        env=given | dict(line.partition("=")[::2] for line in lines),
        capture_output=True,
        text=True,
    )
    assert started.returncode == 0, started.stderr
