"""An amount fits wherever it goes: what one app takes and tells, others keep."""

from django.apps import apps
from django.db import models

OF_ORDERS = {
    *("amount", "authorized", "captured", "refunded", "cash_carried", "cash_due", "charged_back", "total"),
    *("food", "discount", "delivery_fee", "small_order_fee", "deposit_total", "tax", "tax_added", "tip"),
}


def test_what_orders_cost_is_kept_in_columns_of_one_size():
    """An order of 30 million IDR is a large one, not an impossible one: in minor units it takes more than 32 bits."""
    columns = [
        field
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.name in OF_ORDERS and isinstance(field, models.IntegerField)
        if model._meta.app_label != "stores"  # whose terms are no sums
    ]
    assert len(columns) > 20
    small = [str(field) for field in columns if not isinstance(field, models.BigIntegerField)]
    assert not small
