"""The reviews service."""

from abc import abstractmethod
from uuid import UUID

from apps.reviews.contract.types import Rating
from dominos.kernel.services import Service, read
from dominos.kernel.services.people import HoldsPeople


class ReviewsService(Service, HoldsPeople):
    """Queries about ratings."""

    name = "reviews"

    @abstractmethod
    @read
    def get_ratings(self, *, store_ids: list[UUID]) -> list[Rating]:
        """The ratings by store; stores without ratings are left out."""
