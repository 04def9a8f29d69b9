"""Opening a group order, adding and removing lines, closing and reopening it."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from apps.menu.contract.limits import MAX_LINES
from apps.menu.contract.service import MenuService
from apps.menu.contract.types import LineRequest, PricedBasket
from apps.orders.contract.errors import GroupClosed, GroupFull, TooManyGroups
from apps.orders.domain.groups import MAX_OPEN, excess, is_over
from apps.orders.domain.sold_lines import line_body
from apps.orders.lifecycle.pushes import push_group_after_commit
from apps.orders.models import GroupLine, OrderGroup
from apps.orders.queries.groups import GroupAnswer, group_answer, group_of
from apps.stores.contract.service import StoresService
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.auth import Principal
from dominos.kernel.clock import now
from dominos.kernel.errors import NotFound
from dominos.kernel.postgres.locks import one_at_a_time
from dominos.kernel.services import service
from dominos.kernel.unit_of_work import unit_of_work


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A group to open, for a number of minutes."""

    store_id: UUID
    service: ServiceMethod
    name: str
    minutes: int


def open_group(wanted: Wanted, host: UUID) -> GroupAnswer:
    """A new group of this host. NotFound for an unknown store; TooManyGroups."""
    service(StoresService).get_store(store_id=wanted.store_id)
    with unit_of_work("orders"):
        _refuse_too_many(host)
        group = OrderGroup.objects.create(
            host_id=host,
            host_name=wanted.name,
            store_id=wanted.store_id,
            service=wanted.service.value,
            ends_at=now() + timedelta(minutes=wanted.minutes),
        )
    return group_answer(group)


def add_lines(
    token: str, name: str, lines: list[LineRequest], person: UUID, language: str = ""
) -> GroupAnswer:
    """Adds a person's lines, all or none. NotFound, GroupClosed, GroupFull, BasketRefused."""
    shown = group_of(token, OrderGroup.objects.all())
    menu: MenuService = service(MenuService)
    priced: PricedBasket = menu.price_basket(
        store_id=shown.store_id, lines=lines, service=ServiceMethod(shown.service), language=language
    )
    with unit_of_work("orders"):
        group = _locked(token)
        if group.is_closed or is_over(group.ends_at, now()):
            raise GroupClosed
        owners = list(group.lines.values_list("person_id", flat=True))
        if what := excess(owners, person, len(lines), MAX_LINES):
            raise GroupFull(of=what)
        GroupLine.objects.bulk_create(
            GroupLine(
                group=group,
                person_id=person,
                name=name,
                line=line_body(line),
                product=sold.name,
                description=sold.description,
                total=sold.total,
            )
            for line, sold in zip(lines, priced.lines, strict=True)
        )
        push_group_after_commit(group.id)
    return group_answer(group)


def remove_line(token: str, line_id: UUID, by: Principal) -> GroupAnswer:
    """Removes one's own line, or for the host any line; idempotent. NotFound for others' lines; GroupClosed."""
    with unit_of_work("orders"):
        group = _locked(token)
        if group.is_closed:
            raise GroupClosed
        row = group.lines.filter(id=line_id).first()
        if row is not None and by.id not in (row.person_id, group.host_id):
            raise NotFound("There is no such line of yours.")
        if row is not None:
            row.delete()
            push_group_after_commit(group.id)
    return group_answer(group)


def close_group(token: str, by: Principal, *, is_closed: bool) -> GroupAnswer:
    """Its host closes the group to order, or reopens it. NotFound for anybody else; TooManyGroups.

    GroupClosed for one of whose order each pays their part: what is in it stays what it was.
    """
    with unit_of_work("orders"):
        group = _locked(token)
        if group.host_id != by.id:
            raise NotFound("There is no such group order of yours.")
        if group.is_closed != is_closed:
            if group.order_id is not None:
                raise GroupClosed
            if not is_closed:
                _refuse_too_many(group.host_id)
            group.is_closed = is_closed
            group.save(update_fields=["is_closed"])
            push_group_after_commit(group.id)
    return group_answer(group)


def _locked(token: str) -> OrderGroup:
    return group_of(token, OrderGroup.objects.select_for_update())


def _refuse_too_many(host: UUID) -> None:
    """TooManyGroups where so many of this host's are open; their other tabs wait until this one is done."""
    one_at_a_time(f"groups of {host}")
    if OrderGroup.objects.filter(host_id=host, is_closed=False, ends_at__gt=now()).count() >= MAX_OPEN:
        raise TooManyGroups
