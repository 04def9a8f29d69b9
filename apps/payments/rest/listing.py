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


class PageSerializer(serializers.Serializer[Any]):
    """A page; its kinds add `results`."""

    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)


class Newest(Pages):
    """Newest first by the time-ordered key, whatever its name."""

    ordering = "-pk"


def paged(view: ApiView, rows: QuerySet[Any], as_data: Callable[[Any], dict[str, Any]]) -> Response:
    """A page of the rows, each as its JSON values."""
    pages = Newest()
    page = pages.paginate_queryset(rows, view.request, view) or []
    return pages.get_paginated_response([as_data(row) for row in page])
