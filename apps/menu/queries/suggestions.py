"""Which sides go with a basket, by what was bought together at the store."""

from collections.abc import Collection, Iterator
from datetime import datetime
from uuid import UUID

from apps.menu.contract.types import LineRequest, PricedLine
from apps.menu.domain.dayparts import Moment
from apps.menu.domain.deals.store_deals import Occasion
from apps.menu.domain.suggestions import DietaryFilter, bought_beside
from apps.menu.queries import baskets, published_menus
from apps.menu.queries.answers import SuggestionAnswer, SuggestionsAnswer
from apps.menu.queries.published_menus import Offering
from apps.orders.contract.service import OrdersService
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.clock import now
from dominos.kernel.errors import Unavailable
from dominos.kernel.services import service
from dominos.kernel.ttl_cache import TtlCache

MAX_SUGGESTIONS = 3
remembered = TtlCache[UUID, list[list[str]]](seconds=300)


def suggest(
    store_id: UUID,
    products: Collection[str],
    dietary: DietaryFilter,
    at: datetime | None = None,
    language: str = "",
) -> SuggestionsAnswer:
    """The sides that completed orders had with these products most often, at most `MAX_SUGGESTIONS`.

    Only what the store can make for `at` (default: now) as it comes and what passes the filter; of a product the
    cheapest variant. The same for the same orders; none without orders. NotFound, NoMenu.
    """
    offering = published_menus.get_offering(store_id, at, language)
    occasion = Occasion(
        service=ServiceMethod.CARRYOUT,
        store=offering.seller.code,
        at=Moment(at or now(), offering.seller.clock),
    )
    found: list[SuggestionAnswer] = []
    for code in bought_beside(products, _bought_together(store_id)):
        line = next(_orderable(offering, occasion, code, dietary), None)
        if line is not None:
            found.append(SuggestionAnswer.of(line))
        if len(found) == MAX_SUGGESTIONS:
            break
    return SuggestionsAnswer(suggestions=found)


def _bought_together(store_id: UUID) -> list[list[str]]:
    try:
        return remembered.get_or_read(
            store_id, lambda: service(OrdersService).get_bought_together(store_id=store_id)
        )
    except Unavailable:
        return []  # a basket is ordered without suggestions


def _orderable(
    offering: Offering, occasion: Occasion, code: str, dietary: DietaryFilter
) -> Iterator[PricedLine]:
    """The product as it comes, in each variant that can be had and passes the dietary filter, the cheapest first."""
    rules = offering.menu.rules
    product = rules.products.get(code)
    if product is None or product.is_halvable:
        return
    variants = [each for each in rules.variants.values() if each.product == code]
    for variant in sorted(variants, key=lambda each: (each.price + each.crust_surcharge, each.code)):
        line = LineRequest(variant=variant.code)
        priced, refusals = baskets.price(offering.menu, [line], occasion, left=offering.left)
        if not refusals and dietary.passes(priced[0].contents):
            yield priced[0]
