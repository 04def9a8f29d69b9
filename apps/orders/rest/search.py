"""Finding orders, for support; and the times one may order for."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.orders import reservations
from apps.orders.domain.actors import STAFF_ROLES, SUPPORT_ROLES
from apps.orders.queries.orders import contact, overview
from apps.orders.queries.search import search
from apps.orders.rest import quote_answers
from apps.orders.rest.requests import SearchSerializer, SlotsQuery
from apps.stores.contract.service import StoresService
from apps.stores.contract.types import ServiceMethod, Slot
from dominos.kernel.clock import now
from dominos.kernel.edge.access import ANYONE, only
from dominos.kernel.edge.pagination import Pages
from dominos.kernel.edge.views import ApiView
from dominos.kernel.services import service


class SearchView(ApiView):
    """Orders by what somebody on the telephone knows."""

    access = {"GET": only(*STAFF_ROLES, *SUPPORT_ROLES, scope="store")}

    @extend_schema(
        operation_id="search_orders",
        tags=["orders"],
        parameters=[SearchSerializer],
        responses=quote_answers.FoundPageAnswer,
    )
    def get(self, request: Request) -> Response:
        """Orders by number, phone, e-mail or name, newest first; staff find those of their stores."""
        wanted = self.validated_query(SearchSerializer)
        pages = Pages()
        page = pages.paginate_queryset(search(self.principal, wanted), request, self) or []
        return pages.get_paginated_response(
            [{**overview(order), "contact": contact(order)} for order in page]
        )


class SlotsView(ApiView):
    """Times to order for."""

    access = {"GET": ANYONE}

    @extend_schema(
        operation_id="list_slots",
        tags=["stores"],
        parameters=[SlotsQuery],
        responses=quote_answers.SlotAnswer(many=True),
    )
    def get(self, request: Request, store_id: UUID) -> Response:
        """The quarters of an hour of a business date that may be ordered for, and which are booked out."""
        asked = self.validated_query(SlotsQuery)
        slots: list[Slot] = service(StoresService).list_slots(
            store_id=store_id, service=ServiceMethod(asked["service"]), date=asked["date"], at=now()
        )
        taken = reservations.taken_of(slots)
        return Response(
            [
                {
                    "start": slot.start.isoformat(),
                    "end": slot.end.isoformat(),
                    "is_free": reservations.is_free(slot, taken.get(slot.start)),
                }
                for slot in slots
            ]
        )
