"""Orders in the admin site: read-only, and moved by the same actions as everywhere, in the position of support."""

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext, gettext_lazy

from apps.orders.contract.types import Amounts
from apps.orders.domain.end_causes import presumed_fault
from apps.orders.domain.refund_matrix import Fault
from apps.orders.domain.states import Actor, Guard, OrderAction, allowed_actions, find
from apps.orders.lifecycle.actions import act
from apps.orders.lifecycle.guards import Decision
from apps.orders.models import Order, OrderHistory, OrderSaga, Quote, Refund, Settlement
from apps.orders.queries.cancellation import cancellation_outcomes
from apps.orders.queries.contacts import of_mailbox, of_name, of_telephone
from dominos.kernel.admin import ReadOnly, demanding
from dominos.kernel.admin_amounts import WithAmounts, shown
from dominos.kernel.audit.admin import Audited
from dominos.kernel.auth import Principal, Role
from dominos.kernel.errors import DomainError
from dominos.kernel.reasons import MAX_REASON
from dominos.kernel.texts.codes import coded
from dominos.kernel.texts.languages import mark
from dominos.kernel.texts.problems import said

_SUPPORT = frozenset({Actor.SUPPORT})
ENDS = {OrderAction.CANCEL: mark("Cancel"), OrderAction.RETURN: mark("End the delivery")}
"""Actions after which the customer is refunded by the refund matrix."""
_WORDS = {
    (Fault.STORE, False): mark("It is our doing"),
    (Fault.CUSTOMER, True): mark("It is the customer's doing, and we give the food back as goodwill"),
    (Fault.CUSTOMER, False): mark("It is the customer's doing"),
}
SALE_AMOUNTS = [name for name in Amounts.__dataclass_fields__ if name != "tax_lines"]
SAGA_AMOUNTS = ["authorized", "captured", "refunded", "charged_back", "kept"]


class HistoryInline(ReadOnly, admin.TabularInline[OrderHistory, Order]):
    model = OrderHistory
    fields = ["sequence", "action", "previous", "status", "actor", "actor_id", "reason", "at"]


class RefundInline(WithAmounts, ReadOnly, admin.TabularInline[Refund, Order]):
    amounts = {"amount": "order.currency"}
    model = Refund
    fields = ["created_at", "amount", "reason", "fault", "status", "code", "requested_by", "lines"]


class SettlementInline(ReadOnly, admin.TabularInline[Settlement, Order]):
    model = Settlement
    fields = ["at", "action", "was", "reason", "decided_by"]


class SagaInline(WithAmounts, ReadOnly, admin.StackedInline[OrderSaga, Order]):
    amounts = dict.fromkeys(SAGA_AMOUNTS, "order.currency")
    model = OrderSaga


@admin.register(Order)
class OrderAdmin(Audited, WithAmounts, ReadOnly, admin.ModelAdmin[Order]):
    amounts = dict.fromkeys(SALE_AMOUNTS, "currency")
    inlines = [SagaInline, SettlementInline, RefundInline, HistoryInline]
    change_form_template = "admin/orders/order/change_form.html"
    list_display = ["number", "store", "service", "status", "total", "currency", "promised_to", "created_at"]
    list_filter = ["status", "service", "business_date", "saga__state", "saga__dispute"]
    search_fields = [
        "number__endswith",
        "=id",
        "=terms__store_code",
    ]
    search_help_text = gettext_lazy(
        "Number or its end (#17), order id, store code, or a whole name, phone number or e-mail."
    )
    date_hierarchy = "created_at"
    ordering = ["-id"]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Order], search_term: str
    ) -> tuple[QuerySet[Order], bool]:
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        term = search_term.strip()
        contact = of_name(term) | of_mailbox(term) | of_telephone(term)
        return (found | queryset.filter(contact) if term else found), may_repeat

    @admin.display(description=gettext_lazy("store"))
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
        """Whether the user may act on orders."""
        may: bool = getattr(request.user, "has_perm", lambda _: False)("orders.change_order")
        return may

    def act_view(self, request: HttpRequest, order_id: UUID) -> HttpResponse:
        """Performs an action as support, on a POST of the buttons."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        asked = request.POST
        order = get_object_or_404(Order.objects.select_related("saga"), pk=order_id)
        if asked.get("action") in _choices(order)["ending"] and "confirmed" not in asked:
            return self._confirm(request, order)
        fault, _, goodwill = asked.get("outcome", "").partition(" ")
        try:
            decision = Decision(
                reason=asked.get("reason", "").strip()[:MAX_REASON],
                fault=Fault(fault) if fault else None,
                grant_food=bool(goodwill),
            )
            caller = Principal(UUID(str(request.user.pk)), frozenset({Role.SUPPORT}))
            order, _ = act(order_id, OrderAction(asked.get("action", "")), caller, decision)
            messages.success(
                request,
                gettext("{number} is now: {status}.").format(number=order.number, status=coded(order.status)),
            )
        except (DomainError, ValueError) as error:
            messages.error(request, said(str(error)))
        return HttpResponseRedirect(reverse("admin:orders_order_change", args=[order_id]))

    def _confirm(self, request: HttpRequest, order: Order) -> HttpResponse:
        """Asks before an order ends what becomes of its money."""
        action = OrderAction(request.POST["action"])
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("{action}: order {number}?").format(
                action=gettext(ENDS[action]), number=order.number
            ),
            "opts": self.opts,
            "order": order,
            "action": action,
            "label": gettext(ENDS[action]),
            "reason": request.POST.get("reason", ""),
            "outcomes": _outcomes(order, action),
            "total": shown(order.total, order.currency),
        }
        return TemplateResponse(request, "admin/orders/order/confirm.html", context)


def _choices(order: Order) -> dict[str, Any]:
    """The buttons of support's rows, but for those that need more than a form; those of `ending` ask about money."""
    baked = order.is_baked
    known = allowed_actions(order.state, _SUPPORT, order.method, baked=baked)
    steps = [find(order.state, action, _SUPPORT, order.method, baked=baked) for action in known]
    may = [step.action for step in steps if step is not None and Guard.REQUOTED not in step.guards]
    return {
        "may": may,
        "buttons": [(action, coded(action)) for action in may],
        "ending": [action for action in may if action in ENDS],
    }


def _outcomes(order: Order, action: OrderAction) -> list[dict[str, Any]]:
    """What may become of the money, in words, the presumed first."""
    found = cancellation_outcomes(order, _SUPPORT)
    presumed = presumed_fault(action)
    found.sort(key=lambda one: (one.fault is not presumed, one.grant_food))
    return [
        {
            "value": f"{one.fault} food" if one.grant_food else one.fault,
            "name": gettext(_WORDS[one.fault, one.grant_food]),
            "back": shown(one.refund, order.currency),
            "kept": shown(one.kept, order.currency),
        }
        for one in found
    ]


@admin.register(Quote)
class QuoteAdmin(Audited, WithAmounts, ReadOnly, admin.ModelAdmin[Quote]):
    amounts = dict.fromkeys(SALE_AMOUNTS, "currency")
    list_display = ["id", "service", "total", "currency", "created_at", "expires_at"]
    ordering = ["-id"]
