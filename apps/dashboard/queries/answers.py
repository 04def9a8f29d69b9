"""Response types of the dashboard's endpoints and the frames of its sockets."""

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
    """Why somebody has to look at an order, since when, and the highest level that was notified."""

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
    """Rejected because the store did not answer in time."""
    no_courier_since: datetime | None
    """When the food got ready that has waited too long for a courier; null if it has not."""
    attention: BoardAttentionAnswer | None
    """Set if the order was not moved in time."""
    changed_at: datetime


class BoardAnswer(Answer):
    """A store's live orders and recently missed ones, the most urgent first."""

    columns: dict[str, list[OrderStatus]]
    """The columns, each with the order states it shows."""
    orders: list[BoardOrderAnswer]


class MapPlaceAnswer(Answer):
    """A place on the map."""

    lat: float
    lon: float


class MapCourierAnswer(Answer):
    """A courier on shift, or of a `provider`, whose vehicle nobody knows and who is given nothing else."""

    courier_id: UUID
    name: str
    status: str
    vehicle: str
    position: Position | None
    provider: str = ""
    """Empty for ours."""


class MapDoorAnswer(Answer):
    """The destination of a delivery under way."""

    order_id: UUID
    number: str
    status: DeliveryStatus
    lat: float
    lon: float
    courier_id: UUID | None
    stop: int
    """Its number in the courier's run; 0 before there is one."""
    promised_to: datetime
    is_late: bool
    """Expected after the promise."""
    delivery_id: UUID
    expected_at: datetime
    no_courier_since: datetime | None
    """When the food got ready that has waited too long for a courier; null if it has not."""
    kept_for: UUID | None
    """The courier whom a dispatcher chose for it."""
    kept_from: list[UUID]
    """The couriers whom a dispatcher excluded from it."""


class StoreMapAnswer(Answer):
    """The positions of a store, its couriers on shift and the destinations of its deliveries."""

    store: MapPlaceAnswer
    couriers: list[MapCourierAnswer]
    doors: list[MapDoorAnswer]
    """Most at risk first: ready food without a courier, then by how late it is expected after its promise."""


class SalesRowAnswer(Answer):
    """One store on one business day. Amounts in minor units."""

    day: date
    """The store's business day, which ends when the next one starts and not at midnight."""
    store_id: UUID
    currency: str
    placed: int
    channels: dict[OrderChannel, int]
    """The number of placed orders by channel; channels without orders are left out."""
    completed: int
    on_time: int
    """Completed by the end of the promised window, regardless of the number of delivery attempts."""
    failed_deliveries: int
    """Failed delivery attempts; an order may count more than once."""
    sold: int
    """The totals of completed orders, after revisions and before refunds."""
    captured: int
    """The amount captured from customers, before refunds."""
    refunded: int
    """The amount refunded to customers, without chargebacks."""
    stars: float | None
    """The mean of the reviews' 1 to 5 stars."""


class SalesAnswer(Answer):
    """Figures by business day and store."""

    results: list[SalesRowAnswer]


class ReportColumnAnswer(Answer):
    """A column of a report. `heading` is a code, or literal text that is not translated."""

    heading: str
    unit: Unit


class ReportTableAnswer(Answer):
    """A report in one currency (empty where amounts do not occur). Money in minor units, shares in tenths of
    a percent.
    """

    currency: str
    columns: list[ReportColumnAnswer]
    rows: list[list[str | int | None]]
    """As many cells as there are columns; null where there is no value."""
    has_total: bool
    """Whether the last row is the total."""


class ReportAnswer(Answer):
    """Current figures of business days `first` to `last`, both included."""

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


class RingingCallFrame(Answer):
    """A call rings at the extension; `phone` is the caller's number, "" if it is withheld."""

    type: Literal["call"] = "call"
    phone: str


class DeskTakenFrame(Answer):
    """The extension rings at this desk from now on; other connections to it close."""

    type: Literal["taken"] = "taken"
    desk: UUID


class MapUnavailableFrame(Answer):
    """The map cannot be read at the moment."""

    type: Literal["unavailable"] = "unavailable"


class CourierPlaceFrame(Answer):
    """The position of a courier on shift for the store: degrees (WGS 84), `accuracy` in metres."""

    type: Literal["courier"] = "courier"
    courier_id: UUID
    lat: float
    lon: float
    accuracy: float
    at: datetime
