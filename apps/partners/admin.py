"""Partners in the admin site: keys are created, shown once, rotated and revoked; webhooks are read-only."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext

from apps.partners.domain.scopes import PartnerScope
from apps.partners.models import ApiKey, Attempt, Delivery, Partner, Webhook
from apps.partners.queries.webhooks import usable
from apps.partners.use_cases import keys, webhooks
from apps.stores.contract.service import StoresService
from dominos.kernel.admin import Fresh, ReadOnly
from dominos.kernel.admin_amounts import AmountsForm, WithAmounts
from dominos.kernel.admin_questions import asks
from dominos.kernel.audit.admin import Audited
from dominos.kernel.errors import DomainError, Unavailable
from dominos.kernel.services import service
from dominos.kernel.texts.problems import said


def _caller(request: HttpRequest) -> UUID:
    return UUID(str(request.user.pk))


class PartnerForm(AmountsForm[Partner]):
    """The form of a partner, whose stores are chosen by their names."""

    store_ids = forms.TypedMultipleChoiceField(
        coerce=UUID,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=gettext_lazy("Stores"),
        help_text=gettext_lazy("None chosen: all stores."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields.get("store_ids")
        if field is None:
            return  # only looked at
        try:
            stores = service(StoresService).list_stores()
            field.choices = [(store.id, f"{store.code} {store.name}") for store in stores]
        except Unavailable:
            field.choices = [(store_id, store_id) for store_id in self.instance.store_ids]
            field.disabled = True


@admin.register(Partner)
class PartnerAdmin(WithAmounts, Audited, Fresh, admin.ModelAdmin[Partner]):
    """Partner companies. Deactivating one revokes its keys."""

    form = PartnerForm
    amounts = {"commission": "commission_unit"}

    list_display = ("name", "is_active", "created_at")
    search_fields = ("name",)
    ordering = ("-id",)

    def has_delete_permission(self, request: HttpRequest, obj: Partner | None = None) -> bool:
        """Never: what its keys did stays on record."""
        return False

    def save_model(self, request: HttpRequest, obj: Partner, form: Any, change: bool) -> None:
        keys.save_partner(obj, _caller(request))


class KeyForm(forms.ModelForm[ApiKey]):
    """The form of a new key."""

    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What it may do"),
        choices=[(scope.value, scope.value) for scope in PartnerScope],
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = ApiKey
        fields = ("partner", "name", "scopes", "calls_a_minute", "ends_at")


@admin.register(ApiKey)
class ApiKeyAdmin(Audited, Fresh, admin.ModelAdmin[ApiKey]):
    """Keys are created, rotated and revoked, but never changed."""

    form = KeyForm
    list_display = ("partner", "name", "hint", "scopes", "calls_a_minute", "ends_at", "revoked_at")
    list_filter = ("partner",)
    search_fields = ("name", "hint", "id")
    ordering = ("-id",)
    actions = ("rotate", "revoke")

    def has_change_permission(self, request: HttpRequest, obj: ApiKey | None = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ApiKey | None = None) -> bool:
        """Never: what each key did stays on record."""
        return False

    def has_keys_permission(self, request: HttpRequest) -> bool:
        """Whether the user may create and end keys."""
        return request.user.has_perm("partners.add_apikey")

    def save_model(self, request: HttpRequest, obj: ApiKey, form: Any, change: bool) -> None:
        made, request.__dict__["made_key"] = keys.make_key(
            obj.partner, obj.name, obj.scopes, obj.calls_a_minute, by=_caller(request), ends_at=obj.ends_at
        )
        obj.pk, obj.hint, obj.digest = made.pk, made.hint, made.digest

    def response_add(
        self, request: HttpRequest, obj: ApiKey, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Shows the new key, once."""
        return _shown(request, request.__dict__["made_key"])

    @asks(gettext_lazy("Programs that do not have the next key by then are refused."))
    @admin.action(
        description=gettext_lazy("Rotate: make the next key, this one ends in a day"), permissions=["keys"]
    )
    def rotate(self, request: HttpRequest, queryset: QuerySet[ApiKey]) -> HttpResponse | None:
        chosen = list(queryset.filter(usable())[:2])
        if len(chosen) != 1:
            self.message_user(request, gettext_lazy("Choose one key that is good."), messages.ERROR)
            return None
        return _shown(request, keys.rotate(chosen[0], _caller(request))[1])

    @asks(gettext_lazy("Programs with these keys are refused at once; that cannot be taken back."))
    @admin.action(description=gettext_lazy("Revoke the chosen keys"), permissions=["keys"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[ApiKey]) -> None:
        chosen = list(queryset.filter(revoked_at=None))
        keys.revoke(chosen, _caller(request))
        told = ngettext("%(count)s key is revoked.", "%(count)s keys are revoked.", len(chosen))
        self.message_user(request, told % {"count": len(chosen)}, messages.SUCCESS)


def _shown(request: HttpRequest, key: str) -> HttpResponse:
    context = {"key": key, "next": reverse("admin:partners_apikey_changelist")}
    return render(request, "partners/key.html", context)


def _tried(model_admin: Any, request: HttpRequest, work: Callable[[], object]) -> None:
    """Does it, or says why not."""
    try:
        work()
    except DomainError as refusal:
        model_admin.message_user(request, said(str(refusal.detail)), messages.WARNING)


@admin.register(Webhook)
class WebhookAdmin(Audited, ReadOnly, admin.ModelAdmin[Webhook]):
    """Partners' webhooks, which partners change through the API."""

    list_display = ("partner", "url", "events", "is_active", "failures", "due_at", "ended")
    list_filter = ("is_active", "partner")
    search_fields = ("url", "id")
    exclude = ("secret", "previous_secret")
    ordering = ("-id",)
    actions = ("send_test", "replay_dead")

    def has_send_permission(self, request: HttpRequest) -> bool:
        """Whether the user may have events sent."""
        return request.user.has_perm("partners.change_webhook")

    @asks(gettext_lazy("The partner's program gets it at once."))
    @admin.action(description=gettext_lazy("Send a test event"), permissions=["send"])
    def send_test(self, request: HttpRequest, queryset: QuerySet[Webhook]) -> None:
        for webhook in queryset:
            _tried(self, request, lambda webhook=webhook: webhooks.send_test(webhook))  # type: ignore[misc]

    @asks(gettext_lazy("The partner's program gets them at once, some perhaps a second time."))
    @admin.action(description=gettext_lazy("Send all dead letters again"), permissions=["send"])
    def replay_dead(self, request: HttpRequest, queryset: QuerySet[Webhook]) -> None:
        for webhook in queryset:
            _tried(self, request, lambda webhook=webhook: webhooks.replay_dead(webhook))  # type: ignore[misc]


class AttemptInline(ReadOnly, admin.TabularInline[Attempt, Delivery]):
    model = Attempt
    fields = ["at", "status", "error", "milliseconds"]


@admin.register(Delivery)
class DeliveryAdmin(Audited, ReadOnly, admin.ModelAdmin[Delivery]):
    """Events sent to partners, and the responses."""

    inlines = (AttemptInline,)
    list_display = ("occurred_at", "webhook", "event", "state", "attempts", "due_at", "done_at")
    list_filter = ("state", "event")
    search_fields = ("id", "subject")
    ordering = ("-id",)
    actions = ("replay",)

    def has_send_permission(self, request: HttpRequest) -> bool:
        """Whether the user may have events sent."""
        return request.user.has_perm("partners.change_delivery")

    @asks(gettext_lazy("The partner's program gets them at once, some perhaps a second time."))
    @admin.action(description=gettext_lazy("Send the chosen events again"), permissions=["send"])
    def replay(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> None:
        for delivery in queryset.select_related("webhook"):
            _tried(self, request, lambda delivery=delivery: webhooks.replay(delivery))  # type: ignore[misc]
