"""Routes of the menu app, relative to `/api/v1/`."""

from django.urls import path

from apps.menu.rest import (
    baskets,
    drafts,
    outages,
    pictures,
    planned_publications,
    stock,
    store_changes,
    suggestions,
    views,
)

urlpatterns = [
    path("menu/pictures/<str:name>", pictures.PictureView.as_view()),
    path("stores/<uuid:store_id>/menu", views.MenuView.as_view()),
    path("stores/<uuid:store_id>/menu/nutrition", views.NutritionView.as_view()),
    path("stores/<uuid:store_id>/menu/publications", views.PublicationsView.as_view()),
    path(
        "stores/<uuid:store_id>/menu/planned-publications",
        planned_publications.PlannedPublicationsView.as_view(),
    ),
    path("stores/<uuid:store_id>/menu/catalogue", drafts.CatalogueView.as_view()),
    path("stores/<uuid:store_id>/menu/draft", drafts.DraftView.as_view()),
    path("stores/<uuid:store_id>/menu/changes", store_changes.StoreChangesView.as_view()),
    path(
        "stores/<uuid:store_id>/menu/changes/<str:kind>/<str:code>", store_changes.StoreChangeView.as_view()
    ),
    path("stores/<uuid:store_id>/menu/basket", baskets.BasketView.as_view()),
    path("stores/<uuid:store_id>/menu/suggestions", suggestions.SuggestionsView.as_view()),
    path("stores/<uuid:store_id>/menu/outages", outages.OutagesView.as_view()),
    path("stores/<uuid:store_id>/menu/outages/<str:kind>/<str:code>", outages.OutageView.as_view()),
    path("stores/<uuid:store_id>/menu/stock", stock.StockView.as_view()),
    path("stores/<uuid:store_id>/menu/stock/movements", stock.StockMovementsView.as_view()),
    path("stores/<uuid:store_id>/menu/stock/movements/<str:kind>", stock.StockMovementView.as_view()),
    path("stores/<uuid:store_id>/menu/stock/warnings/<str:ingredient>", stock.StockWarningView.as_view()),
    path("stores/<uuid:store_id>/menu/stock/variances", stock.StockVariancesView.as_view()),
    path("stores/<uuid:store_id>/menu/stock/variances/csv", stock.StockVariancesCsvView.as_view()),
]
