"""Endpoints of a store's printers and print jobs."""

from typing import Any
from uuid import UUID

from django.core.validators import validate_ipv46_address
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.orders.contract.errors import NoPrinter
from apps.orders.domain.actors import STORE_ROLES
from apps.orders.domain.escpos import CODE_PAGES
from apps.orders.domain.slip_kinds import SlipKind
from apps.orders.lifecycle.printing.printers import add_printer, change_printer, remove_printer
from apps.orders.lifecycle.printing.reprints import print_again, slip_pdf
from apps.orders.queries.orders import get_visible_order
from apps.orders.queries.slips import PrinterAnswer, PrintersAnswer, get_printer, list_printers
from dominos.kernel.auth import Role
from dominos.kernel.edge.access import only
from dominos.kernel.edge.answers import Answer
from dominos.kernel.edge.contact_fields import WordsField
from dominos.kernel.edge.fields import ListField
from dominos.kernel.edge.serializers import StrictSerializer
from dominos.kernel.edge.views import ApiView
from dominos.kernel.errors import NotFound

STAFF = only(*STORE_ROLES, scope="store")
MANAGERS = only(Role.STORE_MANAGER, Role.ADMIN, scope="store")
KINDS = [kind.value for kind in SlipKind]
DRAWING = 5
"""How many calls a PDF counts as against the rate limit."""


class PrinterChangeSerializer(StrictSerializer):
    """A network printer that accepts ESC/POS."""

    name = WordsField(max_length=40, required=False)
    host = serializers.CharField(max_length=45, validators=[validate_ipv46_address], required=False)
    port = serializers.IntegerField(min_value=1, max_value=65_535, required=False)
    kinds = ListField(child=serializers.ChoiceField(KINDS), max_length=len(KINDS), required=False)
    columns = serializers.IntegerField(min_value=24, max_value=64, required=False)
    code_page = serializers.ChoiceField(sorted(CODE_PAGES), required=False)
    answers = serializers.BooleanField(
        required=False, help_text="It can be asked about its paper; a slip is out once it has answered."
    )
    has_drawer = serializers.BooleanField(required=False)
    has_logo = serializers.BooleanField(required=False)
    is_on = serializers.BooleanField(required=False)


class NewPrinterSerializer(PrinterChangeSerializer):
    """A new printer."""

    name = WordsField(max_length=40)
    host = serializers.CharField(max_length=45, validators=[validate_ipv46_address])
    kinds = ListField(child=serializers.ChoiceField(KINDS), max_length=len(KINDS))


class PrintSerializer(StrictSerializer):
    """The kind of slip."""

    kind = serializers.ChoiceField(KINDS)


class PrintedAnswer(Answer):
    """The number of printers that print it."""

    printers: int


class StorePrintersView(ApiView):
    """Base of the printer views: readable by store staff, changed by its managers."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        store_id = kwargs["store_id"]
        is_reader = request.method == "GET" and self.principal.works_for(store_id)
        if not is_reader and not self.principal.manages(store_id):
            raise NotFound("There is no such store.")


class PrintersView(StorePrintersView):
    """A store's printers."""

    access = {"GET": STAFF, "POST": MANAGERS}

    @extend_schema(operation_id="list_printers", tags=["stores"], responses=PrintersAnswer)
    def get(self, request: Request, store_id: UUID) -> Response:
        """The store's printers, what they print automatically, and which of them fail."""
        return self.answer(list_printers(store_id))

    @extend_schema(
        operation_id="add_printer",
        tags=["stores"],
        request=NewPrinterSerializer,
        responses={201: PrinterAnswer},
    )
    def post(self, request: Request, store_id: UUID) -> Response:
        """Adds a printer in one of the networks that the platform may connect to."""
        printer_id = add_printer(store_id, self.validated(NewPrinterSerializer))
        return self.answer(get_printer(store_id, printer_id), 201)


class PrinterView(StorePrintersView):
    """One printer."""

    access = {"PATCH": MANAGERS, "DELETE": MANAGERS}

    @extend_schema(
        operation_id="change_printer",
        tags=["stores"],
        request=PrinterChangeSerializer,
        responses=PrinterAnswer,
    )
    def patch(self, request: Request, store_id: UUID, printer_id: UUID) -> Response:
        """Changes the printer and retries it at once."""
        change_printer(store_id, printer_id, self.validated(PrinterChangeSerializer))
        return self.answer(get_printer(store_id, printer_id))

    @extend_schema(operation_id="remove_printer", tags=["stores"], responses={204: None})
    def delete(self, request: Request, store_id: UUID, printer_id: UUID) -> Response:
        """Removes the printer and its queue."""
        remove_printer(store_id, printer_id)
        return self.answer(None, 204)


class PrintsView(ApiView):
    """Reprints."""

    access = {"POST": STAFF}
    problems = {"POST": [NoPrinter]}

    @extend_schema(
        operation_id="print_order", tags=["orders"], request=PrintSerializer, responses={201: PrintedAnswer}
    )
    def post(self, request: Request, order_id: UUID) -> Response:
        """Prints the slip on the store's printers of its kind; after the first time marked as a reprint."""
        get_visible_order(order_id, self.principal)
        kind = SlipKind(self.validated(PrintSerializer)["kind"])
        return self.answer(PrintedAnswer(printers=print_again(order_id, kind, self.principal)), 201)


class SlipView(ApiView):
    """A slip as a PDF."""

    access = {"GET": STAFF}
    costs = DRAWING

    @extend_schema(
        operation_id="get_order_slip",
        tags=["orders"],
        parameters=[OpenApiParameter("kind", str, "path", enum=KINDS)],
        responses={(200, "application/pdf"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, order_id: UUID, kind: str) -> HttpResponse:
        """The slip as a PDF of receipt width, for use while its printer is down."""
        if kind not in KINDS:
            raise NotFound("There is no such slip.")
        name, content = slip_pdf(order_id, SlipKind(kind), self.principal)
        answer = HttpResponse(content, content_type="application/pdf")
        answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
        answer["Cache-Control"] = "no-store"
        return answer
