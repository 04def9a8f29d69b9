"""REST routes of reviews."""

from django.urls import path

from apps.reviews.rest import moderation, ratings, reviews

urlpatterns = [
    path("reviews", reviews.ReviewsView.as_view()),
    path("orders/<uuid:order_id>/review", reviews.OrderReviewView.as_view()),
    path("orders/<uuid:order_id>/review/photo", reviews.OrderPhotoView.as_view()),
    path("track/<str:token>/review", reviews.TrackedReviewView.as_view()),
    path("track/<str:token>/review/photo", reviews.TrackedPhotoView.as_view()),
    path("reviews/<uuid:review_id>/photo", reviews.ReviewPhotoView.as_view()),
    path("reviews/<uuid:review_id>/reply", moderation.ReplyView.as_view()),
    path("reviews/<uuid:review_id>/actions/<str:action>", moderation.ReviewActionView.as_view()),
    path("stores/<uuid:store_id>/reviews", reviews.StoreReviewsView.as_view()),
    path("stores/<uuid:store_id>/reviews/moderation", moderation.ModerationView.as_view()),
    path("stores/<uuid:store_id>/ratings", ratings.StoreRatingsView.as_view()),
    path("couriers/<uuid:courier_id>/rating", ratings.CourierRatingView.as_view()),
]
