"""All URLs, for commands, tasks and tests; a server answers those of its listener only."""

from dominos.urls import internal, public

urlpatterns = [*public.urlpatterns, *internal.urlpatterns]

handler400 = public.handler400
handler403 = public.handler403
handler404 = public.handler404
handler500 = public.handler500
