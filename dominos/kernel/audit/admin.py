"""The audit log in the admin, and recording of changes and of reads of personal data made there."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.checks import CheckMessage, Error, register
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy

from dominos.kernel.admin import ReadOnly, shows_only
from dominos.kernel.audit.log import looked_at, named, record
from dominos.kernel.audit.sealing import lines
from dominos.kernel.messaging.topology import app_of, installed_apps
from dominos.kernel.personal import Personal

SECRET = ("password", "token", "secret")


class Audited:
    """A mixin of each model admin: records changes made there, and who viewed personal rows.

    Of personal rows (the model declares `personal`), only the names of changed text fields are recorded, not the texts.
    """

    model: Any

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> Any:
        """Django's message; the log also gets the values."""
        row = getattr(form, "instance", None) or form.user
        self._record(request, "added" if add else "changed", row, fields=_changes(form, add))
        for formset in formsets or ():
            for each in formset.forms:
                if each.has_changed() and each not in formset.deleted_forms:
                    self._record(
                        request, "changed", each.instance, fields=_changes(each, False), part_of=named(row)
                    )
            for each in formset.deleted_objects:
                self._record(request, "deleted", each, part_of=named(row))
        return super().construct_change_message(request, form, formsets, add)  # type: ignore[misc]

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        """Django's message; the log names each row."""
        for row in queryset:
            self._record(request, "deleted", row)
        return super().log_deletions(request, queryset) if has_history() else None  # type: ignore[misc]

    def log_addition(self, *args: Any) -> Any:
        """Writes Django's own history, which references people: skipped if the users app runs elsewhere."""
        return super().log_addition(*args) if has_history() else None  # type: ignore[misc]

    def log_change(self, *args: Any) -> Any:
        """The same for additions."""
        return super().log_change(*args) if has_history() else None  # type: ignore[misc]

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        """Django's page, or the entries of our log about the row."""
        if has_history():
            return super().history_view(request, object_id, extra_context)  # type: ignore[misc]
        about = f"{self.model._meta.label_lower}:{unquote(object_id)}"
        return redirect(f"{reverse(f'admin:{self._log()}_auditentry_changelist')}?{urlencode({'q': about})}")

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """The page of a row; views of personal rows are recorded."""
        answer: HttpResponse = super().changeform_view(request, object_id, *args, **kwargs)  # type: ignore[misc]
        row = (getattr(answer, "context_data", None) or {}).get("original")
        if request.method == "GET" and row is not None and is_personal(self.model):
            with transaction.atomic():
                self._record(request, "viewed", row)
        return answer

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """The list of rows; for personal rows, the viewer and the rows shown are recorded."""
        answer = super().changelist_view(request, *args, **kwargs)  # type: ignore[misc]
        shown = (getattr(answer, "context_data", None) or {}).get("cl")
        if request.method == "GET" and shown is not None:
            tell_listed(self, request, shown.result_list)
        return answer

    def _record(self, request: HttpRequest, what: str, row: models.Model, **details: Any) -> None:
        kind = f"{row._meta.model_name}_{what}"
        record(kind, about=row, by=request.user.pk, app=self._log(), **details)

    def _log(self) -> str:
        return app_of(type(self).__module__)


def tell_listed(model_admin: Any, request: HttpRequest, rows: Iterable[models.Model]) -> None:
    """Records who looked at a list of rows, if they are personal."""
    if not is_personal(model_admin.model):
        return
    kind = f"{model_admin.opts.model_name}_listed"
    with transaction.atomic():
        shown = [row.pk for row in rows]
        record(kind, by=request.user.pk, app=app_of(type(model_admin).__module__), rows=shown)


def has_history() -> bool:
    """Whether Django's own history of the admin is kept here."""
    return apps.is_installed("django.contrib.auth")


def is_personal(model: Any) -> bool:
    """Whether the rows are about people, as their model declares."""
    return isinstance(getattr(model, "personal", None), Personal)


def _changes(form: Any, add: bool) -> dict[str, Any]:
    """[before, after] for each changed field; before is None for a new row."""
    model = type(getattr(form, "instance", None) or form.user)
    return {
        name: _values(model, name, None if add else form.initial.get(name), form.cleaned_data.get(name))
        for name in form.changed_data
    }


def _values(model: Any, name: str, before: Any, after: Any) -> Any:
    field = next((each for each in model._meta.get_fields() if each.name == name), None)
    if any(word in name for word in SECRET) or (is_personal(model) and _is_text(field)):
        return "changed"
    return [_written(before), _written(after)]


def _is_text(field: Any) -> bool:
    kinds = models.CharField, models.TextField, models.JSONField, models.FloatField
    return field is None or (isinstance(field, kinds) and not field.choices)


def _written(value: Any) -> Any:
    if isinstance(value, models.Model):
        return str(value.pk)
    if isinstance(value, list | tuple | models.QuerySet):
        return [_written(each) for each in value]
    return value


class AuditEntryAdmin(ReadOnly, admin.ModelAdmin[Any]):
    """The log of an app, searchable by kind, subject and actor."""

    list_display = ("at", "kind", "actor_id", "about", "details", "position")
    list_filter = ("kind",)
    search_fields = ("kind", "about", "=actor_id", "=correlation_id")
    search_help_text = gettext_lazy(
        "What happened, the row it happened to, or the identifier of whoever did it."
    )
    ordering = ("-id",)
    date_hierarchy = "at"
    show_full_result_count = False
    actions = ("export",)

    @shows_only
    @admin.action(description=gettext_lazy("Export as JSON lines"), permissions=["view"])
    def export(self, request: HttpRequest, rows: models.QuerySet[Any]) -> StreamingHttpResponse:
        """The selected entries, oldest first, in the format of `manage.py audit export`; the export is recorded too."""
        app = self.model._meta.app_label
        looked_at("auditentry_exported", by=request.user.pk, app=app, count=rows.count())
        answer = StreamingHttpResponse(lines(app, rows), content_type="application/x-ndjson")
        answer["Content-Disposition"] = f'attachment; filename="{app}-audit.jsonl"'
        return answer


def show_logs() -> None:
    """Registers the logs of the apps in this process."""
    for app in installed_apps():
        entries = apps.get_model(app, "AuditEntry")
        if not admin.site.is_registered(entries):
            admin.site.register(entries, AuditEntryAdmin)


@register()
def admin_is_audited(**_: Any) -> list[CheckMessage]:
    """A system check that every model admin is audited."""
    return [
        Error(f"{type(model_admin).__name__} is not Audited", id="kernel.E014")
        for model_admin in admin.site._registry.values()
        if type(model_admin).__module__.startswith("apps.") and not isinstance(model_admin, Audited)
    ]
