"""Reads: a group order for the holders of its link."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.db.models import QuerySet

from apps.orders.domain.groups import KEPT, is_over, note_of
from apps.orders.models import OrderGroup
from apps.orders.queries.sale_answers import RequestedLineAnswer
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.clock import now
from dominos.kernel.edge.answers import Answer
from dominos.kernel.errors import NotFound

_signer = Signer(sep=".", salt="orders.groups")


class GroupLineAnswer(Answer):
    """A person's line; its note begins with their name. `total` is its price when it was added, in minor units."""

    id: UUID
    name: str
    person: UUID
    product: str
    description: str
    total: int
    line: RequestedLineAnswer


class GroupAnswer(Answer):
    """A group order. `is_open`: lines may be added; its host closes it, or it ends at `ends_at`.

    Of `order_id` each pays their part until `pay_by` (`GET payments/parts/{order_id}`); null where one pays all.
    """

    group_token: str
    host: UUID
    host_name: str
    store_id: UUID
    service: ServiceMethod
    ends_at: datetime
    is_closed: bool
    is_open: bool
    order_id: UUID | None
    pay_by: datetime | None
    lines: list[GroupLineAnswer]


class GroupFrame(GroupAnswer):
    """The whole group order."""

    type: Literal["group"] = "group"


def token_of(group_id: UUID) -> str:
    """The token in the link to a group; unforgeable without our key."""
    return _signer.sign(urlsafe_b64encode(group_id.bytes).rstrip(b"=").decode())


def group_id_of(token: str) -> UUID:
    """The group of a token. NotFound for a forged or broken one."""
    try:
        return UUID(bytes=urlsafe_b64decode(_signer.unsign(token) + "=="))
    except (BadSignature, ValueError):
        raise NotFound("There is no such group order.") from None


def get_group(token: str) -> GroupAnswer:
    """The group of a link. NotFound, also a day after its end."""
    return group_answer(group_of(token, OrderGroup.objects.all()))


def group_of(token: str, groups: QuerySet[OrderGroup]) -> OrderGroup:
    """The group of a link, among these. NotFound, also a day after its end."""
    group = groups.filter(id=group_id_of(token), ends_at__gt=now() - KEPT).first()
    if group is None:
        raise NotFound("There is no such group order, or it is over.")
    return group


def group_answer(group: OrderGroup) -> GroupAnswer:
    """The group with its lines, in the order they came."""
    rows = [
        GroupLineAnswer(
            id=row.id,
            name=row.name,
            person=row.person_id,
            product=row.product,
            description=row.description,
            total=row.total,
            line=RequestedLineAnswer.of({**row.line, "note": note_of(row.name, row.line.get("note", ""))}),
        )
        for row in group.lines.order_by("id")
    ]
    return GroupAnswer(
        group_token=token_of(group.id),
        host=group.host_id,
        host_name=group.host_name,
        store_id=group.store_id,
        service=ServiceMethod(group.service),
        ends_at=group.ends_at,
        is_closed=group.is_closed,
        is_open=not group.is_closed and not is_over(group.ends_at, now()),
        order_id=group.order_id,
        pay_by=group.pay_by,
        lines=rows,
    )
