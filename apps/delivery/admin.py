"""Deliveries in the admin site: couriers can be edited, everything else is read-only apart from interventions."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.translation import gettext, gettext_lazy, ngettext

from apps.delivery.domain.states import CourierStatus
from apps.delivery.models import (
    Courier,
    CourierDocument,
    Delivery,
    DeliveryChange,
    Offer,
    ProviderJob,
    Shift,
    StorePlace,
)
from apps.delivery.use_cases import interventions, on_behalf
from apps.delivery.use_cases.documents import decide_document
from dominos.kernel.admin import ReadOnly
from dominos.kernel.admin_amounts import AmountsForm, WithAmounts
from dominos.kernel.admin_questions import asks, names
from dominos.kernel.audit.admin import Audited
from dominos.kernel.errors import DomainError
from dominos.kernel.reasons import MAX_REASON
from dominos.kernel.texts.problems import said
from dominos.kernel.unit_of_work import unit_of_work


class ChangeInline(ReadOnly, admin.TabularInline[DeliveryChange, Delivery]):
    model = DeliveryChange
    fields = ("sequence", "at", "action", "status", "actor_id", "reason")
    ordering = ("sequence",)


class OfferInline(ReadOnly, admin.TabularInline[Offer, Delivery]):
    model = Offer
    fields = ("offered_at", "courier", "status", "reason", "answered_at", "stop")
    ordering = ("offered_at",)


class InterventionForm(ActionForm):
    """The reason for an intervention, and for reassignments the courier."""

    reason = forms.CharField(max_length=MAX_REASON, required=False, label=gettext_lazy("Reason"))
    courier = forms.ModelChoiceField(
        Courier.objects.exclude(status=CourierStatus.OFFLINE).order_by("name"),
        required=False,
        label=gettext_lazy("Courier"),
    )


@admin.register(Delivery)
class DeliveryAdmin(Audited, ReadOnly, admin.ModelAdmin[Delivery]):
    actions = ("finish", "give_up", "pass_on", "reassign", "unlock_pin", "waive_geofence")
    action_form = InterventionForm
    list_display = (
        "number",
        "status",
        "store_id",
        "courier",
        "ready_at",
        "eta_from",
        "eta_to",
        "promised_to",
    )
    list_filter = ("status", "contactless")
    search_fields = ("number", "order_id")
    date_hierarchy = "requested_at"
    list_select_related = ("courier",)
    inlines = (ChangeInline, OfferInline)

    def has_intervene_permission(self, request: HttpRequest) -> bool:
        """Whether the user may change deliveries."""
        may: bool = getattr(request.user, "has_perm", lambda _: False)("delivery.change_delivery")
        return may

    @asks(gettext_lazy("The order is completed, and what is reserved for it is taken."))
    @admin.action(
        description=gettext_lazy("The customer has the food (for a silent courier)"),
        permissions=["intervene"],
    )
    def finish(self, request: HttpRequest, chosen: QuerySet[Delivery]) -> None:
        self._each(request, chosen, on_behalf.finish)

    @asks(gettext_lazy("The store decides what becomes of the order and its money."))
    @admin.action(
        description=gettext_lazy("Give up: the customer does not get it"), permissions=["intervene"]
    )
    def give_up(self, request: HttpRequest, chosen: QuerySet[Delivery]) -> None:
        self._each(request, chosen, on_behalf.give_up)

    @asks(gettext_lazy("The courier who had it is told that it is no longer theirs."))
    @admin.action(
        description=gettext_lazy("Another courier has the food: the one chosen"), permissions=["intervene"]
    )
    def pass_on(self, request: HttpRequest, chosen: QuerySet[Delivery]) -> None:
        courier = self._courier(request)
        if courier is None:
            self.message_user(request, gettext("Choose the courier who has the food."), messages.ERROR)
            return
        self._each(request, chosen, lambda key, by, why: on_behalf.pass_on(key, by, courier, why))

    @asks(gettext_lazy("The courier who had it is told that it is no longer theirs."))
    @admin.action(
        description=gettext_lazy("Take it from its courier before the pick-up"), permissions=["intervene"]
    )
    def reassign(self, request: HttpRequest, chosen: QuerySet[Delivery]) -> None:
        courier = self._courier(request)
        self._each(request, chosen, lambda key, by, why: interventions.reassign(key, by, courier, why))

    @asks(gettext_lazy("Whoever is at the door may guess again."))
    @admin.action(description=gettext_lazy("New tries for the PIN"), permissions=["intervene"])
    def unlock_pin(self, request: HttpRequest, chosen: QuerySet[Delivery]) -> None:
        self._each(request, chosen, interventions.unlock_pin)

    @asks(gettext_lazy("Nobody checks where the courier picks it up."))
    @admin.action(
        description=gettext_lazy("Let it be picked up away from the store"), permissions=["intervene"]
    )
    def waive_geofence(self, request: HttpRequest, chosen: QuerySet[Delivery]) -> None:
        self._each(request, chosen, interventions.waive_geofence)

    def _courier(self, request: HttpRequest) -> UUID | None:
        try:
            return UUID(request.POST.get("courier", ""))
        except ValueError:
            return None

    def _each(
        self,
        request: HttpRequest,
        chosen: QuerySet[Delivery],
        step_in: Callable[[UUID, UUID, str], None],
    ) -> None:
        """Steps in for each delivery, and tells what was refused."""
        by, reason = request.user.pk, request.POST.get("reason", "").strip()[:MAX_REASON]
        assert isinstance(by, UUID)
        if not reason:
            self.message_user(
                request, gettext("Write the reason into the field beside the action."), messages.ERROR
            )
            return
        for delivery in chosen:
            try:
                step_in(delivery.id, by, reason)
            except DomainError as error:
                self.message_user(request, f"{delivery.number}: {said(str(error.detail))}", messages.ERROR)
            else:
                self.message_user(request, gettext("{number}: done.").format(number=delivery.number))


class DocumentInline(ReadOnly, admin.TabularInline[CourierDocument, Courier]):
    model = CourierDocument
    fields = ("kind", "number", "expires_on", "verified_at", "refused_at", "reason")
    ordering = ("-submitted_at",)


DECIDED_ONCE = gettext_lazy("It is decided once: a courier who is refused hands in another document.")


def undecided(request: HttpRequest, documents: QuerySet[CourierDocument]) -> list[str]:
    """Documents that wait for a decision."""
    return names(request, documents.filter(verified_at=None, refused_at=None))


@admin.register(CourierDocument)
class CourierDocumentAdmin(Audited, ReadOnly, admin.ModelAdmin[CourierDocument]):
    list_display = ("courier", "kind", "number", "expires_on", "submitted_at", "verified_at", "refused_at")
    list_filter = ("kind", "verified_at", "refused_at")
    list_select_related = ("courier",)
    date_hierarchy = "expires_on"
    actions = ("verify", "refuse")

    @asks(DECIDED_ONCE, undecided)
    @admin.action(description=gettext_lazy("Verify the chosen documents"), permissions=["verify"])
    def verify(self, request: HttpRequest, chosen: QuerySet[CourierDocument]) -> None:
        self._decide(request, chosen, is_good=True)

    @asks(DECIDED_ONCE, undecided)
    @admin.action(description=gettext_lazy("Refuse the chosen documents"), permissions=["verify"])
    def refuse(self, request: HttpRequest, chosen: QuerySet[CourierDocument]) -> None:
        self._decide(request, chosen, is_good=False)

    def has_verify_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("delivery.change_courierdocument")

    def _decide(self, request: HttpRequest, chosen: QuerySet[CourierDocument], *, is_good: bool) -> None:
        by = request.user.pk
        assert isinstance(by, UUID)
        undecided = list(chosen.filter(verified_at=None, refused_at=None))
        for document in undecided:
            decide_document(document.courier_id, document.id, by, is_good=is_good, reason="")
        told = ngettext("%(count)s document is decided.", "%(count)s documents are decided.", len(undecided))
        self.message_user(request, told % {"count": len(undecided)})


class StoreChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A store by its name; what is kept is its identifier."""

    def clean(self, value: Any) -> UUID | None:
        """The identifier of the chosen store."""
        chosen = super().clean(value)
        return chosen.pk if chosen else None


class CourierForm(AmountsForm[Courier]):
    """The form of a courier, whose home is chosen among the stores."""

    home_store_id = StoreChoice(
        StorePlace.objects.order_by("name"), required=False, label=gettext_lazy("Home store")
    )


@admin.register(Courier)
class CourierAdmin(Audited, WithAmounts, admin.ModelAdmin[Courier]):
    """Couriers are hired on their store's page, or by a role of their person."""

    form = CourierForm
    amounts = {"cash_carried": "cash_currency"}
    list_display = ("name", "status", "vehicle", "capacity", "home_store_id", "cash_carried")
    list_filter = ("status", "vehicle")
    search_fields = ("name__folded_contains", "user_id")
    inlines = (DocumentInline,)
    fields = ("user_id", "name", "vehicle", "capacity", "home_store_id", "status", "cash_carried")
    readonly_fields = ("user_id", "status", "cash_carried")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Courier]:
        """Adds the currency of the cash in the bag: that of the last order paid at the door."""
        paid_at_doors = Delivery.objects.filter(courier=OuterRef("pk"), cash_due__gt=0).order_by("-id")
        return (
            super()
            .get_queryset(request)
            .annotate(cash_currency=Subquery(paid_at_doors.values("currency")[:1]))
        )

    def save_model(self, request: HttpRequest, obj: Courier, form: Any, change: bool) -> None:
        with unit_of_work("delivery"):
            super().save_model(request, obj, form, change)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Shift)
class ShiftAdmin(Audited, ReadOnly, admin.ModelAdmin[Shift]):
    list_display = ("courier", "started_at", "ends_at", "ended_at", "acked_sequence")
    list_filter = ("ended_at",)
    list_select_related = ("courier",)


@admin.register(ProviderJob)
class ProviderJobAdmin(Audited, WithAmounts, ReadOnly, admin.ModelAdmin[ProviderJob]):
    amounts = {"fee": "currency"}
    list_display = (
        "delivery",
        "provider",
        "status",
        "fee",
        "courier_name",
        "pick_up_at",
        "told_at",
        "is_cancelled",
    )
    list_filter = ("provider", "status", "is_cancelled")
    list_select_related = ("delivery",)
    date_hierarchy = "created_at"


@admin.register(StorePlace)
class StorePlaceAdmin(Audited, ReadOnly, admin.ModelAdmin[StorePlace]):
    list_display = ("code", "name", "lat", "lon", "is_active")
