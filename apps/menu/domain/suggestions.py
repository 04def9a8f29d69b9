"""What is suggested beside a basket: sides that were bought with what is in it, as they come. Pure."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from apps.menu.contract.types import Contents, DietClass


@dataclass(frozen=True, slots=True)
class DietaryFilter:
    """What somebody eats: nothing with these allergens; as vegans or vegetarians do, None for anything."""

    without: frozenset[str] = frozenset()
    diet: DietClass | None = None

    def passes(self, contents: Iterable[Contents]) -> bool:
        """Whether all of it is certain to be so: what is not stated is out."""
        return all(self._passes(each) for each in contents)

    def _passes(self, part: Contents) -> bool:
        is_eaten = self.diet in (None, part.diet) or part.diet is DietClass.VEGAN
        return is_eaten and not (self.without and part.unknown) and self.without.isdisjoint(part.allergens)


def bought_beside(products: Collection[str], baskets: Iterable[Collection[str]]) -> list[str]:
    """What was in baskets with any of these products: that of most baskets first, of equals by code."""
    wanted = frozenset(products)
    found = Counter(code for basket in map(frozenset, baskets) if basket & wanted for code in basket - wanted)
    return sorted(found, key=lambda code: (-found[code], code))
