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
from dominos.kernel.texts.languages import NAMES
from dominos.kernel.texts.source_text import CODE

CONTEXT = "admin"
OURS = ("apps.", "dominos.")
KERNEL = "kernel"
LACKING = (
    "Model name",
    "Add link",
    "Change or view list link",
    "After you’ve created a user, you’ll be able to edit more user options.",
    "Error:",
    "Forgotten your login credentials?",
    "In case you’ve forgotten, you are:",
    "This action will <strong>enable</strong> password-based authentication for this user.",
    "Disable password-based authentication",
    "Enable password-based authentication",
    "Conflicting form data submitted. Please try again.",
    "Password-based authentication was disabled.",
    "Set password: %s",
    "Reset password",
    "Set password",
    "Password-based authentication",
    "Enabled",
    "Disabled",
    "Raw passwords are not stored, so there is no way to see the user’s password.",
    "Enable password-based authentication for this user by setting a password.",
    "If disabled, the current password for this user will be lost.",
    "Whether the user will be able to authenticate using a password or not. If disabled, they may still be able to"
    " authenticate using other backends, such as Single Sign-On or LDAP.",
)
"""What Django's own admin says and has not in each of our languages."""
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


def found(app: str) -> Iterator[tuple[str, str]]:
    """What the admin calls an app, its tables and all that a form or a list shows of them: contexts and sentences."""
    from django.contrib import admin

    if app == KERNEL:
        yield from [("", text) for text in LACKING]
    if any(model._meta.app_label == app for model in admin.site._registry):
        yield from _said(apps.get_app_config(app), ("verbose_name",))
    for model, shown in admin.site._registry.items():
        if model._meta.app_label != app or not model.__module__.startswith(OURS):
            continue
        for each in (model, *(inline.model for inline in shown.inlines)):
            yield from _said(each._meta, ("verbose_name", "verbose_name_plural"))
            for field in each._meta.concrete_fields:
                yield from _said(field, ("verbose_name", "help_text"))
                yield from _choices(field)


def _choices(field: Any) -> Iterator[tuple[str, str]]:
    """What may be chosen, where it is a constant; languages are called as those who speak them do."""
    with override(None):
        labels = [str(label) for _, label in field.choices or ()]
    yield from [(CODE, label.replace("_", " ").lower()) for label in labels if label not in NAMES.values()]


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


def _said(holder: Any, names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Ours, in English; what Django says of its own tables it translates itself."""
    with override(None):
        texts = [str(getattr(holder, name)) for name in names]
    yield from [(CONTEXT, text) for text in texts if text in _ours]
