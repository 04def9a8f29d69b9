"""What goes with a basket at a store."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.menu.contract import limits
from apps.menu.contract.errors import NoMenu
from apps.menu.contract.types import DietClass
from apps.menu.domain.suggestions import DietaryFilter
from apps.menu.queries.answers import SuggestionsAnswer
from apps.menu.queries.suggestions import suggest
from dominos.kernel.edge.access import ANYONE
from dominos.kernel.edge.fields import InstantField, ListField
from dominos.kernel.edge.languages import menu_language_asked_for
from dominos.kernel.edge.serializers import StrictSerializer
from dominos.kernel.edge.views import ApiView

MAX_ALLERGENS = 30
DIETS = [DietClass.VEGETARIAN.value, DietClass.VEGAN.value]


def _code() -> serializers.CharField:
    return serializers.CharField(max_length=limits.MAX_CODE_LENGTH)


class SuggestionsSerializer(StrictSerializer):
    """The products of a basket, and a dietary filter: without allergens, of a diet."""

    products = ListField(child=_code(), min_length=1, max_length=limits.MAX_LINES)
    without = ListField(child=_code(), max_length=MAX_ALLERGENS, default=list)
    diet = serializers.ChoiceField(DIETS, required=False)
    at = InstantField(required=False)


class SuggestionsView(ApiView):
    access = {"POST": ANYONE}
    problems = {"POST": [NoMenu]}

    @extend_schema(
        operation_id="suggest_sides",
        tags=["menu"],
        request=SuggestionsSerializer,
        responses=SuggestionsAnswer,
    )
    def post(self, request: Request, store_id: UUID) -> Response:
        """Sides that completed orders of the store had with these products most often. Changes nothing.

        Each can be had as it comes, and is certain to pass the filter; none where nothing is known.
        """
        asked = self.validated(SuggestionsSerializer)
        diet = DietClass(asked["diet"]) if "diet" in asked else None
        dietary = DietaryFilter(frozenset(asked["without"]), diet)
        language = menu_language_asked_for(request)
        return self.answer(suggest(store_id, asked["products"], dietary, asked.get("at"), language))
