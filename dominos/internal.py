"""Calls between apps, the key set, metrics and health, over WSGI, on a port that the gateway does not route to."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dominos.settings")
os.environ.setdefault("DISPATCH", "celery")  # a caller does not wait for what others do about it
os.environ["DOMINOS_LISTENER"] = "internal"
application = get_wsgi_application()
