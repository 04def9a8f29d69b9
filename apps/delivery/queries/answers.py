"""Response types about deliveries and couriers."""

from datetime import date, datetime
from uuid import UUID

from apps.delivery.contract.types import DeliveryStatus
from apps.delivery.domain.documents import DocumentIssue, DocumentKind
from apps.delivery.domain.proofs import Proof
from apps.delivery.domain.states import CourierStatus, Vehicle
from dominos.kernel.edge.answers import Answer


class DeliveryCourierAnswer(Answer):
    """The courier: ours, or a provider's, who has no account here and the name that the provider gives."""

    id: UUID
    name: str
    provider: str = ""
    """Empty for ours."""


class DeliveryChangeAnswer(Answer):
    """One entry of a delivery's history."""

    sequence: int
    action: str
    status: DeliveryStatus
    actor_id: UUID | None
    """Null for the platform itself."""
    reason: str
    at: datetime


class DeliveryOverviewAnswer(Answer):
    """A delivery. Money in minor units; the recipient is null for its courier once it is over."""

    id: UUID
    order_id: UUID
    attempt: int
    number: str
    store_id: UUID
    status: DeliveryStatus
    run: UUID | None
    stop: int
    bags: int
    contactless: bool
    cash_due: int
    currency: str
    requested_at: datetime
    ready_at: datetime
    is_released: bool
    assigned_at: datetime | None
    picked_up_at: datetime | None
    arrived_at: datetime | None
    finished_at: datetime | None
    promised_to: datetime
    expected_at: datetime
    eta_from: datetime
    eta_to: datetime
    is_on_time: bool
    """Whether the promise was kept, or is still expected to be."""
    pin_tries: int
    contact_attempts: int
    proof: Proof | None
    reason: str
    address: str | None
    note: str | None
    recipient: str | None
    lat: float | None
    lon: float | None
    courier: DeliveryCourierAnswer | None


class DeliveryAnswer(DeliveryOverviewAnswer):
    """A delivery with its history, oldest change first."""

    history: list[DeliveryChangeAnswer]


class ProviderOfferAnswer(Answer):
    """What a provider would bring a delivery for now; `fee` in minor units."""

    provider: str
    fee: int
    currency: str
    pick_up_at: datetime
    drop_off_at: datetime


class CourierDocumentAnswer(Answer):
    """A document and the manager's decision: neither verified nor refused before there is one."""

    id: UUID
    kind: DocumentKind
    number: str
    expires_on: date
    submitted_at: datetime
    verified_at: datetime | None
    refused_at: datetime | None
    reason: str


class DocumentIssueAnswer(Answer):
    """A document that prevents the courier's shift."""

    kind: DocumentKind
    state: DocumentIssue


class CourierOverviewAnswer(Answer):
    """A courier."""

    id: UUID
    name: str
    status: CourierStatus
    vehicle: Vehicle
    capacity: int
    """In bags."""
    home_store_id: UUID | None
    cash_carried: int
    """In minor units."""


class CourierNameAnswer(Answer):
    """A courier's name and home store."""

    id: UUID
    name: str
    home_store_id: UUID | None
    home_store_name: str
    """Empty for a courier without a home store."""


class CourierAnswer(CourierOverviewAnswer):
    """A courier with their documents, newest first."""

    documents: list[CourierDocumentAnswer]
    document_issues: list[DocumentIssueAnswer]
