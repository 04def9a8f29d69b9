"""The log in the admin: what staff change there is recorded with before and after, and looking at people is, too."""

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
    """Mixed into each model admin: changes made there are recorded, and of personal rows who looked at them.

    Of a personal row (its model declares `personal`) texts are not written down, only which were changed.
    """

    model: Any

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> Any:
        """What Django's own history says; the log gets the values, too."""
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
        """What Django's own history says; the log names each row."""
        for row in queryset:
            self._record(request, "deleted", row)
        return super().log_deletions(request, queryset) if has_history() else None  # type: ignore[misc]

    def log_addition(self, *args: Any) -> Any:
        """Django's own history, whose rows point at people: none where these are elsewhere."""
        return super().log_addition(*args) if has_history() else None  # type: ignore[misc]

    def log_change(self, *args: Any) -> Any:
        """As of an addition."""
        return super().log_change(*args) if has_history() else None  # type: ignore[misc]

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        """Django's page, or the rows of our log about it."""
        if has_history():
            return super().history_view(request, object_id, extra_context)  # type: ignore[misc]
        about = f"{self.model._meta.label_lower}:{unquote(object_id)}"
        return redirect(f"{reverse(f'admin:{self._log()}_auditentry_changelist')}?{urlencode({'q': about})}")

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """The page of a row; of a personal one it is recorded who looked at it."""
        answer: HttpResponse = super().changeform_view(request, object_id, *args, **kwargs)  # type: ignore[misc]
        row = (getattr(answer, "context_data", None) or {}).get("original")
        if request.method == "GET" and row is not None and is_personal(self.model):
            with transaction.atomic():
                self._record(request, "viewed", row)
        return answer

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """The list of rows; of personal ones it is recorded which of them were shown to whom."""
        answer = super().changelist_view(request, *args, **kwargs)  # type: ignore[misc]
        shown = (getattr(answer, "context_data", None) or {}).get("cl")
        if request.method == "GET" and shown is not None and is_personal(self.model):
            with transaction.atomic():
                rows = [row.pk for row in shown.result_list]
                record(
                    f"{self.model._meta.model_name}_listed", by=request.user.pk, app=self._log(), rows=rows
                )
        return answer

    def _record(self, request: HttpRequest, what: str, row: models.Model, **details: Any) -> None:
        kind = f"{row._meta.model_name}_{what}"
        record(kind, about=row, by=request.user.pk, app=self._log(), **details)

    def _log(self) -> str:
        return app_of(type(self).__module__)


def has_history() -> bool:
    """Whether Django's own history of the admin is kept here."""
    return apps.is_installed("django.contrib.auth")


def is_personal(model: Any) -> bool:
    """Whether the rows are about people, as their model declares."""
    return isinstance(getattr(model, "personal", None), Personal)


def _changes(form: Any, add: bool) -> dict[str, Any]:
    """Of each field that was changed [before, after]; nothing before where the row is new."""
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
    """The log of an app, to be searched by what happened, to what, and by whom."""

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
        """The chosen entries, oldest first, as `manage.py audit export` writes them; that is in the log, too."""
        app = self.model._meta.app_label
        looked_at("auditentry_exported", by=request.user.pk, app=app, count=rows.count())
        answer = StreamingHttpResponse(lines(app, rows), content_type="application/x-ndjson")
        answer["Content-Disposition"] = f'attachment; filename="{app}-audit.jsonl"'
        return answer


def show_logs() -> None:
    """Registers the log of each app that runs here."""
    for app in installed_apps():
        entries = apps.get_model(app, "AuditEntry")
        if not admin.site.is_registered(entries):
            admin.site.register(entries, AuditEntryAdmin)


@register()
def admin_is_audited(**_: Any) -> list[CheckMessage]:
    """Each model admin of ours records what is done with it."""
    return [
        Error(f"{type(model_admin).__name__} is not Audited", id="kernel.E014")
        for model_admin in admin.site._registry.values()
        if type(model_admin).__module__.startswith("apps.") and not isinstance(model_admin, Audited)
    ]
