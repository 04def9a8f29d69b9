"""Routes of the geo app, relative to `/api/v1/`."""

from django.urls import path

from apps.geo.rest import base_map, views

urlpatterns = [
    path("geo/geocode", views.GeocodeView.as_view()),
    path("geo/suggest", views.SuggestView.as_view()),
    path("geo/reverse", views.ReverseView.as_view()),
    path("geo/locate", views.LocateView.as_view()),
    path("geo/stores", views.NearestStoresView.as_view()),
    path("geo/route", views.RouteView.as_view()),
    path("geo/map", base_map.BaseMapView.as_view()),
    path("geo/map/picture", base_map.PictureView.as_view()),
    path("geo/map/<uuid:version>/<int:z>/<int:x>/<int:y>", base_map.TileView.as_view()),
]
