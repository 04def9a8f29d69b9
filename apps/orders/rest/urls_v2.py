"""Routes below /api/v2/: those of which version 1 stands beside."""

from django.urls import path

from apps.orders.rest import orders_v2

urlpatterns = [path("orders", orders_v2.PaidOrdersView.as_view())]
