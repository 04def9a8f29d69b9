"""``python -m benchmarks.platform.floor.wsgi`` makes the tables and the menu; granian serves `application`."""

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.platform.floor.settings"
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
PRODUCTS = 50


def fill() -> None:
    """Fifty products of three sizes with three extras each, on an empty database."""
    from benchmarks.platform.floor.models import Option, Product, Variant

    call_command("migrate", run_syncdb=True, verbosity=0)
    for number in range(PRODUCTS):
        product = Product.objects.create(
            name=f"Product {number}",
            slug=f"product-{number}",
            description="A dish that comes in three sizes.",
        )
        for extra, size in enumerate("SML"):
            Variant.objects.create(product=product, name=size, sku=f"P-{number}-{size}", price=10 + extra)
            Option.objects.create(product=product, name=f"extra {extra}", price=1)


if __name__ == "__main__":
    fill()
