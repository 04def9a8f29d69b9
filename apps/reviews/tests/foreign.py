"""Calls about things that belong to somebody else."""

from apps.reviews.models import Invitation
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id


def foreign_urls():
    """Reviewing another customer's completed order; it answers 404."""
    invitation = Invitation.objects.create(
        order_id=new_id(),
        number="2026-11-20#1",
        store_id=new_id(),
        customer_id=new_id(),
        products=[],
        completed_at=now(),
    )
    return [("post", "/api/v1/reviews", {"order_id": str(invitation.order_id), "stars": 1})]
