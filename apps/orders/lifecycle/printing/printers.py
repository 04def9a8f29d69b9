"""Adding, changing and removing a store's printers."""

from ipaddress import ip_address, ip_network
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError

from apps.orders.lifecycle.pushes import push_printers_after_commit
from apps.orders.models import Printer
from dominos.kernel.clock import now
from dominos.kernel.errors import FieldError, Invalid, NotFound
from dominos.kernel.unit_of_work import unit_of_work

MAX_PRINTERS = 20
"""Per store: each slip is queued for each printer of its kind."""


def add_printer(store_id: UUID, values: dict[str, Any]) -> UUID:
    """Adds a printer and returns its id. Invalid for an address outside the allowed networks, a duplicate
    name, or too many.
    """
    printer = Printer(store_id=store_id, **values)
    with unit_of_work("orders"):
        # Who adds another one at this moment waits here, and is counted by the next statement.
        rows = Printer.objects.filter(store_id=store_id)
        list(rows.select_for_update().values("pk"))
        if rows.count() >= MAX_PRINTERS:
            message = f"A store has {MAX_PRINTERS} printers at most."
            raise Invalid(errors=[FieldError("name", message, "too_many")])
        _save(printer)
    return printer.id


def change_printer(store_id: UUID, printer_id: UUID, values: dict[str, Any]) -> None:
    """Changes a printer and retries it at once. NotFound, Invalid."""
    printer = Printer.objects.filter(store_id=store_id, id=printer_id).first()
    if printer is None:
        raise NotFound("There is no such printer.")
    for name, value in values.items():
        setattr(printer, name, value)
    printer.due_at = now()
    _save(printer)


def remove_printer(store_id: UUID, printer_id: UUID) -> None:
    """Removes a printer with its queue. NotFound."""
    with unit_of_work("orders"):
        removed, _ = Printer.objects.filter(store_id=store_id, id=printer_id).delete()
        if not removed:
            raise NotFound("There is no such printer.")
        push_printers_after_commit(store_id)


def _save(printer: Printer) -> None:
    if not is_reachable(printer.host):
        networks = ", ".join(settings.PRINTER_NETWORKS) or "none, until PRINTER_NETWORKS names some"
        raise Invalid(errors=[FieldError("host", f"Printers are in these networks: {networks}.", "not_ours")])
    try:
        with unit_of_work("orders"):
            printer.save()
            push_printers_after_commit(printer.store_id)
    except IntegrityError:
        raise Invalid(errors=[FieldError("name", "A printer has this name.", "taken")]) from None


def is_reachable(host: str) -> bool:
    """Whether the address is in an allowed printer network, so that managers cannot make us connect elsewhere."""
    return any(ip_address(host) in ip_network(network) for network in settings.PRINTER_NETWORKS)
