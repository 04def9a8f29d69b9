"""Routes of notifications, relative to `/api/v1/`."""

from django.urls import path

from apps.notifications.rest import views

urlpatterns = [
    path("notifications", views.NotificationsView.as_view()),
    path("notifications/<uuid:notification_id>/read", views.ReadView.as_view()),
]
