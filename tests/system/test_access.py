"""Who may call what: every endpoint, every role, and things that belong to somebody else.

Nothing here is a list of endpoints: the routes come from the URL resolver, what is allowed from each view's
`access`, and what belongs to somebody else from the apps' `tests/foreign.py`.
"""

import re
from contextlib import contextmanager
from importlib import import_module

import pytest
import yaml
from django.conf import settings
from django.core.cache import cache
from django.db import transaction

from dominos.apps_enabled import ROOT
from dominos.kernel.auth import Principal, Role
from dominos.kernel.edge.access import Access
from dominos.kernel.edge.views import ApiView
from dominos.kernel.ids import new_id
from dominos.kernel.testing.api import client, principal, token
from tests.system.builders import PARAMETER
from tests.system.endpoints import (
    ENDPOINTS,
    ROUTES,
    endpoint_of,
    foreign_apps,
    foreign_things,
    implemented,
    view_class,
)

# These see the whole platform; the others see what is theirs or their stores'.
PLATFORM_WIDE = {Role.SUPPORT, Role.ADMIN, Role.AGENT}
"""An agent is let into little, and there into every store."""


SECRET = {"access", "refresh", "token"}


def test_answers_with_tokens_are_declared_secret():
    """Such an answer must not be kept for whoever repeats the request's key."""
    schema = yaml.load((ROOT / "docs" / "openapi.yaml").read_text(), yaml.CSafeLoader)
    found = set()
    for route, view in ROUTES:
        documented = schema["paths"].get("/" + re.sub(r"<\w+:(\w+)>", r"{\1}", route), {})
        for operation in documented.values():
            for status, answer in operation["responses"].items():
                content = answer.get("content", {}).get("application/json", {}).get("schema", {})
                name = content.get("$ref", "").rpartition("/")[2]
                fields = schema["components"]["schemas"].get(name, {}).get("properties", {})
                if status.startswith("2") and SECRET & set(fields):
                    found.add(route)
                    assert view_class(view).answer_is_secret, f"{route} answers with {SECRET & set(fields)}"
    assert len(found) >= 3


def caller(role: Role, scope: str = "") -> Principal:
    """Somebody with this role only, who works for a store nobody else works for; a partner with the scope, if any."""
    stores = (new_id(),) if role.value.startswith("store") else ()
    return principal(role, stores=stores, scopes=(scope,) if role is Role.PARTNER and scope else ())


def call(who: Principal | None, method: str, url: str, body=None):
    """Calls with a real token, an idempotency key where it counts, and an empty body if none is given."""
    cache.clear()
    extra = {} if method == "GET" else {"HTTP_IDEMPOTENCY_KEY": str(new_id())}
    data = body if method == "GET" else (body or {})
    return getattr(client(who), method.lower())(url, data, **extra)


@contextmanager
def undone():
    """Takes back what is written inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_there_is_something_to_walk():
    assert len(ENDPOINTS) >= len(settings.ENABLED_APPS) / 2


@pytest.mark.parametrize(("route", "callback"), ROUTES, ids=[route for route, _ in ROUTES])
def test_every_view_declares_who_may_call_each_of_its_methods(route, callback):
    view = view_class(callback)
    assert isinstance(view, type) and issubclass(view, ApiView), f"{route} is no ApiView"
    assert set(view.access) == implemented(view)
    assert all(isinstance(access, Access) for access in view.access.values())
    for access in view.access.values():
        assert access.roles is None or access.roles <= set(Role)


@pytest.mark.django_db
@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=str)
def test_each_caller_is_let_in_where_they_are_named_and_nowhere_else(endpoint):
    """Nobody and every role in one test, which costs a sixth of one for each; what a call changed is undone."""
    with undone():
        nobody_is_let_in_only_where_anyone_may_call(endpoint)
    for role in Role:
        with undone():
            a_role_is_let_in_only_where_it_is_named(endpoint, role)


def nobody_is_let_in_only_where_anyone_may_call(endpoint):
    answer = call(None, endpoint.method, endpoint.url())
    assert answer.status_code != 500, answer.content
    if endpoint.access.roles is None:
        # Signing in answers 401 to wrong credentials; an empty body is wrong before that.
        assert answer.status_code not in (401, 403), answer.content
    else:
        assert answer.status_code == 401, answer.content
        assert answer["WWW-Authenticate"] == "Bearer"


def a_role_is_let_in_only_where_it_is_named(endpoint, role):
    who = caller(role, endpoint.access.needs)
    answer = call(who, endpoint.method, endpoint.url())
    if not endpoint.access.allows(who):
        assert answer.status_code == 403, (role, answer.content)
        assert answer.data["code"] == "forbidden"
        return
    assert answer.status_code not in (401, 403, 405, 500), (role, answer.content)
    if endpoint.is_scoped and role not in PLATFORM_WIDE:
        # Where the body is looked at first, an empty one is refused before the object is looked for.
        accepted = (404,) if endpoint.method == "GET" else (404, 400)
        assert answer.status_code in accepted, (role, answer.content)


@pytest.mark.parametrize("endpoint", [e for e in ENDPOINTS if e.access.roles is not None], ids=str)
def test_a_forged_token_opens_nothing(endpoint):
    api = client()
    head, claims, _ = token(principal(Role.ADMIN)).split(".")
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {head}.{claims}.{'A' * 342}")
    assert getattr(api, endpoint.method.lower())(endpoint.url(), {}).status_code == 401


@pytest.mark.django_db
@pytest.mark.parametrize("endpoint", [e for e in ENDPOINTS if "track/<str:token>" in e.route], ids=str)
def test_a_link_that_we_have_not_signed_opens_nothing(endpoint):
    order = import_module("apps.orders.tests.foreign").foreign_order()
    link = import_module("apps.orders.queries.tracking_links").tracking_token(order.id)
    forged = (str(order.id), link[:-1], link[:-2] + "xx", link.partition(".")[0])
    for text in forged:
        url = "/" + PARAMETER.sub(text, endpoint.route)
        for who in (None, *(caller(role) for role in Role)):
            assert call(who, endpoint.method, url).status_code == 404, url


@pytest.mark.django_db
@pytest.mark.parametrize("app", foreign_apps())
def test_what_belongs_to_somebody_else_is_not_there(app):
    things = foreign_things(app)
    assert things
    for method, url, *body in things:
        endpoint = endpoint_of(method.upper(), url)
        assert endpoint.access.roles is not None, f"anyone may call {endpoint}"
        assert call(None, endpoint.method, url, *body).status_code == 401, url
        for role in set(Role) - PLATFORM_WIDE:
            who = caller(role, endpoint.access.needs)
            expected = 404 if endpoint.access.allows(who) else 403
            answer = call(who, endpoint.method, url, *body)
            assert answer.status_code == expected, f"{role} {method} {url}: {answer.content!r}"


@pytest.mark.django_db
@pytest.mark.parametrize("app", sorted({e.view.__module__.split(".")[1] for e in ENDPOINTS if e.is_scoped}))
def test_every_endpoint_that_names_an_own_object_is_tried_with_somebody_elses(app):
    tried = {
        (found.route, found.method)
        for method, url, *_ in foreign_things(app)
        for found in [endpoint_of(method.upper(), url)]
    }
    scoped = {
        (e.route, e.method) for e in ENDPOINTS if e.is_scoped and e.view.__module__.startswith(f"apps.{app}.")
    }
    assert scoped - tried == set()
