"""Complaints for their authors and for support."""

from datetime import datetime
from uuid import UUID

from apps.reviews.domain.complaints import ComplaintState, Matter
from apps.reviews.models import Complaint, ComplaintPhoto, Invitation
from dominos.kernel import photos
from dominos.kernel.auth import Principal, Role
from dominos.kernel.edge.answers import Answer, Listing
from dominos.kernel.errors import NotFound


class ComplaintAnswer(Answer):
    """A complaint about the caller's own order and its outcome; `amount` of store credit in minor units."""

    id: UUID
    matter: Matter
    lines: list[int]
    words: str
    state: ComplaintState
    amount: int
    currency: str
    made_at: datetime


class ComplaintToDecideAnswer(ComplaintAnswer):
    """A complaint for support."""

    order_id: UUID
    number: str
    store_id: UUID
    why: str
    """Why the rule did not decide; empty if it did."""
    suggested: int
    """The amount that the rule gives for the lines, in minor units."""
    has_photo: bool
    """The photo is at `GET /complaints/{id}/photo`."""


def find_own_complaint(invitation: Invitation) -> ComplaintAnswer | None:
    """The complaint about the order; None if there is none."""
    found = Complaint.objects.filter(order_id=invitation.order_id).first()
    return ComplaintAnswer.of(found) if found else None


def list_complaints(
    state: ComplaintState | None, store_id: UUID | None = None
) -> Listing[ComplaintToDecideAnswer]:
    """Complaints in a state, or all, of a store, or all, newest first."""
    wanted = {name: value for name, value in (("state", state), ("store_id", store_id)) if value}
    rows = Complaint.objects.select_related("photo").filter(**wanted)
    return Listing(rows, lambda page: [to_decide(row) for row in page])


def to_decide(complaint: Complaint) -> ComplaintToDecideAnswer:
    """The complaint for support."""
    own = ComplaintAnswer.of(complaint)
    return ComplaintToDecideAnswer(
        **dict(own),
        order_id=complaint.order_id,
        number=complaint.number,
        store_id=complaint.store_id,
        why=complaint.why,
        suggested=complaint.suggested,
        has_photo=hasattr(complaint, "photo"),
    )


def get_complaint_photo(principal: Principal, complaint_id: UUID) -> bytes:
    """The photo, for support and the store's managers. NotFound."""
    photo = ComplaintPhoto.objects.select_related("complaint").filter(complaint=complaint_id).first()
    may_see = photo is not None and (
        principal.is_any(Role.SUPPORT, Role.ADMIN) or principal.manages(photo.complaint.store_id)
    )
    data = photos.load(photo.name) if photo is not None and may_see else None
    if data is None:
        raise NotFound("There is no such photo.")
    return data
