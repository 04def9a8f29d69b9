"""Routes under /api/v1/."""

from django.urls import path

from apps.delivery.rest import views

urlpatterns = [
    path("deliveries", views.DeliveriesView.as_view()),
    path("deliveries/<uuid:delivery_id>", views.DeliveryView.as_view()),
    path("deliveries/<uuid:delivery_id>/actions/<str:action>", views.DeliveryActionView.as_view()),
]
