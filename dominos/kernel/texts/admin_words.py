"""What the admin calls tables and their fields: found by a walk through it, and said in its reader's language.

Django makes these names of those in the code, so that no sentence stands there that could be marked.
"""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.utils.functional import Promise, lazy
from django.utils.translation import override, pgettext_lazy

from dominos.kernel.texts.codes import coded

CONTEXT = "admin"
OURS = ("apps.", "dominos.")
_ours: set[str] = set()


def speak() -> None:
    """Has every name and every help of our tables said in the language that is spoken when somebody reads it."""
    for model in apps.get_models():
        if model.__module__.startswith(OURS):
            for holder, attribute, text in _words(model):
                _say(holder, attribute, text)
            _say_choices(model)
    for config in apps.get_app_configs():
        if config.name.startswith(OURS):
            _say(config, "verbose_name", str(config.verbose_name))


def _say(holder: Any, attribute: str, text: str) -> None:
    _ours.add(text)
    setattr(holder, attribute, pgettext_lazy(CONTEXT, text))


def _say_choices(model: type[Model]) -> None:
    for field in model._meta.local_fields:
        if field.choices:
            flat: Any = field.choices
            field.choices = [
                (value, _chosen(label) if isinstance(label, str) else label) for value, label in flat
            ]


def _choice(label: str) -> str:
    """In the language that is spoken, where it is a constant that has words; else as it is."""
    said = coded(label)
    return label if said == label.replace("_", " ").lower() else said


_chosen = lazy(_choice, str)


def found(app: str) -> Iterator[str]:
    """What the admin calls an app, its tables and the columns of its lists, and the help beside its fields."""
    from django.contrib import admin

    if any(model._meta.app_label == app for model in admin.site._registry):
        yield from _said(apps.get_app_config(app), ("verbose_name",))
    for model, shown in admin.site._registry.items():
        if model._meta.app_label != app or not model.__module__.startswith(OURS):
            continue
        columns = {column for column in shown.list_display if isinstance(column, str)}
        yield from _said(model._meta, ("verbose_name", "verbose_name_plural"))
        for each in (model, *(inline.model for inline in shown.inlines)):
            for field in each._meta.concrete_fields:
                yield from _said(field, ("help_text",))
                if field.name in columns if each is model else field.editable and not field.is_relation:
                    yield from _said(field, ("verbose_name",))


def _words(model: type[Model]) -> Iterator[tuple[Any, str, str]]:
    """Each name and help in English, and whose it is; what Django says of fields of its own it translates itself."""
    with override(None):
        for name in ("verbose_name", "verbose_name_plural"):
            yield model._meta, name, str(getattr(model._meta, name))
    for field in model._meta.local_fields:
        for name in ("verbose_name", "help_text"):
            text = getattr(field, name)
            if text and not isinstance(text, Promise):
                yield field, name, str(text)


def _said(holder: Any, names: tuple[str, ...]) -> Iterator[str]:
    """Ours, in English; what Django says of its own tables it translates itself."""
    with override(None):
        yield from [text for text in (str(getattr(holder, name)) for name in names) if text in _ours]
