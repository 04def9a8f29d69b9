"""What a store would publish now, for its manager."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.menu.queries import drafts
from apps.menu.rest.views import MANAGERS
from dominos.kernel.edge.serializers import StrictSerializer
from dominos.kernel.edge.views import ApiView
from dominos.kernel.errors import NotFound


class DifferenceSerializer(StrictSerializer):
    """Something that publishing would add, remove, change or move."""

    kind = serializers.CharField()
    code = serializers.CharField()
    what = serializers.ChoiceField(["added", "removed", "changed", "moved"])
    name = serializers.CharField()
    changes = serializers.DictField(child=serializers.ListField(), help_text="Before and after, by field.")


class DraftSerializer(StrictSerializer):
    """The version that publishing would make, and how it differs from what the store sells by."""

    version = serializers.CharField()
    is_changed = serializers.BooleanField()
    differences = DifferenceSerializer(many=True)


class DraftView(ApiView):
    access = {"GET": MANAGERS}

    @extend_schema(operation_id="preview_menu", tags=["menu"], responses=DraftSerializer)
    def get(self, request: Request, store_id: UUID) -> Response:
        """What publishing the draft would change."""
        if not self.principal.manages(store_id):
            raise NotFound("There is no such store.")
        draft = drafts.get_draft(store_id)
        found = [
            {
                "kind": each.kind,
                "code": each.code,
                "what": each.what,
                "name": each.name,
                "changes": {key: list(pair) for key, pair in each.fields.items()},
            }
            for each in draft.differences
        ]
        return Response({"version": draft.version, "is_changed": bool(found), "differences": found})
