"""The borders between the apps, walked over whatever stands in `apps/`."""

import json
import re
import subprocess
import sys
import tomllib
from dataclasses import fields
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from dominos.apps_enabled import ALL_APPS, ROOT
from dominos.kernel.messaging.messages import Event, known_messages
from dominos.kernel.messaging.topology import installed_apps, subscriptions
from dominos.kernel.postgres.schemas import schema_of
from dominos.kernel.services.contract import Service
from dominos.kernel.services.wire import methods_of


def contract_modules():
    return [
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for app in ALL_APPS
        for path in sorted((ROOT / "apps" / app / "contract").glob("*.py"))
    ]


def platform_models():
    return [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]


@pytest.mark.django_db
def test_every_table_stands_in_the_schema_of_its_app():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename, schemaname FROM pg_tables WHERE schemaname !~ '^(pg_|information_)'"
        )
        where = {}
        for table, schema in cursor.fetchall():
            where.setdefault(table, set()).add(schema)
    expected = {model._meta.db_table: {schema_of(model._meta.app_label)} for model in platform_models()}
    assert {table: where.get(table) for table in expected} == expected
    for app in installed_apps():
        assert any(schema == {app} for schema in expected.values()), f"{app} has no table of its own"


@pytest.mark.django_db
def test_sequences_and_indexes_follow_their_tables():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT i.relname, ni.nspname, nt.nspname FROM pg_index x"
            " JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_namespace ni ON ni.oid = i.relnamespace"
            " JOIN pg_class t ON t.oid = x.indrelid JOIN pg_namespace nt ON nt.oid = t.relnamespace"
            " WHERE ni.nspname <> nt.nspname"
        )
        assert cursor.fetchall() == []


def test_no_relation_leaves_its_app():
    crossing = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in platform_models()
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model is not None
        if schema_of(model._meta.app_label) != schema_of(field.related_model._meta.app_label)
        # Django's own registry of models, which holds no data of ours and is made anew in every database
        if field.related_model._meta.label != "contenttypes.ContentType"
    ]
    assert crossing == []


def test_no_migration_depends_on_another_app():
    loader = MigrationLoader(None)
    crossing = [
        (key, parent)
        for key, migration in loader.disk_migrations.items()
        for parent in [*migration.dependencies, *migration.run_before]
        if key[0] in settings.ENABLED_APPS
        if parent[0] in ALL_APPS and parent[0] != key[0]
    ]
    assert crossing == []


def test_contracts_import_where_django_is_not_set_up():
    code = (
        f"import sys, {', '.join(contract_modules())}; "
        "loaded = [m for m in sys.modules if m.split('.')[0] in ('django', 'rest_framework', 'celery')]; "
        "sys.exit(repr(loaded[:5]) if loaded else 0)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, env={"PATH": ""})


def test_services_are_keyword_only_annotated_and_small():
    for module in contract_modules():
        for contract in vars(import_module(module)).values():
            if not (isinstance(contract, type) and Service in contract.__bases__):
                continue
            assert contract.name == module.split(".")[1]
            methods = methods_of(contract)  # builds the codec of every annotation, or fails
            assert 0 < len(methods) <= 12, f"{contract.__name__} is no longer a small interface"
            for name in methods:
                code = getattr(contract, name).__code__
                assert code.co_argcount == 1, f"{contract.__name__}.{name} takes positional arguments"


def test_subscriptions_name_events_of_other_apps():
    for app, types in subscriptions().items():
        for subscribed in types:
            assert issubclass(subscribed, Event), f"{app} subscribes to {subscribed.type}, which is no event"


def message_types():
    for module in contract_modules():
        import_module(module)
    return sorted(key for key, cls in known_messages().items() if cls.__module__.split(".")[2] == "contract")


def holds(read, data):
    """Whether what was read has all that the data say; it may have more fields."""
    if isinstance(data, dict):
        return all(name in read and holds(read[name], value) for name, value in data.items())
    if isinstance(data, list):
        return len(read) == len(data) and all(map(holds, read, data))
    return read == data


OPENS = ("token", "secret", "password", "link", "url", "path", "pin")
"""What a field is called that lets whoever reads an outbox, a queue or a backup in somewhere."""


@pytest.mark.parametrize(("type", "version"), message_types())
def test_no_message_carries_what_opens_something(type, version):
    sample = ROOT / "apps" / type.split(".")[0] / "contract" / "samples" / f"{type}.v{version}.json"
    names = set(re.findall(r'"(\w+)":', sample.read_text()))
    names |= {field.name for field in fields(known_messages()[type, version])}
    assert [name for name in names if set(name.split("_")) & set(OPENS)] == []


@pytest.mark.parametrize(("type", "version"), message_types())
def test_every_message_version_has_a_sample_that_parses_for_ever(type, version):
    cls = known_messages()[type, version]
    app = cls.__module__.split(".")[1]
    assert type.split(".")[0] == app, "a message is named after the app that declares it"
    sample = ROOT / "apps" / app / "contract" / "samples" / f"{type}.v{version}.json"
    from pydantic import TypeAdapter

    adapter = TypeAdapter(cls)
    data = json.loads(sample.read_text())
    read = json.loads(adapter.dump_json(adapter.validate_python(data)))
    assert holds(read, data), "fields added since have defaults"


def test_samples_of_retired_versions_are_kept_readable():
    samples = {path.name for path in Path(ROOT).glob("apps/*/contract/samples/*.json")}
    assert samples == {f"{type}.v{version}.json" for type, version in message_types()}


def test_every_app_says_what_it_is():
    for app in ALL_APPS:
        lines = (ROOT / "apps" / app / "README.md").read_text().splitlines()
        assert 10 <= len(lines) < 25, f"apps/{app}/README.md"


def contracts_of(pyproject):
    return {each["id"]: each for each in tomllib.loads(pyproject)["tool"]["importlinter"]["contracts"]}


@pytest.mark.parametrize("app", ALL_APPS)
def test_every_app_stands_under_the_contracts_that_name_apps(app):
    contracts = contracts_of((ROOT / "pyproject.toml").read_text())
    rooms = contracts[f"rooms-of-{app}"]
    assert (rooms["containers"], rooms["exhaustive"]) == ([f"apps.{app}"], True)
    assert f"apps.{app}" in contracts["acyclic-siblings"]["ancestors"]
    if (ROOT / "apps" / app / "rest").is_dir():
        assert f"apps.{app}.rest" in contracts["rest-knows-no-model"]["source_modules"]
