"""What the admin calls tables and their fields: found by a walk through it, and said in its reader's language.

Django makes these names of those in the code, so that no sentence stands there that could be marked.
"""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import override, pgettext_lazy

CONTEXT = "admin"
OURS = ("apps.", "dominos.")
_ours: set[str] = set()


def speak() -> None:
    """Has every name and every help of our tables said in the language that is spoken when somebody reads it."""
    for model in apps.get_models():
        if model.__module__.startswith(OURS):
            for holder, attribute, text in _words(model):
                _ours.add(text)
                setattr(holder, attribute, pgettext_lazy(CONTEXT, text))


def found(app: str) -> Iterator[str]:
    """What the admin calls an app's tables and the columns of its lists, and the help beside its fields."""
    from django.contrib import admin

    for model, shown in admin.site._registry.items():
        if model._meta.app_label != app or not model.__module__.startswith(OURS):
            continue
        columns = {column for column in shown.list_display if isinstance(column, str)}
        yield from _said(model._meta, ("verbose_name", "verbose_name_plural"))
        for each in (model, *(inline.model for inline in shown.inlines)):
            for field in each._meta.concrete_fields:
                yield from _said(field, ("help_text",))
                if each is model and field.name in columns:
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
