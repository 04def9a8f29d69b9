"""What the platform shows to the outside, read from the URL tables and websocket routes of the apps.

What only the internal program answers is in no table read here, and therefore has no way through the gateway.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

from django.urls import URLPattern, URLResolver, get_resolver

from dominos.apps_enabled import ALL_APPS, ROOT, has_tables
from dominos.kernel.edge.access import Access

Kind = Literal["api", "page", "socket", "below"]
ROOF = "users"
"""The app whose processes answer what belongs to none: the start, the API document, the admin and its sign-in."""
ADMIN, STATIC = "/admin/", "/static/"
ON_TRIAL = "/gateway/"
"""Pages of a payment gateway that takes no money: not in production."""
_PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
_NAMED_GROUP = re.compile(r"\(\?P<\w+>")


@dataclass(frozen=True, slots=True)
class Exposed:
    """Paths of one form that an app answers.

    `template` is how they read with their parameters' names in braces, and what logs call them by; `regex` fits whole
    paths, in RE2's syntax. `below` is for all that begins with the template. `calls` is who may call each method, for
    the API.
    """

    app: str
    kind: Kind
    template: str
    regex: str
    calls: Mapping[str, Access] = field(default_factory=dict)


def exposed(*, is_production: bool) -> list[Exposed]:
    """All of it, in the order in which it is to be looked through."""
    found = [*_sockets(), *_static(), *_views()]
    return [one for one in found if not (is_production and one.template.startswith(ON_TRIAL))]


def _views() -> Iterator[Exposed]:
    """Each route of the public URL table; of the admin's many, what they begin with."""
    for pattern, route, regex in walk(get_resolver("dominos.urls.public").url_patterns):
        if route.startswith(ADMIN):
            continue
        view = _class_of(pattern.callback)
        app = _app_of(pattern.callback.__module__)
        calls: Mapping[str, Access] = getattr(view, "access", {})
        yield Exposed(app, "api" if calls else "page", route, _with_slash(regex), calls)
    for app in filter(has_tables, ALL_APPS):
        yield Exposed(app, "below", f"{ADMIN}{app}/", re.escape(f"{ADMIN}{app}/") + ".*")
    yield Exposed(ROOF, "below", ADMIN, re.escape(ADMIN) + ".*")
    yield Exposed(ROOF, "page", ADMIN.rstrip("/"), re.escape(ADMIN.rstrip("/")))


def walk(
    patterns: Iterable[URLPattern | URLResolver], template: str = "/", regex: str = "/"
) -> Iterator[tuple[URLPattern, str, str]]:
    """Every route below these patterns, its template and its regular expression from the root."""
    for pattern in patterns:
        words = template + _PARAMETER.sub(r"{\1}", str(pattern.pattern))
        expression = regex + _re2(pattern.pattern.regex.pattern)
        if isinstance(pattern, URLPattern):
            yield pattern, words, expression
        else:
            yield from walk(pattern.url_patterns, words, expression)


def _sockets() -> Iterator[Exposed]:
    for app in ALL_APPS:
        if find_spec(f"apps.{app}.live"):
            for route in import_module(f"apps.{app}.live").websocket_urlpatterns:
                template = "/" + _PARAMETER.sub(r"{\1}", str(route.pattern))
                yield Exposed(app, "socket", template, "/" + _re2(route.pattern.regex.pattern))


def _static() -> Iterator[Exposed]:
    """The files of an app are answered where it runs; those of the kernel and of libraries anywhere."""
    for app in ALL_APPS:
        for folder in sorted((ROOT / "apps" / app / "static").glob("*")):
            yield _files(app, folder)
    yield Exposed(ROOF, "below", STATIC, re.escape(STATIC) + ".*")


def _files(app: str, folder: Path) -> Exposed:
    prefix = f"{STATIC}{folder.name}/"
    return Exposed(app, "below", prefix, re.escape(prefix) + ".*")


def _app_of(module: str) -> str:
    top, _, rest = module.partition(".")
    return rest.partition(".")[0] if top == "apps" else ROOF


def _class_of(callback: Any) -> Any:
    return getattr(callback, "cls", None) or getattr(callback, "view_class", None)


def _re2(expression: str) -> str:
    """Django's expression as a part of one for a whole path: without anchors and names."""
    return _NAMED_GROUP.sub("(?:", expression.removeprefix("^").removesuffix(r"\Z").removesuffix("$"))


def _with_slash(regex: str) -> str:
    """A page that is asked for without its last slash is sent on by Django."""
    return f"{regex}?" if regex.endswith("/") and regex != "/" else regex
