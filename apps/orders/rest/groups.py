"""Endpoints of group orders: opened by their host, joined by everybody with the link."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.menu.contract.errors import BasketRefused, NoMenu
from apps.menu.contract.types import LineRequest
from apps.orders.contract.errors import GroupClosed, GroupFull, NothingToSplit, TooManyGroups
from apps.orders.domain.actors import ORDERING_ROLES
from apps.orders.domain.groups import (
    MAX_LINES_EACH,
    MAX_MINUTES,
    MAX_NAME,
    MAX_NOTE,
    MIN_MINUTES,
    USUAL_MINUTES,
)
from apps.orders.queries.groups import GroupAnswer, get_group
from apps.orders.quotes.group_orders import Wanted, add_lines, close_group, open_group, remove_line
from apps.orders.quotes.group_parts import split_order
from apps.orders.rest.requests import ORDERABLE
from apps.payments.contract.errors import AlreadyPaid, NotPayable, PaymentInProgress, TooManyDeclines
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.edge.access import ANYONE, only
from dominos.kernel.edge.clients import client_mark
from dominos.kernel.edge.contact_fields import WordsField
from dominos.kernel.edge.dataclass_serializers import serializer_of
from dominos.kernel.edge.fields import ListField
from dominos.kernel.edge.idempotency import HEADER
from dominos.kernel.edge.languages import menu_language_asked_for
from dominos.kernel.edge.serializers import StrictSerializer
from dominos.kernel.edge.views import ApiView
from dominos.kernel.errors import NotFound

WHO_ORDERS = only(*ORDERING_ROLES)


class OpenGroupSerializer(StrictSerializer):
    """A group to open: where, for how long, and the host's name for the others."""

    store_id = serializers.UUIDField()
    service = serializers.ChoiceField(ORDERABLE)
    name = WordsField(max_length=MAX_NAME)
    minutes = serializers.IntegerField(min_value=MIN_MINUTES, max_value=MAX_MINUTES, default=USUAL_MINUTES)


class GroupLinesSerializer(StrictSerializer):
    """A person's lines."""

    name = WordsField(max_length=MAX_NAME)
    lines = ListField(child=serializer_of(LineRequest)(), min_length=1, max_length=MAX_LINES_EACH)

    def validate_lines(self, lines: list[LineRequest]) -> list[LineRequest]:
        """Leaves room for the person's name in their notes."""
        if any(len(line.note) > MAX_NOTE for line in lines):
            raise serializers.ValidationError(
                f"A note is at most {MAX_NOTE} characters long here.", "max_length"
            )
        return lines


class CloseGroupSerializer(StrictSerializer):
    """Whether it is closed."""

    is_closed = serializers.BooleanField()


class GroupsView(ApiView):
    """Group orders."""

    access = {"POST": WHO_ORDERS}
    problems = {"POST": [TooManyGroups, NotFound]}
    key_required = True

    @extend_schema(
        operation_id="open_group", tags=["orders"], request=OpenGroupSerializer, responses={201: GroupAnswer}
    )
    def post(self, request: Request) -> Response:
        """Opens a group order at a store; everybody with its token may add lines until its deadline."""
        asked = self.validated(OpenGroupSerializer)
        wanted = Wanted(**{**asked, "service": ServiceMethod(asked["service"])})
        return self.answer(open_group(wanted, self.principal.user_id), 201)


class SplitSerializer(StrictSerializer):
    """The order that came of the group."""

    order_id = serializers.UUIDField()


class GroupView(ApiView):
    """One group order, by its link."""

    access = {"GET": ANYONE, "PATCH": WHO_ORDERS}
    problems = {"PATCH": [TooManyGroups, GroupClosed]}

    @extend_schema(operation_id="get_group", tags=["orders"], responses=GroupAnswer)
    def get(self, request: Request, token: str) -> Response:
        """Everybody's lines, and until when more may be added."""
        return self.answer(get_group(token))

    @extend_schema(
        operation_id="close_group", tags=["orders"], request=CloseGroupSerializer, responses=GroupAnswer
    )
    def patch(self, request: Request, token: str) -> Response:
        """The host closes it in order to place it, or reopens it."""
        data = self.validated(CloseGroupSerializer)
        return self.answer(close_group(token, self.principal, **data))


class GroupLinesView(ApiView):
    """The lines of a group order."""

    access = {"POST": WHO_ORDERS}
    costs_by = "lines"
    problems = {"POST": [GroupClosed, GroupFull, BasketRefused, NoMenu]}
    key_required = True

    @extend_schema(
        operation_id="add_to_group",
        tags=["orders"],
        request=GroupLinesSerializer,
        responses={201: GroupAnswer},
    )
    def post(self, request: Request, token: str) -> Response:
        """Adds lines under one's name, all or none."""
        data = self.validated(GroupLinesSerializer)
        language = menu_language_asked_for(request)
        return self.answer(
            add_lines(token, data["name"], data["lines"], self.principal.user_id, language), 201
        )


class GroupLineView(ApiView):
    """One line of a group order."""

    access = {"DELETE": WHO_ORDERS}
    problems = {"DELETE": [GroupClosed]}

    @extend_schema(operation_id="remove_from_group", tags=["orders"], responses={200: GroupAnswer})
    def delete(self, request: Request, token: str, line_id: UUID) -> Response:
        """Removes one's own line, or as the host anybody's."""
        return self.answer(remove_line(token, line_id, self.principal))


class GroupPartsView(ApiView):
    """Each pays their part of what a group ordered."""

    access = {"POST": WHO_ORDERS}
    problems = {
        "POST": [NothingToSplit, NotPayable, AlreadyPaid, PaymentInProgress, TooManyDeclines, NotFound]
    }
    key_required = True

    @extend_schema(
        operation_id="split_group_order",
        tags=["orders"],
        request=SplitSerializer,
        responses={201: GroupAnswer},
    )
    def post(self, request: Request, token: str) -> Response:
        """The host lets each pay their part of an order that was placed and not paid; it waits a quarter of an hour."""
        answer = split_order(
            token,
            self.validated(SplitSerializer)["order_id"],
            self.principal.user_id,
            client=client_mark(request),
            key=request.headers[HEADER],
        )
        return self.answer(answer, 201)
