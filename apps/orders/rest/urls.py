"""Routes below /api/v1/."""

from django.urls import path

from apps.orders.rest import finding, selling, views

urlpatterns = [
    path("orders/validate", selling.ValidateView.as_view()),
    path("orders/price", selling.PriceView.as_view()),
    path("orders", selling.OrdersView.as_view()),
    path("orders/search", finding.SearchView.as_view()),
    path("orders/<uuid:order_id>/reorder", selling.ReorderView.as_view()),
    path("stores/<uuid:store_id>/slots", finding.SlotsView.as_view()),
    path("orders/<uuid:order_id>", views.OrderView.as_view()),
    path("orders/<uuid:order_id>/history", views.OrderHistoryView.as_view()),
    path("orders/<uuid:order_id>/actions/<str:action>", views.OrderActionView.as_view()),
    path("orders/<uuid:order_id>/refunds", views.RefundsView.as_view()),
    path("orders/<uuid:order_id>/revisions", views.RevisionsView.as_view()),
    path("orders/<uuid:order_id>/here", views.OrderHereView.as_view()),
    path("stores/<uuid:store_id>/make-line", views.MakeLineView.as_view()),
    path("track/<str:token>", views.TrackView.as_view()),
    path("track/<str:token>/here", views.TrackHereView.as_view()),
]
