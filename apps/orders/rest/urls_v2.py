"""Routes below /api/v2/, for operations that differ from version 1."""

from django.urls import path

from apps.orders.rest import orders_v2

urlpatterns = [path("orders", orders_v2.PaidOrdersView.as_view())]
