"""Writes of the reviews app."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db.models import F

from apps.orders.contract.events import GuestOrderClaimed, OrderCompleted, OrdersForgotten
from apps.reviews.contract.errors import AlreadyReviewed
from apps.reviews.contract.events import ReviewPosted
from apps.reviews.models import Invitation, Review, StoreRating
from apps.users.contract.commands import ConfirmForgotten
from dominos.kernel.errors import FieldError, Invalid, NotFound
from dominos.kernel.forgetting import forget
from dominos.kernel.unit_of_work import publish, send, unit_of_work


def invite(event: OrderCompleted) -> None:
    """Lets the customer of a completed order review it."""
    with unit_of_work("reviews"):
        Invitation.objects.get_or_create(
            order_id=event.order_id,
            defaults={
                "number": event.number,
                "store_id": event.store_id,
                "customer_id": event.customer_id,
                "products": list(event.products),
                "courier_id": event.courier_id,
                "completed_at": event.completed_at,
            },
        )


def transfer_invitation(event: GuestOrderClaimed) -> None:
    """Transfers the invitation of a guest's order to the account that claimed it."""
    with unit_of_work("reviews"):
        Invitation.objects.filter(order_id=event.order_id).update(customer_id=event.customer_id)


def forget_author(event: OrdersForgotten) -> None:
    """Takes the words of somebody to be forgotten out of their reviews; the stars stay in the stores' ratings."""
    nameless = (ConfirmForgotten.type,)
    if forget("reviews", event.person_ids, event.order_ids, except_types=nameless) and event.is_all:
        send(ConfirmForgotten(user_id=event.user_id, app="reviews"), subject=event.user_id)


def _refuse_strangers(invitation: Invitation, products: Iterable[str], *, is_courier_rated: bool) -> None:
    wrong = [
        FieldError(f"product_stars.{product}", "This was not in the order.", "not_ordered")
        for product in products
        if product not in invitation.products
    ]
    if is_courier_rated and invitation.courier_id is None:
        wrong.append(FieldError("courier_stars", "Nobody brought this order.", "no_courier"))
    if wrong:
        raise Invalid(errors=wrong)


def post_review(
    invitation: Invitation,
    *,
    stars: int,
    text: str,
    courier_stars: int | None = None,
    product_stars: Mapping[str, int] | None = None,
) -> Review:
    """Reviews the order of an invitation, once. AlreadyReviewed; Invalid for what or who was not part of it."""
    product_stars = product_stars or {}
    _refuse_strangers(invitation, product_stars, is_courier_rated=courier_stars is not None)
    with unit_of_work("reviews"):
        review, is_new = Review.objects.get_or_create(
            order_id=invitation.order_id,
            defaults={
                "store_id": invitation.store_id,
                "customer_id": invitation.customer_id,
                "stars": stars,
                "courier_id": invitation.courier_id if courier_stars is not None else None,
                "courier_stars": courier_stars,
                "product_stars": dict(product_stars),
                "text": text,
            },
        )
        if not is_new:
            raise AlreadyReviewed
        _count(review.store_id, review.stars, 1)
        posted = ReviewPosted(
            review_id=review.id, order_id=review.order_id, store_id=review.store_id, stars=stars
        )
        publish(posted, subject=review.id)
    return review


def set_hidden(review_id: UUID, *, is_hidden: bool) -> None:
    """Moderation: hides a review and takes it out of the rating, or shows it again. NotFound."""
    with unit_of_work("reviews"):
        review = Review.objects.select_for_update().filter(id=review_id).first()
        if review is None:
            raise NotFound
        if review.is_hidden != is_hidden:
            review.is_hidden = is_hidden
            review.save(update_fields=["is_hidden"])
            sign = -1 if is_hidden else 1
            _count(review.store_id, sign * review.stars, sign)


def _count(store_id: UUID, stars: int, count: int) -> None:
    StoreRating.objects.get_or_create(store_id=store_id)
    StoreRating.objects.filter(store_id=store_id).update(stars=F("stars") + stars, count=F("count") + count)
