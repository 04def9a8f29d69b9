"""Apps, database, caches, files."""

from pathlib import Path
from typing import Any

import dj_database_url
import django_stubs_ext

from dominos import __version__
from dominos.apps_enabled import ALL_APPS as ALL_APPS
from dominos.apps_enabled import ROOT, enabled_apps
from dominos.kernel import env
from dominos.kernel.postgres import search_path

django_stubs_ext.monkeypatch()  # lets classes such as ModelAdmin be subscripted by type

VERSION = __version__
BASE_DIR = ROOT
ENVIRONMENT = env.text("DOMINOS_ENV", "development")
SECRET_KEY = env.text("SECRET_KEY")
DEBUG = False
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "*" if ENVIRONMENT != "production" else "")
PUBLIC_URL = env.text("PUBLIC_URL", "http://127.0.0.1:8000")
REALTIME_URL = env.text("REALTIME_URL", "ws://127.0.0.1:8001")
DATA_DIR = Path(env.text("DATA_DIR", str(ROOT / ".dominos" / "data")))

ENABLED_APPS = enabled_apps()
HAS_USERS = "users" in ENABLED_APPS
# What the kernel's own tests are tried on.
_PROBES = ["probe"] if ENVIRONMENT == "test" else []

# People sign in to the admin where the users are; elsewhere a process knows principals only.
_WITH_USERS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.admin",
    "guardian",
    "rest_framework_simplejwt.token_blacklist",
]
INSTALLED_APPS = [
    "dominos.kernel",
    "dominos",
    *(f"apps.{name}" for name in ENABLED_APPS),
    *(f"dominos.kernel.testing.{name}" for name in _PROBES),
    *(_WITH_USERS if HAS_USERS else []),
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "channels",
    "django_prometheus",
]
# Tables of libraries that point at users live with them.
LIBRARY_SCHEMAS = {
    "auth": "users",
    "admin": "users",
    "guardian": "users",
    "token_blacklist": "users",
}
if HAS_USERS:
    AUTH_USER_MODEL = "users.User"
    AUTHENTICATION_BACKENDS = [
        "django.contrib.auth.backends.ModelBackend",
        "guardian.backends.ObjectPermissionBackend",
        "apps.users.permissions.RolePermissions",
    ]
    ANONYMOUS_USER_NAME = None
    GUARDIAN_RAISE_403 = True
PASSWORD_HASHERS = ["apps.users.passwords.PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]

# Connections stay open, but for tests, which drop their database under the threads that used it.
_CONNECTION_SECONDS = 0 if ENVIRONMENT == "test" else None
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        **dj_database_url.parse(
            env.text("DATABASE_URL"), conn_max_age=_CONNECTION_SECONDS, conn_health_checks=True
        ),
        "ENGINE": "dominos.kernel.postgres",
        "DISABLE_SERVER_SIDE_CURSORS": False,
    }
}
DATABASES["default"].setdefault("OPTIONS", {})["options"] = search_path([*ALL_APPS, *_PROBES])
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.text("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "dominos.kernel.redis_client.Cache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": env.text("REDIS_PREFIX", "dominos"),
    }
}
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [REDIS_URL], "prefix": env.text("REDIS_PREFIX", "dominos")},
    }
}

USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(DATA_DIR / "static")))
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"
        if ENVIRONMENT == "production"
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
EMAIL_BACKEND = env.text("EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend")
EMAIL_FILE_PATH = Path(env.text("EMAIL_FILE_PATH", str(DATA_DIR / "mail")))
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "orders@dominos.example")
