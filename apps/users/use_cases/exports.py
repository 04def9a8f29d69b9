"""Giving a person all that is known of them: asked for, gathered from every app by a worker, kept sealed for a week."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from apps.delivery.contract.service import DeliveryService
from apps.notifications.contract.service import NotificationsService
from apps.orders.contract.people import OrdersOfPerson
from apps.orders.contract.service import OrdersService
from apps.payments.contract.service import PaymentsService
from apps.reviews.contract.service import ReviewsService
from apps.users.contract.errors import TooManyExports, WrongPassword
from apps.users.contract.events import ExportMade
from apps.users.contract.service import UsersService
from apps.users.domain import MAX_EXPORTS_A_DAY
from apps.users.models import DataExport, User
from apps.users.models.exports import export_expiry
from apps.users.queries.people import get_user
from apps.users.use_cases.export_file import packed
from dominos.kernel.after_commit import start_after_commit
from dominos.kernel.audit import record
from dominos.kernel.clock import now
from dominos.kernel.edge.answers import Answer
from dominos.kernel.errors import NotFound
from dominos.kernel.leases import claim, work_off
from dominos.kernel.services import service
from dominos.kernel.services.people import HoldsPeople, PersonalRow
from dominos.kernel.unit_of_work import publish, unit_of_work

MAKE = "users.make_exports"
LEASE = timedelta(minutes=5)
HOLDERS: tuple[HoldsPeople, ...] = (
    service(UsersService),
    service(OrdersService),
    service(DeliveryService),
    service(PaymentsService),
    service(NotificationsService),
    service(ReviewsService),
)
"""The apps with something of people, in the order in which a file tells of them."""


class DataExportAnswer(Answer):
    """A file of all that is known of the caller: a ZIP with JSON, a PDF, and photos."""

    id: UUID
    asked_at: datetime
    progress: int
    """How much of it is gathered, in percent; 100 once it can be fetched."""
    made_at: datetime | None
    """Since when it can be fetched; null while it is being made."""
    size: int
    """In bytes."""
    expires_at: datetime
    """When it is deleted."""


def ask(user_id: UUID, *, password: str) -> DataExportAnswer:
    """The person's own request, or the one being made already. WrongPassword, TooManyExports, NotFound."""
    user = get_user(user_id)
    if not user.check_password(password):
        raise WrongPassword
    _ask(user, by=user_id)
    return list_exports(user_id)[0]


def ask_for(user_id: UUID, *, by: UUID | None) -> None:
    """The same, asked by staff for a person, who alone gets the file. TooManyExports, NotFound."""
    _ask(get_user(user_id), by)


def _ask(user: User, by: UUID | None) -> None:
    lately = user.exports.filter(asked_at__gt=now() - timedelta(days=1))
    if user.exports.filter(made_at=None).exists():
        return
    if lately.count() >= MAX_EXPORTS_A_DAY:
        raise TooManyExports
    with unit_of_work("users"):
        # One at a time, as a constraint says, for whoever asks at the same moment.
        DataExport.objects.bulk_create([DataExport(user=user, asked_by=by)], ignore_conflicts=True)
        record("export_asked", about=user, by=by)
        start_after_commit(MAKE)


def due() -> QuerySet[DataExport]:
    """What is to be made."""
    return DataExport.objects.filter(made_at=None, due_at__lte=now())


def make_due() -> int:
    """Makes what was asked for; how many. What an app did not answer for is due again after a while."""
    waiting = DataExport.objects.filter(made_at=None)
    return work_off(lambda: claim(waiting, LEASE, batch=1), _make)


def _make(export: DataExport) -> None:
    user = export.user
    mailbox = user.email if user.is_verified else ""
    orders = service(OrdersService).get_orders_of_person(user_id=user.id, email=mailbox)
    told: list[PersonalRow] = []
    for gathered, holder in enumerate(HOLDERS, start=1):
        told += _all_of(holder, orders)
        DataExport.objects.filter(id=export.id).update(gathered=gathered)
    content = packed(user, told)
    with unit_of_work("users"):
        made = DataExport.objects.select_for_update().filter(id=export.id, made_at=None).first()
        if made is not None:  # as it is once the account is closed
            made.made_at, made.expires_at = now(), export_expiry()
            made.content, made.size = content, len(content)
            made.save()
            record("export_made", about=user, count=len(told))
            publish(ExportMade(user_id=user.id), subject=user.id)


def _all_of(holder: HoldsPeople, orders: OrdersOfPerson) -> Iterator[PersonalRow]:
    after = ""
    while True:
        page = holder.export_person(people=orders.person_ids, orders=orders.order_ids, after=after)
        yield from page.rows
        if not (after := page.next):
            return


def list_exports(user_id: UUID) -> list[DataExportAnswer]:
    """A person's, newest first."""
    rows = DataExport.objects.filter(user_id=user_id, expires_at__gt=now()).defer("content").order_by("-id")
    return [
        DataExportAnswer(
            id=row.id,
            asked_at=row.asked_at,
            progress=100 if row.made_at else 99 * row.gathered // len(HOLDERS),
            made_at=row.made_at,
            size=row.size,
            expires_at=row.expires_at,
        )
        for row in rows
    ]


def read(user_id: UUID, export_id: UUID, *, password: str) -> bytes:
    """The file, for its person only. WrongPassword, NotFound, also while it is being made and after a week."""
    user = get_user(user_id)
    if not user.check_password(password):
        raise WrongPassword
    row = user.exports.filter(id=export_id, made_at__isnull=False, expires_at__gt=now()).first()
    if row is None:
        raise NotFound
    with unit_of_work("users"):
        record("export_fetched", about=user, by=user_id)
    return bytes(row.content or b"")
