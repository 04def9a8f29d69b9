"""The database trigger that enforces the state table, generated from `states.TRANSITIONS`."""

from collections.abc import Iterable

from apps.orders.contract.types import OrderStatus
from apps.orders.domain.states import INITIAL, legal_pairs

FUNCTION = "orders.guard_order_transition"
TRIGGER = "orders_guard_transition"


def trigger_sql() -> str:
    """SQL that (re)installs the trigger: it rejects illegal status changes and a decreasing sequence.

    Orders without baked items cannot enter the oven, and others cannot skip it.
    """
    pairs, baked, unbaked = map(_pairs, (legal_pairs(), legal_pairs(True), legal_pairs(False)))
    return f"""
CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $guard$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.status <> '{INITIAL}' THEN
            RAISE EXCEPTION 'an order starts as {INITIAL}, not as %', NEW.status USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.sequence < OLD.sequence THEN
        RAISE EXCEPTION 'the sequence of an order never falls' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.status = OLD.status THEN
        RETURN NEW;
    END IF;
    IF (OLD.status, NEW.status) NOT IN ({pairs})
        OR (NEW.pizzas = 0 AND (OLD.status, NEW.status) IN ({baked}))
        OR (NEW.pizzas > 0 AND (OLD.status, NEW.status) IN ({unbaked})) THEN
        RAISE EXCEPTION 'illegal order transition % -> %', OLD.status, NEW.status
            USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.sequence <> OLD.sequence + 1 THEN
        RAISE EXCEPTION 'a transition adds one to the sequence' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$guard$;
DROP TRIGGER IF EXISTS {TRIGGER} ON orders.orders_order;
CREATE TRIGGER {TRIGGER} BEFORE INSERT OR UPDATE OF status, sequence ON orders.orders_order
    FOR EACH ROW EXECUTE FUNCTION {FUNCTION}();
"""


def _pairs(pairs: Iterable[tuple[OrderStatus, OrderStatus]]) -> str:
    return ", ".join(f"('{source}', '{target}')" for source, target in pairs)


def drop_sql() -> str:
    """SQL that removes the trigger."""
    return f"DROP TRIGGER IF EXISTS {TRIGGER} ON orders.orders_order; DROP FUNCTION IF EXISTS {FUNCTION}();"
