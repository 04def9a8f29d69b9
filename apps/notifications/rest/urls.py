"""Routes of notifications, relative to `/api/v1/`."""

from django.urls import path

from apps.notifications.rest import settings, views

urlpatterns = [
    path("notifications", views.NotificationsView.as_view()),
    path("notifications/read", views.ReadAllView.as_view()),
    path("notifications/settings", settings.SettingsView.as_view()),
    path("notifications/subscriptions", settings.SubscriptionsView.as_view()),
    path("notifications/subscriptions/<uuid:subscription_id>", settings.SubscriptionView.as_view()),
    path("notifications/<uuid:notification_id>/read", views.ReadView.as_view()),
]
