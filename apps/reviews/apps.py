"""The reviews app."""

from dominos.kernel.apps import PlatformApp


class ReviewsConfig(PlatformApp):
    default = True
    name = "apps.reviews"
    label = "reviews"
    seals = True

    def ready(self) -> None:
        super().ready()
        from apps.reviews.contract.service import ReviewsService
        from apps.reviews.service import LocalReviewsService
        from dominos.kernel.services import provide

        provide(ReviewsService, LocalReviewsService())
