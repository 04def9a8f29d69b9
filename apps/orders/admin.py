"""Orders in the chain's admin: read only, moved by the same actions as everywhere, as support."""

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import URLPattern, path, reverse

from apps.orders.domain.refund_matrix import Fault
from apps.orders.domain.states import Actor, Guard, OrderAction, allowed_actions, find
from apps.orders.lifecycle.actions import act
from apps.orders.lifecycle.guards import Decision
from apps.orders.models import Order, OrderHistory, OrderSaga, Quote, Refund
from apps.orders.queries.cancellation import cancellation_outcomes
from dominos.kernel.admin import ReadOnly, demanding
from dominos.kernel.auth import Principal, Role
from dominos.kernel.errors import DomainError

_SUPPORT = frozenset({Actor.SUPPORT})


class HistoryInline(ReadOnly, admin.TabularInline[OrderHistory, Order]):
    model = OrderHistory
    fields = ["sequence", "action", "previous", "status", "actor", "actor_id", "reason", "at"]


class RefundInline(ReadOnly, admin.TabularInline[Refund, Order]):
    model = Refund
    fields = ["created_at", "amount", "reason", "fault", "status", "code", "requested_by", "lines"]


class SagaInline(ReadOnly, admin.StackedInline[OrderSaga, Order]):
    model = OrderSaga


@admin.register(Order)
class OrderAdmin(ReadOnly, admin.ModelAdmin[Order]):
    inlines = [SagaInline, RefundInline, HistoryInline]
    change_form_template = "admin/orders/order/change_form.html"
    list_display = ["number", "store", "service", "status", "total", "currency", "promised_to", "created_at"]
    list_filter = ["status", "service", "business_date", "saga__state", "saga__dispute"]
    search_fields = [
        "number__endswith",
        "=id",
        "contact_name__folded_contains",
        "contact_phone",
        "contact_email",
        "=terms__store_code",
    ]
    search_help_text = "Number or its end (#17), order id, name, phone, e-mail or store code."
    date_hierarchy = "created_at"
    ordering = ["-id"]

    @admin.display(description="store")
    def store(self, order: Order) -> str:
        return str(order.terms["store_name"])

    def get_urls(self) -> list[URLPattern]:
        act = demanding(self, "act", self.act_view)
        return [path("<uuid:order_id>/act/", act, name="orders_order_act"), *super().get_urls()]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        order = self.get_object(request, object_id)
        context = {**(extra_context or {}), **(_choices(order) if order else {})}
        return super().change_view(request, object_id, form_url, context)

    def has_act_permission(self, request: HttpRequest) -> bool:
        """Whether the person may change orders."""
        may: bool = getattr(request.user, "has_perm", lambda _: False)("orders.change_order")
        return may

    def act_view(self, request: HttpRequest, order_id: UUID) -> HttpResponse:
        """Takes an action as support, on a POST of the buttons."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        caller = Principal(UUID(str(request.user.pk)), frozenset({Role.SUPPORT}))
        try:
            decision = Decision(
                reason=request.POST.get("reason", "").strip(),
                fault=Fault(request.POST.get("fault", Fault.CUSTOMER)),
                grant_food="grant_food" in request.POST,
            )
            order, _ = act(order_id, OrderAction(request.POST.get("action", "")), caller, decision)
            messages.success(request, f"{order.number} is {order.status} now.")
        except (DomainError, ValueError) as error:
            messages.error(request, str(error))
        return HttpResponseRedirect(reverse("admin:orders_order_change", args=[order_id]))


def _choices(order: Order) -> dict[str, Any]:
    """The buttons of support's rows, but for those that need more than a form, and what cancelling gives back."""
    known = allowed_actions(order.state, _SUPPORT, order.method)
    steps = [find(order.state, action, _SUPPORT, order.method) for action in known]
    may = [step.action for step in steps if step is not None and Guard.REQUOTED not in step.guards]
    terms = cancellation_outcomes(order, _SUPPORT) if OrderAction.CANCEL in may else []
    return {"may": may, "faults": list(Fault), "terms": terms}


@admin.register(Quote)
class QuoteAdmin(ReadOnly, admin.ModelAdmin[Quote]):
    list_display = ["id", "service", "total", "currency", "created_at", "expires_at"]
    ordering = ["-id"]
