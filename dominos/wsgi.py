"""REST and pages: synchronous views, asked about requests that have arrived whole."""

import os

import django

from dominos.kernel.edge.charsets import in_utf8

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dominos.settings")
os.environ.setdefault("DISPATCH", "celery")  # a caller does not wait for what others do about it
os.environ["DOMINOS_LISTENER"] = "public"
django.setup(set_prefix=False)
from dominos.kernel.edge.document_cache import from_memory  # noqa: E402
from dominos.kernel.edge.request_buffering import WholeRequests  # noqa: E402
from dominos.kernel.edge.routing import Handler  # noqa: E402

application = from_memory(in_utf8(Handler()))
whole_requests = WholeRequests(application)
