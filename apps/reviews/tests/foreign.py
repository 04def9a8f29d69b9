"""Calls about things that belong to somebody else."""

from apps.reviews.models import Invitation, Review
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id


def foreign_urls():
    """Another customer's completed order and its review; they answer 404."""
    invitation = Invitation.objects.create(
        order_id=new_id(),
        number="2026-11-20#1",
        store_id=new_id(),
        customer_id=new_id(),
        products=[],
        completed_at=now(),
    )
    review = Review.objects.create(
        order_id=invitation.order_id,
        store_id=invitation.store_id,
        customer_id=invitation.customer_id,
        stars=1,
    )
    own = f"/api/v1/orders/{invitation.order_id}/review"
    return [
        ("post", "/api/v1/reviews", {"order_id": str(invitation.order_id), "stars": 1}),
        ("get", own, None),
        ("put", own, {"stars": 1}),
        ("put", f"{own}/photo", {}),
        ("delete", f"{own}/photo", None),
        ("get", f"/api/v1/orders/{invitation.order_id}/complaint", None),
        ("put", f"/api/v1/orders/{invitation.order_id}/complaint", {"matter": "cold", "lines": "1"}),
        ("get", f"/api/v1/complaints/{new_id()}/photo", None),
        ("get", f"/api/v1/complaints?store={invitation.store_id}", None),
        ("get", f"/api/v1/couriers/{new_id()}/rating", None),
        ("get", f"/api/v1/stores/{invitation.store_id}/reviews/moderation", None),
        ("put", f"/api/v1/reviews/{review.id}/reply", {"text": "Thanks"}),
        ("post", f"/api/v1/reviews/{review.id}/actions/show", {}),
    ]
