"""Routes at the root of the site: legacy clients do not use `/api/v1/`."""

from django.urls import path

from apps.compat.rest import views

TRACKER = "tracker-presentation-service/v2/orders"
urlpatterns = [
    path("power/store-locator", views.StoreLocatorView.as_view()),
    path("power/store/<str:store_id>/profile", views.StoreProfileView.as_view()),
    path("power/store/<str:store_id>/menu", views.MenuView.as_view()),
    path("power/validate-order", views.ValidateOrderView.as_view()),
    path("power/price-order", views.PriceOrderView.as_view()),
    path("power/place-order", views.PlaceOrderView.as_view()),
    path(TRACKER, views.TrackedOrdersView.as_view()),
    path(f"{TRACKER}/stores/<str:store_id>/orderkeys/<str:key>", views.TrackedOrderView.as_view()),
    path("orderstorage/GetTrackerData", views.OldTrackerView.as_view()),
]
