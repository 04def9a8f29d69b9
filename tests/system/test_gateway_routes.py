"""Every route of the platform has its way through the gateway, under the access its view declares, and nothing else."""

import re
from importlib import import_module
from importlib.util import find_spec

import pytest
from django.core.management import CommandError, call_command
from django.urls import get_resolver, resolve

from dominos.apps_enabled import ALL_APPS, ROOT
from dominos.gateway import tokens
from dominos.gateway.exposed import ROOF, exposed
from dominos.gateway.limits import AT_ONCE, URGENT_AT_ONCE
from dominos.gateway.routes import SAFE, may_be_shed
from dominos.kernel.auth import Role
from dominos.kernel.edge.access import ANYONE, SIGNED_IN, only
from tests.system.builders import url_of
from tests.system.endpoints import routes
from tests.system.gateway import calls_of, configured, manager_of, public, way

INTERNAL = [url_of(route) for route, _ in routes(get_resolver("dominos.urls.internal").url_patterns)]
SHAPES = ["monolith", "split"]


@pytest.fixture(scope="module")
def shown():
    return exposed(is_production=False)


def owner(view):
    """The app that a view is of; what belongs to none is answered where people sign in."""
    return view.__module__.split(".")[1] if view.__module__.startswith("apps.") else ROOF


@pytest.mark.parametrize("shape", SHAPES)
def test_every_route_leads_to_its_app_under_its_own_access(shape, shown):
    whole, platform = configured(shape, shown)
    clusters = {cluster["name"] for cluster in whole["static_resources"]["clusters"]}
    tried = 0
    for template, path, view in public():
        # What two routes fit, Django gives to the first one.
        assert owner(resolve(path, "dominos.urls.public").func) == owner(view), path
        for method, access in (calls_of(view) or {"GET": None}).items():
            found = way(platform, method, path)
            assert found, f"{method} {path} has no way"
            assert found["name"] == template
            assert found["route"]["cluster"] == ("web" if shape == "monolith" else f"{owner(view)}-web")
            assert found["route"]["cluster"] in clusters
            assert held_to(found) == expected_of(access)
            again = found["route"]["retry_policy"]["retry_on"].split(",")
            assert ("reset" in again) == (method in SAFE)
            tried += 1
    assert tried > 120


def held_to(route):
    """The token a route asks for, and the roles of which its holder needs one; of a partner's, the scope too."""
    settings = route["typed_per_filter_config"]
    asked = settings[tokens.JWT]
    roles = re.findall(r"'exact': '([^']+)'", str(settings.get(tokens.RBAC, "")))
    return tokens.NOT_READ if asked.get("disabled") else asked["requirement_name"], set(roles)


def expected_of(access):
    if access is None:
        return tokens.NOT_READ, set()
    roles = {role.value for role in access.roles or ()} | ({access.needs} if access.needs else set())
    return tokens.OPTIONAL if access.roles is None else tokens.REQUIRED, roles


@pytest.mark.parametrize("shape", SHAPES)
def test_every_socket_leads_to_its_app(shape, shown):
    whole, platform = configured(shape, shown)
    clusters = {cluster["name"] for cluster in whole["static_resources"]["clusters"]}
    live = [app for app in ALL_APPS if find_spec(f"apps.{app}.live")]
    for app in live:
        for route in import_module(f"apps.{app}.live").websocket_urlpatterns:
            found = way(platform, "GET", url_of(str(route.pattern)))
            assert found["route"]["cluster"] == ("realtime" if shape == "monolith" else f"{app}-realtime")
            assert found["route"]["cluster"] in clusters
            assert found["route"]["upgrade_configs"] == [{"upgrade_type": "websocket"}]
            assert found["route"]["timeout"] == "0s"
    assert len(live) >= 5


@pytest.mark.parametrize(
    "path", [*INTERNAL, "/internal/", "/metrics", "/health/live", "/health/ready", "/stats"]
)
def test_what_only_the_platform_may_ask_has_no_way(path, shown):
    _, platform = configured("monolith", shown)
    assert way(platform, "GET", path) is way(platform, "POST", path) is None


def test_pages_of_a_payment_gateway_on_trial_are_not_shown_in_production():
    templates = [one.template for one in exposed(is_production=True)]
    assert templates and not [text for text in templates if text.startswith("/gateway/")]


def test_only_what_anybody_may_read_is_shed():
    assert may_be_shed(["GET", "HEAD"], ANYONE)
    assert not may_be_shed(["GET", "HEAD"], SIGNED_IN)
    assert not may_be_shed(["GET"], only(Role.COURIER))
    assert not may_be_shed(["POST"], ANYONE)
    assert not may_be_shed([], None)


def test_files_of_an_app_are_asked_where_it_runs(shown):
    _, platform = configured("split", shown)
    for app in ("dashboard", "orders"):
        assert (ROOT / "apps" / app / "static" / app).is_dir()
        assert way(platform, "GET", f"/static/{app}/x.js")["route"]["cluster"] == f"{app}-web"
    assert way(platform, "GET", "/static/kernel/x.js")["route"]["cluster"] == f"{ROOF}-web"


def test_the_admin_of_an_app_is_answered_where_it_runs_and_its_door_where_people_are(shown):
    _, platform = configured("split", shown)
    for path, app in (("orders/order/", "orders"), ("dashboard/", "dashboard"), ("login/", ROOF), ("", ROOF)):
        assert way(platform, "GET", f"/admin/{path}")["route"]["cluster"] == f"{app}-web"


def test_names_of_hosts_are_djangos(shown):
    _, platform = configured("monolith", shown)
    assert platform["domains"] == ["*.dominos.example", "dominos.example"]


def test_the_log_says_nothing_of_who_asks_and_no_link(shown):
    whole, _ = configured("monolith", shown)
    (log,) = manager_of(whole)["access_log"]
    written = " ".join(log["typed_config"]["log_format"]["json_format"].values()).upper()
    for secret in (
        ":PATH",
        "REMOTE",
        "AUTHORIZATION",
        "COOKIE",
        "REFERER",
        "USER-AGENT",
        "FORWARDED",
        "DYNAMIC",
    ):
        assert secret not in written


def test_limits_and_health_are_those_of_every_instance_behind_a_name(shown):
    whole, _ = configured("monolith", shown)
    web = next(one for one in whole["static_resources"]["clusters"] if one["name"] == "web")
    normal, high = (limit["max_requests"] for limit in web["circuit_breakers"]["thresholds"])
    assert (normal, high) == (3 * AT_ONCE, 3 * URGENT_AT_ONCE)
    (endpoint,) = web["load_assignment"]["endpoints"][0]["lb_endpoints"]
    assert endpoint["endpoint"]["health_check_config"] == {"port_value": 9000}
    assert web["health_checks"] and web["type"] == "STRICT_DNS"


def test_it_is_not_written_by_a_process_that_lacks_an_app(settings):
    settings.ENABLED_APPS = ["users", "orders"]
    with pytest.raises(CommandError, match="DOMINOS_APPS lacks compat"):
        call_command("gateway")
