"""Orders in the chain's admin: read only, moved by the same actions as everywhere, as support."""

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import URLPattern, path, reverse

from apps.orders import actions
from apps.orders.guards import Decision
from apps.orders.models import Order, OrderHistory, OrderSaga, Quote
from apps.orders.states import Action, Actor, allowed_actions
from dominos.kernel.auth import Principal, Role
from dominos.kernel.errors import DomainError


class ReadOnly:
    """Rows that are looked at, never edited."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class HistoryInline(ReadOnly, admin.TabularInline):  # type: ignore[type-arg]
    model = OrderHistory
    fields = ["sequence", "action", "previous", "status", "actor", "actor_id", "reason", "at"]


class SagaInline(ReadOnly, admin.StackedInline):  # type: ignore[type-arg]
    model = OrderSaga


@admin.register(Order)
class OrderAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    inlines = [SagaInline, HistoryInline]
    change_form_template = "admin/orders/order/change_form.html"
    list_display = ["number", "store", "service", "status", "total", "currency", "promised_to", "created_at"]
    list_filter = ["status", "service", "business_date", "saga__state"]
    search_fields = ["number", "contact_name", "contact_phone"]
    date_hierarchy = "created_at"
    ordering = ["-id"]

    @admin.display(description="store")
    def store(self, order: Order) -> str:
        return str(order.terms["store_name"])

    def get_urls(self) -> list[URLPattern]:
        act = self.admin_site.admin_view(self.act_view)
        return [path("<uuid:order_id>/act/", act, name="orders_order_act"), *super().get_urls()]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        order = self.get_object(request, object_id)
        may = allowed_actions(order.state, {Actor.SUPPORT}, order.method) if order else []
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), "may": may})

    def _may_act(self, request: HttpRequest) -> bool:
        may: bool = getattr(request.user, "has_perm", lambda _: False)("orders.change_order")
        return may

    def act_view(self, request: HttpRequest, order_id: UUID) -> HttpResponse:
        """Takes an action as support, on a POST of the buttons."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self._may_act(request):
            raise PermissionDenied
        caller = Principal(UUID(str(request.user.pk)), frozenset({Role.SUPPORT}))
        decision = Decision(
            reason=request.POST.get("reason", "").strip(), grant_food="grant_food" in request.POST
        )
        try:
            order, _ = actions.act(order_id, Action(request.POST.get("action", "")), caller, decision)
            messages.success(request, f"{order.number} is {order.status} now.")
        except (DomainError, ValueError) as error:
            messages.error(request, str(error))
        return HttpResponseRedirect(reverse("admin:orders_order_change", args=[order_id]))


@admin.register(Quote)
class QuoteAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["id", "service", "total", "currency", "created_at", "expires_at"]
    ordering = ["-id"]
