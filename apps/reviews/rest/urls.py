"""REST routes of reviews."""

from django.urls import path

from apps.reviews.rest import views

urlpatterns = [
    path("reviews", views.ReviewsView.as_view()),
    path("track/<str:token>/review", views.TrackedReviewView.as_view()),
    path("stores/<uuid:store_id>/reviews", views.StoreReviewsView.as_view()),
    path("stores/<uuid:store_id>/rating", views.StoreRatingView.as_view()),
]
