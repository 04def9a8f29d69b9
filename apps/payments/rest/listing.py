"""Lists in pages: what they are asked with, and what they answer."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.response import Response

from dominos.kernel.edge.pagination import Pages
from dominos.kernel.edge.serializers import StrictSerializer
from dominos.kernel.edge.views import ApiView


class PageQuery(StrictSerializer):
    """Which page."""

    cursor = serializers.CharField(required=False)
    page_size = serializers.IntegerField(required=False, min_value=1, max_value=100)


class StoreQuery(PageQuery):
    """Which page of which store."""

    store = serializers.UUIDField(required=False)


class OpenQuery(StoreQuery):
    """Which ones to list."""

    open = serializers.BooleanField(required=False, default=False, help_text="Only what is still to be done")


class PageSerializer(serializers.Serializer[Any]):
    """A page; its kinds add `results`."""

    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)


class Newest(Pages):
    """Newest first by the time-ordered key, whatever its name."""

    ordering = "-pk"


def of_store(wanted: dict[str, Any], column: str = "store_id") -> dict[str, Any]:
    """The filter for the store that was asked for; empty for all of them."""
    return {column: wanted["store"]} if "store" in wanted else {}


def paged(view: ApiView, rows: QuerySet[Any], as_data: Callable[[Any], dict[str, Any]]) -> Response:
    """A page of the rows, each as its JSON values."""
    pages = Newest()
    page = pages.paginate_queryset(rows, view.request, view) or []
    return pages.get_paginated_response([as_data(row) for row in page])
