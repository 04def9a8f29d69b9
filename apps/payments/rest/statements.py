"""Endpoints of statements of couriers and of franchised stores."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.payments.queries.statements import (
    CourierStatementAnswer,
    CourierStatementsAnswer,
    RoyaltiesAnswer,
    courier_statements,
    royalties,
    store_statements,
)
from dominos.kernel.auth import Principal, Role
from dominos.kernel.csv_text import csv_answer
from dominos.kernel.edge.access import only
from dominos.kernel.edge.fields import DayField
from dominos.kernel.edge.serializers import StrictSerializer
from dominos.kernel.edge.views import ApiView
from dominos.kernel.errors import NotFound
from dominos.kernel.money import from_minor

MANAGES = only(Role.STORE_MANAGER, Role.SUPPORT, Role.ADMIN, scope="store")
AMOUNTS = ("deliveries", "hours", "tips", "payable")
MAX_DAYS = 366


class StatementQuery(StrictSerializer):
    """Business days, both included, and the store; all visible ones without it."""

    first = DayField()
    last = DayField()
    store = serializers.UUIDField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not 0 <= (attrs["last"] - attrs["first"]).days < MAX_DAYS:
            raise serializers.ValidationError({"last": f"Not before the first, and at most {MAX_DAYS} days."})
        return attrs


class _Statements(ApiView):
    problems = {"GET": [NotFound]}

    def asked[T](self, found: Callable[[Principal, date, date, UUID | None], T]) -> T:
        """The requested statements that the caller may see. NotFound."""
        asked = self.validated_query(StatementQuery)
        return found(self.principal, asked["first"], asked["last"], asked.get("store"))


class CourierStatementsView(_Statements):
    """Couriers' earnings."""

    access = {"GET": only(Role.COURIER, Role.STORE_MANAGER, Role.SUPPORT, Role.ADMIN, scope="own")}

    @extend_schema(
        operation_id="payments_courier_statements",
        tags=["payments"],
        parameters=[StatementQuery],
        responses=CourierStatementsAnswer,
    )
    def get(self, request: Request) -> Response:
        """One's own earnings and cash, or those of the couriers of the stores one manages."""
        return self.answer(CourierStatementsAnswer(results=self.asked(courier_statements)))


class PayoutView(_Statements):
    """Couriers' pay as a file for payroll."""

    access = {"GET": MANAGES}

    @extend_schema(
        operation_id="payments_payout",
        tags=["payments"],
        parameters=[StatementQuery],
        responses={(200, "text/csv"): OpenApiTypes.STR},
    )
    def get(self, request: Request) -> HttpResponse:
        """A row for each courier with pay; payroll knows them by their id."""
        rows = [_payout(each) for each in self.asked(store_statements) if each.payable]
        return csv_answer([["courier_id", "store_id", "currency", *AMOUNTS], *rows], "payout")


def _payout(each: CourierStatementAnswer) -> list[str]:
    amounts = [str(from_minor(getattr(each, name), each.currency)) for name in AMOUNTS]
    return [str(each.courier_id), str(each.store_id), each.currency, *amounts]


class RoyaltiesView(_Statements):
    """Royalties of franchised stores."""

    access = {"GET": MANAGES}

    @extend_schema(
        operation_id="payments_royalties",
        tags=["payments"],
        parameters=[StatementQuery],
        responses=RoyaltiesAnswer,
    )
    def get(self, request: Request) -> Response:
        """The chain's share of net sales, after refunds, of the stores one manages."""
        return self.answer(RoyaltiesAnswer(results=self.asked(royalties)))
