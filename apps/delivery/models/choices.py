"""The members of enums as Django choices."""

from apps.delivery.contract.types import DeliveryStatus
from apps.delivery.domain.calls import CallOutcome
from apps.delivery.domain.conversations import Phrase, Side
from apps.delivery.domain.documents import DocumentKind
from apps.delivery.domain.proofs import Proof
from apps.delivery.domain.providers import JobStatus
from apps.delivery.domain.states import CourierStatus, OfferStatus, Vehicle


def choices(
    kind: type[
        CourierStatus
        | DeliveryStatus
        | OfferStatus
        | DocumentKind
        | Proof
        | Phrase
        | Side
        | Vehicle
        | JobStatus
        | CallOutcome
    ],
) -> list[tuple[str, str]]:
    """The members of an enum as Django choices."""
    return [(member.value, member.value.replace("_", " ").lower()) for member in kind]
