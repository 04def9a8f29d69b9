"""Notifications for staff and couriers."""

from django.conf import settings

from apps.dashboard.contract.events import WeekCounted
from apps.delivery.contract.events import CourierOffered, CourierWaits, FoodWithoutCourier, ShiftEnded
from apps.menu.contract.events import MenuPublicationRefused, MenuSoldOut
from apps.notifications.domain import news as kinds
from apps.notifications.domain.news import Recipient
from apps.notifications.handlers.recipients import who_marked, who_planned, who_works
from apps.notifications.texts.wording import day_in_words, listed, moment
from apps.notifications.use_cases.notify import notify
from apps.notifications.use_cases.staff import (
    drop_waiting,
    tell_chain,
    tell_courier,
    tell_digests,
    tell_store,
)
from apps.orders.contract.events import OrderAttended, OrderNeedsAttention
from apps.orders.contract.types import AttentionLevel
from apps.payments.contract.events import MoneyWaits, TipPaid
from apps.payments.contract.types import MoneyMatter
from apps.users.contract.events import RosterPublished
from dominos.kernel.clock import now
from dominos.kernel.dataclass_dicts import plain
from dominos.kernel.messaging.bus import on
from dominos.kernel.person_names import shown_name
from dominos.kernel.texts.languages import spoken


@on(FoodWithoutCourier)
def on_food_without_courier(event: FoodWithoutCourier) -> None:
    tell_store(kinds.NO_COURIER, event.store_id, event.order_id)


@on(CourierWaits)
def on_courier_waits(event: CourierWaits) -> None:
    tell_store(kinds.COURIER_WAITS, event.store_id, event.order_id, courier=shown_name(event.courier_name))


@on(ShiftEnded)
def on_shift_ended(event: ShiftEnded) -> None:
    """Also notifies couriers whose shift was ended by the store or by time."""
    hours, minutes = divmod(event.worked_minutes, 60)
    worked = {"hours": hours, "minutes": f"{minutes:02}", "breaks": event.break_minutes}
    tell_courier(kinds.SHIFT_ENDED, event.courier_id, event.shift_id, kinds.SHIFT_ENDED.good_for, **worked)


@on(TipPaid)
def on_tip_paid(event: TipPaid) -> None:
    """Tells the courier of the amount, and not of who gave it."""
    told = {"minor": event.amount, "currency": event.currency}
    tell_courier(kinds.TIP, event.courier_id, event.tip_id, kinds.TIP.good_for, **told)


@on(OrderNeedsAttention)
def on_order_needs_attention(event: OrderNeedsAttention) -> None:
    words = {"number": event.number, "wrong": kinds.WRONG[event.wrong], "level": event.level}
    if event.level is AttentionLevel.CHAIN:
        tell_chain(kinds.ATTENTION_OF_CHAIN, event.order_id, **words)
    else:
        tell_store(kinds.ATTENTION, event.store_id, event.order_id, **words)


@on(MoneyWaits)
def on_money_waits(event: MoneyWaits) -> None:
    """Notifies the store, and the chain's support if a second person has to decide."""
    path = f"/board/money/?store={event.store_id}" if event.store_id else "/board/money/"
    told = {"minor": event.amount, "currency": event.currency, "matter": event.matter.value}
    kind = kinds.CASH_DIFFERS if event.matter is MoneyMatter.CASH_DIFFERS else kinds.SECOND_PERSON
    if event.store_id:
        tell_store(kind, event.store_id, event.subject_id, path=path, **told)
    if kind is kinds.SECOND_PERSON:
        tell_chain(kinds.SECOND_PERSON_OF_CHAIN, event.subject_id, path=path, **told)


@on(MenuSoldOut, ask=who_marked)
def on_menu_sold_out(event: MenuSoldOut, by: str) -> None:
    """Notifies the store, with the person who marked it, unless the stock count did."""
    told = {
        "things": listed(event.names),
        "lost": listed(event.unorderable),
        "until": event.until.isoformat() if event.until else "",
        "timezone": event.timezone,
        "by": by,
    }
    path = f"/board/store/?store={event.store_id}"
    tell_store(kinds.SOLD_OUT, event.store_id, event.store_id, path=path, **told)


@on(MenuPublicationRefused, ask=who_planned)
def on_menu_publication_refused(event: MenuPublicationRefused, recipient: Recipient | None) -> None:
    path = f"/board/prices/?store={event.store_id}"
    if recipient is None:
        tell_chain(kinds.PUBLICATION_REFUSED_OF_CHAIN, event.store_id, path=path, store=event.store_name)
        return
    notify(
        kinds.PUBLICATION_REFUSED,
        recipient,
        subject_id=event.store_id,
        store=event.store_name,
        when=moment(event.publish_at, event.timezone, recipient.locale),
        link=f"{settings.PUBLIC_URL}{path}",
    )


@on(RosterPublished, ask=who_works)
def on_roster_published(event: RosterPublished, recipient: Recipient | None) -> None:
    if recipient is not None:
        notify(
            kinds.ROSTER_PUBLISHED,
            recipient,
            subject_id=event.store_id,
            store=event.store_name,
            week=day_in_words(event.monday, spoken(recipient.locale)),
            shifts=event.shifts,
            link=f"{settings.PUBLIC_URL}/account/shifts/",
        )


@on(WeekCounted)
def on_week_counted(event: WeekCounted) -> None:
    """Adds the weekly figures to the digests of managers who want them."""
    told = {
        **{name: part for name, part in plain(event).items() if name != "store_id"},
        "first": event.first.isoformat(),
        "last": event.last.isoformat(),
        "share": round(100 * event.on_time / event.completed) if event.completed else 0,
    }
    tell_digests(kinds.WEEK, event.store_id, **told)


@on(OrderAttended)
def on_order_attended(event: OrderAttended) -> None:
    drop_waiting((kinds.ATTENTION, kinds.ATTENTION_OF_CHAIN), event.order_id)


@on(CourierOffered)
def on_courier_offered(event: CourierOffered) -> None:
    left = event.expires_at - now()
    if left.total_seconds() > 0:
        tell_courier(kinds.OFFER, event.courier_id, event.run, left, stops=event.stops)
