"""Cursor pagination: stable while rows are added."""

from typing import Any

from django.core.exceptions import ValidationError
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request

from dominos.kernel.errors import FieldError, Invalid
from dominos.kernel.json_input import is_storable


class Pages(CursorPagination):
    """`?cursor=` and `?page_size=` (1-100, default 20); newest first by the time-ordered id."""

    ordering = "-id"
    page_size = 20
    max_page_size = 100
    page_size_query_param = "page_size"

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any] | None:
        self._model = queryset.model
        return super().paginate_queryset(queryset, request, view)

    def decode_cursor(self, request: Request) -> Any:
        """The position of a cursor; Invalid if its column cannot hold the value."""
        try:
            cursor = super().decode_cursor(request)
            if cursor is not None and cursor.position is not None:
                self._check(str(cursor.position))
        except (NotFound, ValidationError, ValueError, OverflowError) as error:
            raise Invalid(errors=[FieldError("cursor", "This is no cursor of a page.")]) from error
        return cursor

    def _check(self, position: str) -> None:
        if not is_storable(position):
            raise ValueError("not storable")
        self._model._meta.get_field(self.ordering[0].removeprefix("-")).to_python(position)
