"""Endpoints of deliveries. Couriers work over the websocket; these are for reading and for interventions."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.delivery.contract.errors import CourierNotFree, IllegalAction, NotReleased
from apps.delivery.contract.types import Intervention
from apps.delivery.domain.providers import ProviderRefusal, ProviderTooDear
from apps.delivery.estimates.choice_explanations import ChoiceAnswer, choice_of
from apps.delivery.queries import deliveries
from apps.delivery.queries.answers import DeliveryAnswer, DeliveryOverviewAnswer, ProviderOfferAnswer
from apps.delivery.rest.serializers import (
    DeliveryFilterSerializer,
    HireSerializer,
    InterventionSerializer,
)
from apps.delivery.use_cases import interventions, on_behalf
from apps.delivery.use_cases.outsourcing.manual_choice import hire_chosen, offers_of
from dominos.kernel.auth import Principal, Role
from dominos.kernel.edge.access import only
from dominos.kernel.edge.answers import Page
from dominos.kernel.edge.views import ApiView
from dominos.kernel.errors import Conflict, FieldError, Invalid, NotFound

INVOLVED = (Role.COURIER, Role.STORE_STAFF, Role.STORE_MANAGER, Role.SUPPORT, Role.ADMIN)
DECIDING = (Role.STORE_MANAGER, Role.SUPPORT, Role.ADMIN)

NEEDS_A_COURIER = (Intervention.PASS_ON, Intervention.KEEP_FOR, Intervention.KEEP_FROM)
ABOUT_A_COURIER = (Intervention.REASSIGN, *NEEDS_A_COURIER)

type Intervene = Callable[[UUID, UUID, dict[str, Any]], None]


def _reassign(delivery_id: UUID, actor: UUID, data: dict[str, Any]) -> None:
    interventions.reassign(delivery_id, actor, data.get("courier_id"), data["reason"])


def _pass_on(delivery_id: UUID, actor: UUID, data: dict[str, Any]) -> None:
    on_behalf.pass_on(delivery_id, actor, data["courier_id"], data["reason"])


def _keep_for(delivery_id: UUID, actor: UUID, data: dict[str, Any]) -> None:
    interventions.keep_for(delivery_id, actor, data["courier_id"], data["reason"])


def _keep_from(delivery_id: UUID, actor: UUID, data: dict[str, Any]) -> None:
    interventions.keep_from(delivery_id, actor, data["courier_id"], data["reason"])


def _with_reason(use_case: Callable[[UUID, UUID, str], None]) -> Intervene:
    return lambda delivery_id, actor, data: use_case(delivery_id, actor, data["reason"])


INTERVENTIONS: dict[str, Intervene] = {
    Intervention.REASSIGN.value: _reassign,
    Intervention.UNLOCK_PIN.value: _with_reason(interventions.unlock_pin),
    Intervention.WAIVE_GEOFENCE.value: _with_reason(interventions.waive_geofence),
    Intervention.FINISH.value: _with_reason(on_behalf.finish),
    Intervention.GIVE_UP.value: _with_reason(on_behalf.give_up),
    Intervention.PASS_ON.value: _pass_on,
    Intervention.KEEP_FOR.value: _keep_for,
    Intervention.KEEP_FROM.value: _keep_from,
    Intervention.LET_ANYBODY.value: _with_reason(interventions.lift_courier_limits),
}


def _check_courier(action: str, data: dict[str, Any]) -> None:
    """Invalid for a courier where none is asked for, and for none where one is."""
    if "courier_id" in data and action not in ABOUT_A_COURIER:
        message = f"Only {' and '.join(ABOUT_A_COURIER)} are about a courier."
        raise Invalid(errors=[FieldError("courier_id", message, "unknown")])
    if "courier_id" not in data and action in NEEDS_A_COURIER:
        raise Invalid(errors=[FieldError("courier_id", "Which courier?", "required")])


class DeliveriesView(ApiView):
    """Deliveries."""

    access = {"GET": only(*INVOLVED, scope="own")}

    @extend_schema(
        operation_id="list_deliveries",
        tags=["delivery"],
        parameters=[DeliveryFilterSerializer],
        responses=Page[DeliveryOverviewAnswer],
    )
    def get(self, request: Request) -> Response:
        """A courier's own deliveries, or those of the stores one works for; newest first."""
        filters = self.validated_query(DeliveryFilterSerializer)
        return self.page(deliveries.list_deliveries(self.principal, filters))


class DeliveryView(ApiView):
    """One delivery."""

    access = {"GET": only(*INVOLVED, scope="own")}

    @extend_schema(operation_id="get_delivery", tags=["delivery"], responses=DeliveryAnswer)
    def get(self, request: Request, delivery_id: UUID) -> Response:
        """The delivery with its history."""
        return self.answer(deliveries.get_delivery(self.principal, delivery_id))


class DeliveryActionView(ApiView):
    """Interventions of a manager or support."""

    access = {"POST": only(*DECIDING, scope="store")}
    problems = {"POST": [Conflict, IllegalAction, CourierNotFree, NotReleased]}

    @extend_schema(
        operation_id="intervene_in_delivery",
        tags=["delivery"],
        parameters=[OpenApiParameter("action", str, "path", enum=list(INTERVENTIONS))],
        request=InterventionSerializer,
        responses=DeliveryAnswer,
    )
    def post(self, request: Request, delivery_id: UUID, action: str) -> Response:
        """Intervenes in a delivery.

        `reassign` takes it from its courier before the pick-up, for `courier_id` or the dispatcher's choice;
        `unlock-pin` gives new PIN tries; `waive-geofence` lets it be picked up away from the store. If the
        courier's phone is silent, `finish` states that the customer has the food, `give-up` that they will
        not get it, and `pass-on` that `courier_id` has it now and delivers it. `keep-for` restricts the
        engine to `courier_id`, `keep-from` excludes that courier, and `let-anybody` ends both.
        """
        assert self.principal.id is not None
        if action not in INTERVENTIONS:
            raise NotFound("There is no such action.")
        require_decider(self.principal, delivery_id)
        data = self.validated(InterventionSerializer)
        _check_courier(action, data)
        INTERVENTIONS[action](delivery_id, self.principal.id, data)
        return self.answer(deliveries.get_delivery(self.principal, delivery_id))


class DeliveryChoiceView(ApiView):
    """Explains the choice of a delivery's courier."""

    access = {"GET": only(*DECIDING, scope="store")}

    @extend_schema(operation_id="explain_delivery", tags=["delivery"], responses=ChoiceAnswer)
    def get(self, request: Request, delivery_id: UUID) -> Response:
        """The comparison of couriers for the delivery: now, or when the engine last chose."""
        require_decider(self.principal, delivery_id)
        return self.answer(choice_of(delivery_id))


class DeliveryProvidersView(ApiView):
    """Other companies who would bring a delivery."""

    access = {"GET": only(*DECIDING, scope="store"), "POST": only(*DECIDING, scope="store")}
    problems = {"POST": [Conflict, IllegalAction, ProviderRefusal, ProviderTooDear]}

    @extend_schema(
        operation_id="list_provider_offers", tags=["delivery"], responses=list[ProviderOfferAnswer]
    )
    def get(self, request: Request, delivery_id: UUID) -> Response:
        """What other companies would bring it for now, the cheapest first; empty where none does."""
        require_decider(self.principal, delivery_id)
        return self.answer([ProviderOfferAnswer.of(quote) for quote in offers_of(delivery_id)])

    @extend_schema(
        operation_id="hire_provider", tags=["delivery"], request=HireSerializer, responses=DeliveryAnswer
    )
    def post(self, request: Request, delivery_id: UUID) -> Response:
        """Has this provider bring it, whoever was to, before the pick-up.

        It names its price anew: beyond `max_fee`, nothing is done. Cash is collected by our own couriers only.
        """
        require_decider(self.principal, delivery_id)
        hire_chosen(delivery_id, self.principal.user_id, **self.validated(HireSerializer))
        return self.answer(deliveries.get_delivery(self.principal, delivery_id))


def require_decider(principal: Principal, delivery_id: UUID) -> None:
    """Raises NotFound for callers who may not decide for the delivery's store."""
    store_id = deliveries.get_delivery(principal, delivery_id).store_id
    if not (principal.manages(store_id) or principal.is_any(Role.SUPPORT)):
        raise NotFound("There is no such delivery.")
