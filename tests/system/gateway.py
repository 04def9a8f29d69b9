"""The gateway's configuration as tests look at it: which route a request would take."""

import re

from django.urls import get_resolver

from dominos.apps_enabled import ALL_APPS
from dominos.gateway.configuration import Operating, bootstrap
from dominos.gateway.limits import Edge
from dominos.gateway.listener import Listening
from dominos.gateway.shape import Template, apart_in, of_template
from tests.system.builders import PARAMETER, url_of
from tests.system.endpoints import implemented, routes, view_class

PORTS = {"web": 8000, "realtime": 8001, "internal": 8002}
HEALTH_PORTS = {"web": 9000, "realtime": 9001, "internal": 9002}
EDGE = Edge(origins=("https://shop.example",), rate=50, hops=0, hosts=(".dominos.example",))


def public():
    """Every route of the public URL table but the admin's own: template, a path of it, its view function."""
    for route, view in routes(get_resolver("dominos.urls.public").url_patterns):
        if not route.startswith("admin/"):
            yield "/" + PARAMETER.sub(r"{\2}", route), url_of(route), view


def calls_of(view):
    """The methods a view answers, each with its access; of a page none is known."""
    found = getattr(view_class(view), "access", None)
    return {method: found[method] for method in implemented(view_class(view))} if found else {}


def configured(shape, shown):
    """The whole configuration of a shape, and its routes."""
    live = {one.app for one in shown if one.kind == "socket"}
    template = Template("dominos-{upstream}:80", PORTS, HEALTH_PORTS, instances=3)
    named = of_template(apart_in(shape, ALL_APPS), ALL_APPS, template, with_sockets=live)
    whole = bootstrap(Listening("0.0.0.0", 8080), Operating("0.0.0.0", 9008, "/tmp/x"), EDGE, named, shown)
    (platform,) = manager_of(whole)["route_config"]["virtual_hosts"]
    return whole, platform


def manager_of(whole):
    """What the outside's requests pass through."""
    (chain,) = whole["static_resources"]["listeners"][0]["filter_chains"]
    return chain["filters"][0]["typed_config"]


def way(platform, method, path):
    """The first route that fits, as Envoy looks for it."""
    for route in platform["routes"]:
        match = route["match"]
        methods = [header["string_match"]["safe_regex"]["regex"] for header in match.get("headers", [])]
        if all(re.fullmatch(regex, method) for regex in methods) and _fits(match, path):
            return route
    return None


def _fits(match, path):
    if "prefix" in match:
        return path.startswith(match["prefix"])
    return (
        path == match["path"] if "path" in match else bool(re.fullmatch(match["safe_regex"]["regex"], path))
    )
