"""REST routes of reviews."""

from django.urls import path

from apps.reviews.rest import complaints, moderation, ratings, reviews

urlpatterns = [
    path("reviews", reviews.ReviewsView.as_view()),
    path("orders/<uuid:order_id>/review", reviews.OrderReviewView.as_view()),
    path("orders/<uuid:order_id>/review/photo", reviews.OrderPhotoView.as_view()),
    path("track/<str:token>/review", reviews.TrackedReviewView.as_view()),
    path("track/<str:token>/review/photo", reviews.TrackedPhotoView.as_view()),
    path("orders/<uuid:order_id>/complaint", complaints.OrderComplaintView.as_view()),
    path("track/<str:token>/complaint", complaints.TrackedComplaintView.as_view()),
    path("complaints", complaints.ComplaintsView.as_view()),
    path("complaints/<uuid:complaint_id>/decision", complaints.ComplaintDecisionView.as_view()),
    path("complaints/<uuid:complaint_id>/photo", complaints.ComplaintPhotoView.as_view()),
    path("reviews/<uuid:review_id>/photo", reviews.ReviewPhotoView.as_view()),
    path("reviews/<uuid:review_id>/reply", moderation.ReplyView.as_view()),
    path("reviews/<uuid:review_id>/actions/<str:action>", moderation.ReviewActionView.as_view()),
    path("stores/<uuid:store_id>/reviews", reviews.StoreReviewsView.as_view()),
    path("stores/<uuid:store_id>/reviews/moderation", moderation.ModerationView.as_view()),
    path("stores/<uuid:store_id>/ratings", ratings.StoreRatingsView.as_view()),
    path("couriers/<uuid:courier_id>/rating", ratings.CourierRatingView.as_view()),
]
