"""All endpoints of the platform, from the URL resolver, and what the apps say belongs to somebody else."""

from dataclasses import dataclass
from importlib import import_module

from django.conf import settings
from django.urls import URLPattern, get_resolver, resolve

from dominos.apps_enabled import ROOT
from dominos.kernel.edge.access import Access
from dominos.kernel.edge.views import ApiView
from tests.system.builders import PARAMETER, url_of

PREFIX = ("api/v1/", "api/v2/")


@dataclass(frozen=True)
class Endpoint:
    """A method of a route."""

    route: str
    method: str
    view: type[ApiView]

    @property
    def access(self) -> Access:
        return self.view.access[self.method]

    @property
    def is_scoped(self) -> bool:
        """Whether it names an object that not everybody with the right role may see."""
        names_an_object = any(kind == "uuid" for kind, _ in PARAMETER.findall(self.route))
        return names_an_object and self.access.scope != "any"

    def url(self) -> str:
        """The route with arbitrary ids, which name nothing."""
        return url_of(self.route)

    def __str__(self) -> str:
        return f"{self.method} {self.route.removeprefix(PREFIX[0])}"


def routes(patterns, prefix=""):
    """All routes below these patterns, as they read from the root."""
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route, pattern.callback
        else:
            yield from routes(pattern.url_patterns, route)


ROUTES = [(route, view) for route, view in routes(get_resolver().url_patterns) if route.startswith(PREFIX)]


def view_class(callback):
    """The class behind a view function, None for a plain function."""
    return getattr(callback, "cls", None) or getattr(callback, "view_class", None)


def implemented(view) -> set[str]:
    """The methods a view answers, apart from those every view answers."""
    return {name.upper() for name in view.http_method_names if hasattr(view, name)} - {"OPTIONS", "HEAD"}


ENDPOINTS = [
    Endpoint(route, method, view_class(callback))
    for route, callback in ROUTES
    if isinstance(view_class(callback), type) and issubclass(view_class(callback), ApiView)
    for method in sorted(implemented(view_class(callback)) & set(view_class(callback).access))
]


def foreign_apps() -> list[str]:
    """The apps whose `tests/foreign.py` says what belongs to somebody else."""
    files = ((app, ROOT / "apps" / app / "tests" / "foreign.py") for app in settings.ENABLED_APPS)
    return [app for app, file in files if file.exists() and "def foreign_urls" in file.read_text()]


def foreign_things(app: str):
    """Makes what belongs to somebody else: (method, url) or (method, url, body) each."""
    assert app in foreign_apps(), f"apps/{app}/tests/foreign.py says not what belongs to somebody else"
    return import_module(f"apps.{app}.tests.foreign").foreign_urls()


def endpoint_of(method: str, url: str) -> Endpoint:
    found = resolve(url.partition("?")[0])
    return Endpoint(found.route, method, view_class(found.func))
