"""Pages by cursor: stable while rows are added."""

from rest_framework.pagination import CursorPagination


class Pages(CursorPagination):
    """`?cursor=` and `?page_size=` (1-100, default 20); newest first by the time-ordered id."""

    ordering = "-id"
    page_size = 20
    max_page_size = 100
    page_size_query_param = "page_size"
