"""Routes under /api/v1/."""

from django.urls import path

from apps.delivery.rest import conversations, couriers, deliveries, photos, providers

urlpatterns = [
    path("couriers", couriers.CouriersView.as_view()),
    path("couriers/<uuid:courier_id>", couriers.CourierView.as_view()),
    path("couriers/<uuid:courier_id>/documents", couriers.CourierDocumentsView.as_view()),
    path(
        "couriers/<uuid:courier_id>/documents/<uuid:document_id>/actions/<str:action>",
        couriers.CourierDocumentActionView.as_view(),
    ),
    path("stores/<uuid:store_id>/couriers", couriers.StoreCouriersView.as_view()),
    path("deliveries/<uuid:delivery_id>/photo", photos.DeliveryPhotoView.as_view()),
    path("orders/<uuid:order_id>/drop-photo", photos.DropPhotoView.as_view()),
    path("track/<str:token>/drop-photo", photos.TrackedDropPhotoView.as_view()),
    path("deliveries/<uuid:delivery_id>/messages", conversations.DeliveryMessagesView.as_view()),
    path("deliveries/<uuid:delivery_id>/calls", conversations.DeliveryCallsView.as_view()),
    path("track/<str:token>/calls", conversations.TrackedCallsView.as_view()),
    path("track/<str:token>/messages", conversations.TrackedMessagesView.as_view()),
    path("track/<str:token>/messages/read", conversations.TrackedReadMarkView.as_view()),
    path("delivery-providers/<slug:provider>/events", providers.ProviderEventsView.as_view()),
    path("deliveries", deliveries.DeliveriesView.as_view()),
    path("deliveries/<uuid:delivery_id>", deliveries.DeliveryView.as_view()),
    path("deliveries/<uuid:delivery_id>/choice", deliveries.DeliveryChoiceView.as_view()),
    path("deliveries/<uuid:delivery_id>/providers", deliveries.DeliveryProvidersView.as_view()),
    path("deliveries/<uuid:delivery_id>/actions/<str:action>", deliveries.DeliveryActionView.as_view()),
]
