"""Shared by the admin pages of all apps: read-only rows, permissions, and checks.

Every row has a readable name. Every custom action and page declares the permission it requires, and an action
asks for confirmation or is undone by another; a system check reports those that do not.
"""

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from django.contrib import admin, messages
from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext

from dominos.kernel.auth import Principal
from dominos.kernel.sealed.keys import sealed_names

RIGHTS = "rights"
"""The permission to grant and revoke permissions, which needs a recent second factor."""
STEP_UP = "admin:second-factor"
"""The page on which a second factor is proved."""
_CONSIDERED = ("asks", "undone_by")
"""The marks of `admin_questions`, one of which every action that changes something has."""
BUILT_IN = ("changelist", "add", "history", "delete", "change")
"""Pages of Django's `ModelAdmin`, which check their permissions."""


def shows_only[F: Callable[..., Any]](action: F) -> F:
    """Marks an action that changes nothing: it needs no confirmation, and the view permission may suffice."""
    action.__dict__["shows_only"] = True
    return action


def is_fresh(request: HttpRequest) -> bool:
    """Whether the user proved a second factor recently in this admin session, or has none."""
    session = getattr(request, "session", {})
    proved_at = session.get("second_factor_at")
    return Principal(second_factor_at=int(proved_at) if proved_at else None).is_fresh


def to_step_up(request: HttpRequest) -> HttpResponseBase:
    """Redirects to the second-factor page and back to this one; form input has to be entered again."""
    if request.method == "POST":
        messages.warning(request, gettext("Confirm that it is you; then do it again."))
    return redirect(f"{reverse(STEP_UP)}?{urlencode({'next': request.get_full_path()})}")


def demanding(model_admin: Any, permission: str, view: Callable[..., HttpResponseBase]) -> Any:
    """A custom page of a model admin, 403 without the permission: `view` or that of `has_<permission>_permission`."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not getattr(model_admin, f"has_{permission}_permission")(request):
            raise PermissionDenied
        if permission == RIGHTS and not is_fresh(request):
            return to_step_up(request)
        return view(request, *args, **kwargs)

    guarded.__dict__["demands"] = permission
    return model_admin.admin_site.admin_view(guarded)


def demanding_beside(model_admin: Any, permission: str, urls: list[URLPattern]) -> list[URLPattern]:
    """The pages of a library's model admin; those that are not Django's require the permission."""
    for url in urls:
        if url.name and url.name not in _built_in(model_admin):
            url.callback = demanding(model_admin, permission, url.callback)
    return urls


def _built_in(model_admin: Any) -> set[str]:
    opts = model_admin.opts
    return {f"{opts.app_label}_{opts.model_name}_{page}" for page in BUILT_IN}


def unnamed(model_admin: Any) -> Iterator[str]:
    """Models of a model admin without a readable `__str__`: Django shows their class and key."""
    for model in (model_admin.model, *(inline.model for inline in model_admin.inlines)):
        if model.__str__ is Model.__str__:
            yield f"rows of {model.__name__} have no name"


def unsearchable(model_admin: Any) -> Iterator[str]:
    """Sealed search columns of a model admin without a blind index."""
    for name in {*sealed_names(model_admin.model)} & {*model_admin.search_fields}:
        if not hasattr(model_admin.opts.get_field(name), "blind_index"):
            yield f"{name} is sealed, and cannot be searched in"


def undeclared(model_admin: Any) -> Iterator[str]:
    """Actions and pages of a model admin without a declared permission or confirmation."""
    for function, name, _ in model_admin._get_base_actions():
        declared = set(getattr(function, "allowed_permissions", ()))
        is_shown = getattr(function, "shows_only", False)
        if not declared or (declared == {"view"} and not is_shown):
            yield f"action {name} demands no permission"
        asks_itself = function.__module__.startswith("django.")
        if not (is_shown or asks_itself or any(hasattr(function, mark) for mark in _CONSIDERED)):
            yield f"action {name} neither asks first nor is undone by another"
    known = _built_in(model_admin)
    for url in model_admin.get_urls():
        if url.name and url.name not in known and not hasattr(url.callback, "demands"):
            yield f"page {url.name} demands no permission"


@register()
def admin_demands_permissions(**_: Any) -> list[CheckMessage]:
    """A system check that all actions and pages of our model admins declare their permissions."""
    return [
        Error(f"{type(model_admin).__name__}: {what}", id="kernel.E013")
        for model_admin in admin.site._registry.values()
        if type(model_admin).__module__.startswith("apps.")
        for what in (*undeclared(model_admin), *unnamed(model_admin), *unsearchable(model_admin))
    ]


class Fresh:
    """A mixin for model admins: changing or deleting rows needs a recent second factor."""

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Django's form of a row."""
        return self._fresh(super().changeform_view, request, *args, **kwargs)  # type: ignore[misc]

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Django's question before deleting a row."""
        return self._fresh(super().delete_view, request, *args, **kwargs)  # type: ignore[misc]

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Django's list, whose actions change rows."""
        if request.method != "POST":
            return super().changelist_view(request, *args, **kwargs)  # type: ignore[misc]
        return self._fresh(super().changelist_view, request, *args, **kwargs)  # type: ignore[misc]

    def _fresh(
        self, view: Callable[..., HttpResponseBase], request: HttpRequest, *args: Any, **kwargs: Any
    ) -> Any:
        return view(request, *args, **kwargs) if is_fresh(request) else to_step_up(request)


class Labelled:
    """A mixin for tabular inlines: each input has an accessible name."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        """The field of the form for a column, named by it."""
        field: Any = super().formfield_for_dbfield(db_field, request, **options)  # type: ignore[misc]
        if field is not None:
            field.widget.attrs["aria-label"] = str(field.label)
        return field

    def get_formset(self, request: HttpRequest, obj: Any = None, **options: Any) -> Any:
        """The rows, of which the box that deletes one has a name, too."""
        formset: Any = super().get_formset(request, obj, **options)  # type: ignore[misc]

        def add_fields(self: Any, form: Any, index: int | None) -> None:
            formset.add_fields(self, form, index)
            if "DELETE" in form.fields:
                form.fields["DELETE"].widget.attrs["aria-label"] = "Delete"

        return type(formset.__name__, (formset,), {"add_fields": add_fields})


class ReadOnly:
    """A mixin for model admins and inlines: rows are read-only; only use cases write them."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False
