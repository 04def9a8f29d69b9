"""REST routes of partners."""

from django.urls import path

from apps.partners.rest import orders, tokens, webhooks

urlpatterns = [
    path("partners/token", tokens.PartnerTokenView.as_view()),
    path("partners/orders", orders.PartnerOrdersView.as_view()),
    path("partners/orders/<str:external_id>", orders.PartnerOrderView.as_view()),
    path("partners/orders/<str:external_id>/cancel", orders.PartnerOrderCancelView.as_view()),
    path("partners/statement", orders.PartnerStatementView.as_view()),
    path("partners/stores/<uuid:store_id>/push", orders.StorePushView.as_view()),
    path("partners/webhooks", webhooks.WebhooksView.as_view()),
    path("partners/webhooks/<uuid:webhook_id>", webhooks.WebhookView.as_view()),
    path("partners/webhooks/<uuid:webhook_id>/secret", webhooks.WebhookSecretView.as_view()),
    path("partners/webhooks/<uuid:webhook_id>/test", webhooks.WebhookTestView.as_view()),
    path("partners/webhooks/<uuid:webhook_id>/replay", webhooks.WebhookReplayView.as_view()),
    path("partners/webhooks/<uuid:webhook_id>/deliveries", webhooks.DeliveriesView.as_view()),
    path("partners/deliveries/<uuid:delivery_id>", webhooks.DeliveryView.as_view()),
    path("partners/deliveries/<uuid:delivery_id>/replay", webhooks.DeliveryReplayView.as_view()),
]
