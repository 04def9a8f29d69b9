"""Endpoints for moderating reviews and answering them."""

from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.reviews.contract.errors import NotForThisReview
from apps.reviews.domain.moderation import Action
from apps.reviews.queries import reviews
from apps.reviews.queries.answers import StoreReviewAnswer
from apps.reviews.rest import serializers
from apps.reviews.use_cases import moderation
from dominos.kernel.auth import Role
from dominos.kernel.edge.access import only
from dominos.kernel.edge.answers import Page
from dominos.kernel.edge.views import ApiView
from dominos.kernel.errors import FieldError, Invalid, NotFound

MODERATORS = only(Role.STORE_MANAGER, Role.SUPPORT, Role.ADMIN, scope="store")
ACTIONS = [Action.SHOW.value, Action.HIDE.value, Action.REPORT.value]


class ModerationView(ApiView):
    """The reviews of a store, including those that wait for a person."""

    access = {"GET": MODERATORS}

    @extend_schema(
        parameters=[serializers.ModerationQuery],
        responses=Page[StoreReviewAnswer],
        operation_id="list_reviews_to_moderate",
        tags=["reviews"],
    )
    def get(self, request: Request, store_id: UUID) -> Response:
        """Reviews in a state, or all, newest first: for the store's managers and the chain."""
        filters = self.validated_query(serializers.ModerationQuery)
        if not (self.principal.is_any(Role.SUPPORT, Role.ADMIN) or self.principal.manages(store_id)):
            raise NotFound("There is no such store.")
        return self.page(reviews.list_to_moderate(store_id, filters.get("state")))


class ReviewActionView(ApiView):
    """A moderation action."""

    access = {"POST": MODERATORS}
    problems = {"POST": [NotFound, NotForThisReview]}

    @extend_schema(
        parameters=[OpenApiParameter("action", str, "path", enum=ACTIONS)],
        request=serializers.ReasonSerializer,
        responses=StoreReviewAnswer,
        operation_id="moderate_review",
        tags=["reviews"],
    )
    def post(self, request: Request, review_id: UUID, action: str) -> Response:
        """Approves or reports a review; support and admins also hide it, with a reason, and show it again."""
        if action not in ACTIONS:
            raise NotFound("There is no such action.")
        reason = self.validated(serializers.ReasonSerializer).get("reason", "")
        if action == Action.HIDE and not reason:
            raise Invalid(errors=[FieldError("reason", "Hiding a review needs a reason.", "required")])
        moderated = moderation.moderate(review_id, Action(action), self.principal, reason=reason)
        return self.answer(reviews.for_store(moderated))


class ReplyView(ApiView):
    """A store's answer to a review."""

    access = {"PUT": MODERATORS}
    problems = {"PUT": [NotFound, NotForThisReview]}

    @extend_schema(
        request=serializers.ReplySerializer,
        responses=StoreReviewAnswer,
        operation_id="reply_to_review",
        tags=["reviews"],
    )
    def put(self, request: Request, review_id: UUID) -> Response:
        """Publishes the store's answer to a review, replacing an earlier one."""
        text = self.validated(serializers.ReplySerializer)["text"]
        return self.answer(reviews.for_store(moderation.reply(review_id, text, self.principal)))
