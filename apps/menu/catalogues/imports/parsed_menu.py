"""The parsed content of a menu file."""

from dataclasses import dataclass, field

from apps.menu.catalogues.imports.extras import Extras
from apps.menu.catalogues.imports.headings import Headings
from apps.menu.catalogues.imports.notation import Entry, Report
from apps.menu.catalogues.imports.products import Configured, Sold


@dataclass(slots=True)
class Translation:
    """The products of a file with everything they refer to."""

    source: Entry
    catalogue: str
    currency: str
    report: Report
    headings: Headings
    extras: Extras
    products: dict[str, Configured] = field(default_factory=dict)

    @property
    def sold(self) -> dict[str, tuple[Configured, Sold]]:
        """Each variant with its product."""
        return {sold.code: (product, sold) for product in self.products.values() for sold in product.variants}

    def category_of(self, product: Configured) -> str:
        """The category of the product; one made from its type if the file assigns none."""
        category = self.headings.of_products.get(product.code)
        if category is None:
            category = self.headings.other(product.kind)
            self.report.say(
                f"Products.{product.code}", f"under no category of the file; put under {category}"
            )
        return category
