"""REST and pages, over WSGI: synchronous views are fastest there."""

import os

from django.core.wsgi import get_wsgi_application

from dominos.kernel.edge.charsets import in_utf8

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dominos.settings")
os.environ.setdefault("DISPATCH", "celery")  # a caller does not wait for what others do about it
os.environ["DOMINOS_LISTENER"] = "public"
_whole = in_utf8(get_wsgi_application())
from dominos.kernel.edge.unchanged import from_memory  # noqa: E402

application = from_memory(_whole)
