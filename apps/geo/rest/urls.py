"""Routes of the geography app, relative to `/api/v1/`."""

from django.urls import path

from apps.geo.rest import map_views, views

urlpatterns = [
    path("geo/geocode", views.GeocodeView.as_view()),
    path("geo/suggest", views.SuggestView.as_view()),
    path("geo/reverse", views.ReverseView.as_view()),
    path("geo/locate", views.LocateView.as_view()),
    path("geo/stores", views.NearestStoresView.as_view()),
    path("geo/route", views.RouteView.as_view()),
    path("geo/map", map_views.BaseMapView.as_view()),
    path("geo/map/<uuid:version>/<int:z>/<int:x>/<int:y>", map_views.TileView.as_view()),
]
