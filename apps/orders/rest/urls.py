"""Routes below /api/v1/."""

from django.urls import path

from apps.orders.rest import attention, following, on_behalf, orders, printing, quotes, search

urlpatterns = [
    path("orders/validate", quotes.ValidateView.as_view()),
    path("orders/price", quotes.PriceView.as_view()),
    path("orders", quotes.OrdersView.as_view()),
    path("orders/search", search.SearchView.as_view()),
    path("orders/<uuid:order_id>/reorder", quotes.ReorderView.as_view()),
    path("stores/<uuid:store_id>/slots", search.SlotsView.as_view()),
    path("orders/<uuid:order_id>", orders.OrderView.as_view()),
    path("orders/attention", attention.AttentionView.as_view()),
    path("orders/<uuid:order_id>/settlement/<str:action>", attention.SettlementView.as_view()),
    path("orders/<uuid:order_id>/history", orders.OrderHistoryView.as_view()),
    path("orders/<uuid:order_id>/actions/<str:action>", orders.OrderActionView.as_view()),
    path("orders/<uuid:order_id>/refunds", orders.RefundsView.as_view()),
    path("orders/<uuid:order_id>/revisions", orders.RevisionsView.as_view()),
    path("orders/<uuid:order_id>/details", orders.DetailsView.as_view()),
    path("orders/<uuid:order_id>/check-in", orders.CheckInView.as_view()),
    path("orders/<uuid:order_id>/prints", printing.PrintsView.as_view()),
    path("orders/<uuid:order_id>/slips/<str:kind>", printing.SlipView.as_view()),
    path("stores/<uuid:store_id>/printers", printing.PrintersView.as_view()),
    path("stores/<uuid:store_id>/printers/<uuid:printer_id>", printing.PrinterView.as_view()),
    path("stores/<uuid:store_id>/make-line", following.MakeLineView.as_view()),
    path("stores/<uuid:store_id>/make-line/done", following.DoneOrdersView.as_view()),
    path("stores/<uuid:store_id>/callers", on_behalf.CallersView.as_view()),
    path("stores/<uuid:store_id>/typed-quotes", on_behalf.TypedQuotesView.as_view()),
    path("stores/<uuid:store_id>/taken-orders", on_behalf.TakenOrdersView.as_view()),
    path("track/<str:token>", following.TrackView.as_view()),
    path("track/<str:token>/details", following.TrackDetailsView.as_view()),
    path("track/<str:token>/offers", following.TrackOffersView.as_view()),
    path("track/<str:token>/offers/<uuid:quote_id>", following.TrackOfferView.as_view()),
    path("track/<str:token>/cancellation", following.TrackCancellationView.as_view()),
    path("track/<str:token>/invoice", following.TrackInvoiceView.as_view()),
    path("track/<str:token>/check-in", following.TrackCheckInView.as_view()),
]
