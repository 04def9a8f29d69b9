"""Writes: the terms on which markets sell."""

from apps.stores.contract.types import SalesTerms
from apps.stores.models import Market, Store
from apps.stores.queries.states import terms_of
from apps.stores.revisions import next_revision, publish_availability
from dominos.kernel.unit_of_work import unit_of_work


def save_market(code: str, name: str, terms: SalesTerms) -> bool:
    """Sets the market's terms and invalidates open quotes of its stores. Returns False if nothing changes."""
    columns = {
        "name": name,
        "small_order": terms.small_order,
        "small_order_fee": terms.small_order_fee,
        "cash_coin": terms.cash_coin,
        "schedule_days": terms.schedule_days,
        "taxes": {rate.tax_class: rate.percent for rate in terms.taxes},
    }
    with unit_of_work("stores"):
        before = Market.objects.select_for_update().filter(code=code).first()
        if before is not None and before.name == name and terms_of(before) == terms:
            return False
        Market.objects.update_or_create(code=code, defaults=columns)
        announce_market(code)
    return True


def announce_market(code: str) -> None:
    """Publishes the changed terms for every store of the market; called within the change's unit of work."""
    for store_id in Store.objects.filter(market=code).values_list("id", flat=True):
        publish_availability(store_id, "terms", next_revision(store_id))
