"""Apps, database, caches, files."""

from pathlib import Path
from typing import Any

import dj_database_url
import django_stubs_ext

from dominos import __version__
from dominos.apps_enabled import ALL_APPS as ALL_APPS
from dominos.apps_enabled import ROOT, enabled_apps
from dominos.kernel import env
from dominos.kernel.mail_url import mail_settings
from dominos.kernel.postgres.sessions import POOLABLE, Timeouts, connection_options, timeouts_of

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

# The program of this process, which `dominos.serve` names; empty for a command.
ROLE = env.text("DOMINOS_ROLE", "")
_timeouts = timeouts_of(ROLE)
DATABASE_TIMEOUTS = Timeouts(
    connect=env.number("DATABASE_CONNECT_TIMEOUT", _timeouts.connect),
    statement=env.number("DATABASE_STATEMENT_TIMEOUT", _timeouts.statement),
    lock=env.number("DATABASE_LOCK_TIMEOUT", _timeouts.lock),
    idle_in_transaction=env.number("DATABASE_IDLE_TIMEOUT", _timeouts.idle_in_transaction),
)
# A pooler's connections are for programs that keep nothing in a session: tasks hold locks, migrations set time-outs.
_HAS_POOLER = env.flag("DATABASE_POOLED", False)
DATABASE_IS_POOLED = _HAS_POOLER and ROLE in POOLABLE
SCHEMAS = [*ALL_APPS, *_PROBES]
# A thread's connection stays open, but for tests, which drop their database under the threads that used it, and for
# realtime, whose threads come and go: what they share is bounded.
_SHARES_CONNECTIONS = ROLE == "realtime"
_CONNECTION_SECONDS = 0 if ENVIRONMENT == "test" or _SHARES_CONNECTIONS else None
_database = dj_database_url.parse(
    env.text("DATABASE_DIRECT_URL" if _HAS_POOLER and not DATABASE_IS_POOLED else "DATABASE_URL"),
    conn_max_age=_CONNECTION_SECONDS,
    conn_health_checks=True,
)
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        **_database,
        "ENGINE": "dominos.kernel.postgres",
        "DISABLE_SERVER_SIDE_CURSORS": DATABASE_IS_POOLED,
        "OPTIONS": connection_options(
            _database.get("OPTIONS", {}),
            role=ROLE,
            schemas=SCHEMAS,
            timeouts=DATABASE_TIMEOUTS,
            is_pooled=DATABASE_IS_POOLED,
        ),
    }
}
if _SHARES_CONNECTIONS:
    DATABASES["default"]["OPTIONS"]["pool"] = {
        "min_size": 1,
        "max_size": int(env.number("REALTIME_CONNECTIONS", 8)),
        "timeout": DATABASE_TIMEOUTS.connect,
    }
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
EMAIL_FILE_PATH = Path(env.text("EMAIL_FILE_PATH", str(DATA_DIR / "mail")))
# Nobody hears of an order whose mails go to a file: production has to say where they go.
_mail = mail_settings(env.text("EMAIL_URL", None if ENVIRONMENT == "production" else "file:"))
EMAIL_BACKEND, EMAIL_HOST, EMAIL_PORT = _mail.backend, _mail.host, _mail.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.user, _mail.password
EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.use_starttls, _mail.use_tls
EMAIL_TIMEOUT = env.number("EMAIL_TIMEOUT", 10)
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "orders@dominos.example")
