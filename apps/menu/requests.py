"""The basket request of the endpoint and of the socket."""

from typing import Any
from uuid import UUID

from rest_framework import serializers

from apps.menu.contract import limits
from apps.menu.contract.service import MenuService
from apps.menu.contract.types import BasketCheck, LineRequest
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.edge.dataclass_serializers import serializer_of
from dominos.kernel.edge.fields import InstantField, ListField
from dominos.kernel.edge.serializers import StrictSerializer
from dominos.kernel.services import service


class BasketSerializer(StrictSerializer):
    """A basket to check, for a service and, if not now, a time."""

    lines = ListField(child=serializer_of(LineRequest)(), min_length=1, max_length=limits.MAX_LINES)
    service = serializers.ChoiceField([each.value for each in ServiceMethod], default="CARRYOUT")
    deals = ListField(
        child=serializers.CharField(max_length=limits.MAX_CODE_LENGTH),
        max_length=limits.MAX_DEALS,
        default=list,
    )
    at = InstantField(required=False)


def checked_basket(store_id: UUID, asked: dict[str, Any], language: str) -> BasketCheck:
    """Checks a validated basket, with texts in the language. NoMenu."""
    check: BasketCheck = service(MenuService).check_basket(
        store_id=store_id,
        lines=asked["lines"],
        service=ServiceMethod(asked["service"]),
        deals=tuple(asked["deals"]),
        at=asked.get("at"),
        language=language,
    )
    return check
