"""Routes of the stores app, relative to `/api/v1/`."""

from django.urls import path

from apps.stores.rest import views

urlpatterns = [
    path("stores", views.StoresView.as_view()),
    path("stores/<uuid:store_id>", views.StoreView.as_view()),
    path("stores/<uuid:store_id>/availability", views.AvailabilityView.as_view()),
    path("stores/<uuid:store_id>/calendar", views.CalendarView.as_view()),
    path("stores/<uuid:store_id>/settings", views.SettingsView.as_view()),
]
