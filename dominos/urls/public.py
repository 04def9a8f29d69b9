"""What browsers, phones and couriers reach: each app's REST routes below `/api/`, its pages, the admin.

Routes that clients expect at the root are in an app's `rest.root_urls`.
"""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from drf_spectacular.views import SpectacularSwaggerSplitView

from dominos.kernel.edge import problem_pages, start_page
from dominos.kernel.edge.api_document import api_document
from dominos.urls.app_routes import routes_of_apps

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", include(routes_of_apps("rest.urls"))),
    path("api/v2/", include(routes_of_apps("rest.urls_v2"))),
    *start_page.urlpatterns,
    *routes_of_apps("pages"),
    *routes_of_apps("rest.root_urls"),
    *problem_pages.urlpatterns,
    path("api/schema/", api_document, name="schema"),
    path("api/schema/<slug:app>/", api_document, name="schema-of-app"),
    path(
        "api/docs/",
        SpectacularSwaggerSplitView.as_view(url_name="schema", template_name="kernel/api_docs.html"),
        name="docs",
    ),
]
admin.site.site_url = "/start/"
urlpatterns.append(path("admin/", admin.site.urls))

handler400 = "dominos.kernel.edge.problems.handler400"
handler403 = "dominos.kernel.edge.problems.handler403"
handler404 = "dominos.kernel.edge.problems.handler404"
handler500 = "dominos.kernel.edge.problems.handler500"
