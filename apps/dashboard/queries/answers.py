"""What the dashboard's endpoints answer and its sockets send."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from apps.dashboard.domain.reports import By, Subject, Unit
from apps.delivery.contract.types import DeliveryStatus, Position
from apps.orders.contract.types import AttentionLevel, OrderChannel, OrderStatus, Wrong
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.edge.answers import Answer


class BoardStoreAnswer(Answer):
    """A store whose board the caller may see."""

    store_id: UUID
    code: str
    name: str


class BoardStoresAnswer(Answer):
    """The stores whose boards the caller may see."""

    stores: list[BoardStoreAnswer]


class BoardAttentionAnswer(Answer):
    """Why somebody has to look at an order, since when, and the highest that was told."""

    wrong: Wrong
    level: AttentionLevel
    since: datetime


class BoardOrderAnswer(Answer):
    """An order on the board."""

    order_id: UUID
    number: str
    store_id: UUID
    service: ServiceMethod
    status: OrderStatus
    sequence: int
    total: int
    """In minor units."""
    currency: str
    courier_name: str
    promised_to: datetime
    eta_to: datetime | None
    is_late: bool
    """After the end of the promised window."""
    is_missed: bool
    """Rejected, because the store took no notice of it in time."""
    no_courier_since: datetime | None
    """When the food got ready that has waited too long for somebody to bring it; null while nobody has to worry."""
    attention: BoardAttentionAnswer | None
    """Of an order that nobody moved in time."""
    changed_at: datetime


class BoardAnswer(Answer):
    """A store's live orders and those it missed lately, the most urgent first."""

    columns: dict[str, list[OrderStatus]]
    """The columns, each with the order states it shows."""
    orders: list[BoardOrderAnswer]


class MapPlaceAnswer(Answer):
    """A place on the map."""

    lat: float
    lon: float


class MapCourierAnswer(Answer):
    """A courier on shift."""

    courier_id: UUID
    name: str
    status: str
    vehicle: str
    position: Position | None


class MapDoorAnswer(Answer):
    """The door of a delivery under way."""

    order_id: UUID
    number: str
    status: DeliveryStatus
    lat: float
    lon: float
    courier_id: UUID | None
    stop: int
    """Of the courier's run; 0 before there is one."""
    promised_to: datetime
    is_late: bool
    """Expected after the promise."""
    delivery_id: UUID
    expected_at: datetime
    no_courier_since: datetime | None
    """When the food got ready that has waited too long for somebody to bring it."""
    kept_for: UUID | None
    """The courier whom a dispatcher wants to bring it."""
    kept_from: list[UUID]
    """Those whom a dispatcher does not want to."""


class StoreMapAnswer(Answer):
    """Where a store, its couriers on shift and the doors of its deliveries are."""

    store: MapPlaceAnswer
    couriers: list[MapCourierAnswer]
    doors: list[MapDoorAnswer]
    """What is most at risk first: ready food that nobody brings, then by how far it is expected after its promise."""


class SalesRowAnswer(Answer):
    """One store on one business day. Amounts in minor units."""

    day: date
    """The store's business day, which ends when the next one starts and not at midnight."""
    store_id: UUID
    currency: str
    placed: int
    channels: dict[OrderChannel, int]
    """How many of the placed orders came which way; those that none came by are left out."""
    completed: int
    on_time: int
    """Completed by the end of the promised window, whatever number of attempts it took."""
    failed_deliveries: int
    """How often nobody took the food at the door; an order may count more than once."""
    sold: int
    """The totals of completed orders, as they were revised; refunds are not taken off."""
    captured: int
    """What was taken of customers; refunds are not taken off."""
    refunded: int
    """What went back to customers; a payment that their bank took back is not in it."""
    stars: float | None
    """The mean of the reviews' 1 to 5 stars."""


class SalesAnswer(Answer):
    """Figures by business day and store."""

    results: list[SalesRowAnswer]


class ReportColumnAnswer(Answer):
    """A column of a report. `heading` is a code, or text of no language."""

    heading: str
    unit: Unit


class ReportTableAnswer(Answer):
    """A report in one currency, empty where there is none. Money in minor units, shares in tenths of a percent."""

    currency: str
    columns: list[ReportColumnAnswer]
    rows: list[list[str | int | None]]
    """As many cells as columns; null is nothing to tell."""
    has_total: bool
    """The last row adds up all others."""


class ReportAnswer(Answer):
    """Figures of business days, both named ones included, as of now."""

    subject: Subject
    first: date
    last: date
    by: By
    as_of: datetime
    tables: list[ReportTableAnswer]


class BoardFrame(Answer):
    """The first frame of a board's websocket."""

    type: Literal["board"] = "board"
    orders: list[BoardOrderAnswer]


class BoardOrderFrame(Answer):
    """A change of one order on the board."""

    type: Literal["order"] = "order"
    order: BoardOrderAnswer


class StoreMapFrame(StoreMapAnswer):
    """The whole map of a store."""

    type: Literal["map"] = "map"


class MapUnavailableFrame(Answer):
    """The map cannot be read right now."""

    type: Literal["unavailable"] = "unavailable"


class CourierPlaceFrame(Answer):
    """Where a courier at work for the store is: degrees (WGS 84), `accuracy` in metres."""

    type: Literal["courier"] = "courier"
    courier_id: UUID
    lat: float
    lon: float
    accuracy: float
    at: datetime
