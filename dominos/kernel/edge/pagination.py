"""Pages by cursor: stable while rows are added."""

from typing import Any

from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request

from dominos.kernel.errors import FieldError, Invalid


class Pages(CursorPagination):
    """`?cursor=` and `?page_size=` (1-100, default 20); newest first by the time-ordered id."""

    ordering = "-id"
    page_size = 20
    max_page_size = 100
    page_size_query_param = "page_size"

    def decode_cursor(self, request: Request) -> Any:
        try:
            return super().decode_cursor(request)
        except NotFound as error:
            raise Invalid(errors=[FieldError("cursor", "This is no cursor of a page.")]) from error
