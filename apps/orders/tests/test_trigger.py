"""The database refuses what the state table does not allow, whoever asks."""

from importlib import import_module
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction

from apps.orders import migrations
from apps.orders.contract.types import OrderStatus
from apps.orders.domain.states import legal_pairs
from apps.orders.domain.trigger import trigger_sql
from apps.orders.models import Order

pytestmark = pytest.mark.django_db
BAKED = legal_pairs(None, True)


def walk_to(order: Order, status: str, pairs=BAKED) -> None:
    """Raw SQL along legal pairs, found breadth first."""
    paths = {"PENDING_PAYMENT": []}
    queue = ["PENDING_PAYMENT"]
    while queue:
        at = queue.pop(0)
        for source, target in pairs:
            if source == at and target not in paths:
                paths[target] = [*paths[at], target]
                queue.append(target)
    with connection.cursor() as cursor:
        for step in paths[status]:
            cursor.execute(
                "UPDATE orders_order SET status = %s, sequence = sequence + 1 WHERE id = %s", [step, order.id]
            )


def update(sql: str, *args: object) -> bool:
    """Whether the database took it; rolled back in any case."""
    taken = False
    with transaction.atomic():
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql, args)
            taken = True
        except IntegrityError as error:
            assert "transition" in str(error) or "sequence" in str(error) or "starts as" in str(error)
    return taken


@pytest.mark.parametrize("baked", [True, False])
def test_every_pair_of_statuses_by_raw_sql(world, baked):
    pairs = legal_pairs(None, baked)
    reachable = {"PENDING_PAYMENT", *(target for _, target in pairs)} - ({"BAKING"} if not baked else set())
    legal = {(str(source), str(target)) for source, target in pairs}
    order = world.placed()
    Order.objects.filter(pk=order.pk).update(pizzas=int(baked))
    for source in sorted(reachable):
        with transaction.atomic():
            walk_to(order, source, pairs)
            for target in sorted({*map(str, OrderStatus)} - {source}):
                with transaction.atomic():
                    taken = update(
                        "UPDATE orders_order SET status = %s, sequence = sequence + 1 WHERE id = %s",
                        target,
                        order.id,
                    )
                    transaction.set_rollback(True)
                assert taken == ((source, target) in legal), (source, target)
            transaction.set_rollback(True)


def test_the_sequence_never_falls_and_counts_every_transition(world):
    order = world.placed()
    walk_to(order, "PLACED")
    assert not update("UPDATE orders_order SET sequence = 0 WHERE id = %s", order.id)
    assert not update("UPDATE orders_order SET status = 'ACCEPTED' WHERE id = %s", order.id)
    assert not update(
        "UPDATE orders_order SET status = 'ACCEPTED', sequence = sequence + 2 WHERE id = %s", order.id
    )
    assert update("UPDATE orders_order SET instructions = 'ring' WHERE id = %s", order.id)


def test_an_order_starts_at_the_beginning(world):
    order = world.placed()
    columns = ", ".join(f'"{field.column}"' for field in Order._meta.concrete_fields)
    values = columns.replace('"id"', "gen_random_uuid()").replace('"quote_id"', "gen_random_uuid()")
    values = values.replace('"number"', "'other'").replace('"status"', "'COMPLETED'")
    assert not update(
        f"INSERT INTO orders_order ({columns}) SELECT {values} FROM orders_order WHERE id = %s", order.id
    )


def test_amounts_that_do_not_add_up_are_refused(world):
    order = world.placed()
    with pytest.raises(IntegrityError, match="orders_order_total"), transaction.atomic():
        Order.objects.filter(pk=order.pk).update(total=order.total + 1)


def test_the_installed_trigger_was_written_from_the_table_of_today():
    (folder,) = migrations.__path__
    names = sorted(path.stem for path in Path(folder).glob("0*.py"))
    modules = [import_module(f"{migrations.__name__}.{name}") for name in names]
    installed = [module for module in modules if hasattr(module, "GUARD_TRANSITIONS")][-1]
    assert trigger_sql() == installed.GUARD_TRANSITIONS, (
        f"the state table changed: {installed.__name__} has to install what `manage.py order_states --trigger` prints"
    )
