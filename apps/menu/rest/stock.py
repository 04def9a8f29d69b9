"""The endpoints of a store's stock: staff record it, managers set warnings and read variances."""

from decimal import Decimal
from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.menu.contract.errors import NoMenu
from apps.menu.domain.stock import BY_PEOPLE, MovementKind
from apps.menu.queries import stock
from apps.menu.queries.stock import StockListAnswer, StockMovementAnswer, VarianceAnswer, VariancesAnswer
from apps.menu.rest.access import CREW, MANAGERS
from apps.menu.stock.movements import record_movement, warn_below
from dominos.kernel.csv_text import csv_answer
from dominos.kernel.edge.answers import Page
from dominos.kernel.edge.contact_fields import WordsField
from dominos.kernel.edge.fields import AmountField, MapField
from dominos.kernel.edge.serializers import DaysQuery, PageQuery, StrictSerializer
from dominos.kernel.edge.store_views import CrewView, ManagedView
from dominos.kernel.errors import NotFound
from dominos.kernel.reasons import MAX_REASON

MAX_INGREDIENTS = 300
MOST = Decimal(10**7)
KIND = OpenApiParameter("kind", str, "path", enum=[kind.value for kind in BY_PEOPLE])
OF_COUNTS = ("actual", "difference", "percent")
COLUMNS = ("ingredient", "name", "unit", "delivered", "wasted", "ideal", *OF_COUNTS)


class QuantityField(AmountField):
    """An amount in an ingredient's unit, to the hundredth."""

    def __init__(self) -> None:
        super().__init__(max_digits=10, decimal_places=2, min_value=Decimal(0), max_value=MOST)


class MovementSerializer(StrictSerializer):
    """A delivery, waste or a count, by ingredient; the note gives a reason."""

    amounts = MapField(
        child=QuantityField(), max_entries=MAX_INGREDIENTS, max_name_length=40, allow_empty=False
    )
    note = WordsField(max_length=MAX_REASON, required=False, allow_blank=True, default="")


class WarningSerializer(StrictSerializer):
    """The amount below which the ingredient is low; 0: never."""

    low_at = QuantityField()


class StockView(CrewView):
    access = {"GET": CREW}
    problems = {"GET": [NoMenu]}

    @extend_schema(operation_id="list_stock", tags=["menu"], responses=StockListAnswer)
    def get(self, request: Request, store_id: UUID) -> Response:
        """The store's stock of each ingredient of its menu."""
        return self.answer(stock.get_stock(store_id))


class StockMovementsView(CrewView):
    access = {"GET": CREW}

    @extend_schema(
        operation_id="list_stock_movements",
        tags=["menu"],
        parameters=[PageQuery],
        responses=Page[StockMovementAnswer],
    )
    def get(self, request: Request, store_id: UUID) -> Response:
        """Deliveries, waste, use and counts, newest first."""
        return self.page(stock.list_movements(store_id))


class StockMovementView(CrewView):
    access = {"POST": CREW}
    problems = {"POST": [NoMenu]}
    key_required = True

    @extend_schema(
        operation_id="record_stock_movement",
        tags=["menu"],
        parameters=[KIND],
        request=MovementSerializer,
        responses=StockListAnswer,
    )
    def post(self, request: Request, store_id: UUID, kind: str) -> Response:
        """Records a delivery, waste or a count. Items that can no longer be made are marked sold out at once,
        and vice versa.
        """
        if kind not in list(BY_PEOPLE):
            raise NotFound("There is no such kind of movement.")
        told = self.validated(MovementSerializer)
        record_movement(
            store_id, MovementKind(kind), told["amounts"], note=told["note"], by=self.principal.user_id
        )
        return self.answer(stock.get_stock(store_id))


class StockWarningView(ManagedView):
    access = {"PUT": MANAGERS}
    problems = {"PUT": [NoMenu]}

    @extend_schema(
        operation_id="set_stock_warning", tags=["menu"], request=WarningSerializer, responses=StockListAnswer
    )
    def put(self, request: Request, store_id: UUID, ingredient: str) -> Response:
        """Sets the amount below which the ingredient is low."""
        warn_below(store_id, ingredient, self.validated(WarningSerializer)["low_at"])
        return self.answer(stock.get_stock(store_id))


class StockVariancesView(ManagedView):
    access = {"GET": MANAGERS}
    problems = {"GET": [NoMenu]}

    @extend_schema(
        operation_id="list_stock_variances", tags=["menu"], parameters=[DaysQuery], responses=VariancesAnswer
    )
    def get(self, request: Request, store_id: UUID) -> Response:
        """The ideal use by recipe and the actual use by counts."""
        return self.answer(stock.get_variances(store_id, **self.validated_query(DaysQuery)))


class StockVariancesCsvView(ManagedView):
    access = {"GET": MANAGERS}
    problems = {"GET": [NoMenu]}

    @extend_schema(
        operation_id="stock_variances_csv",
        tags=["menu"],
        parameters=[DaysQuery],
        responses={(200, "text/csv"): OpenApiTypes.STR},
    )
    def get(self, request: Request, store_id: UUID) -> HttpResponse:
        """The same as CSV; cells of ingredients that were not counted are empty."""
        found = stock.get_variances(store_id, **self.validated_query(DaysQuery))
        rows = [_cells(row) for row in found.ingredients]
        return csv_answer([COLUMNS, *rows], f"stock-{found.first}-{found.last}")


def _cells(row: VarianceAnswer) -> list[str]:
    unknown = () if row.counted else OF_COUNTS
    found = (None if name in unknown else getattr(row, name) for name in COLUMNS)
    return ["" if cell is None else str(cell) for cell in found]
