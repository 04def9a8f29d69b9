"""Apps, database, caches, files."""

from pathlib import Path
from typing import Any

import django_stubs_ext

from dominos import __version__
from dominos.apps_enabled import ALL_APPS as ALL_APPS
from dominos.apps_enabled import ROOT, enabled_apps, has_tables
from dominos.kernel.config import env
from dominos.kernel.config.mail_url import mail_settings
from dominos.kernel.postgres.sessions import Timeouts
from dominos.kernel.texts.languages import NAMES, SOURCE
from dominos.settings.by_role import ENVIRONMENT as ENVIRONMENT
from dominos.settings.by_role import PROBES, settings_of
from dominos.settings.by_role import SCHEMAS as SCHEMAS

django_stubs_ext.monkeypatch()  # lets classes such as ModelAdmin be subscripted by type

VERSION = __version__
BASE_DIR = ROOT
SECRET_KEY = env.text("SECRET_KEY")
# Keys that sign nothing here, and whose signatures hold: the one before, or the one to come.
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
# Wrap the keys of people and mark what of them is looked up; those that seal nothing need none.
PERSON_KEYS = env.words("PERSON_KEYS")
DEBUG = False
PUBLIC_URL = env.text("PUBLIC_URL", "http://127.0.0.1:8000")
REALTIME_URL = env.text("REALTIME_URL", "ws://127.0.0.1:8001")
DATA_DIR = Path(env.text("DATA_DIR", str(ROOT / ".dominos" / "data")))

ENABLED_APPS = enabled_apps()
HAS_USERS = "users" in ENABLED_APPS

# People sign in to the admin where the users are; elsewhere a process knows principals only, and asks who comes.
_WITH_USERS = [
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "apps.users.apps.ChainAdminConfig",
    "guardian",
    "rest_framework_simplejwt.token_blacklist",
]
INSTALLED_APPS = [
    "dominos.kernel",
    "dominos",
    *(f"apps.{name}" for name in ENABLED_APPS),
    *(f"dominos.kernel.testing.{name}" for name in PROBES),
    "django.contrib.contenttypes",
    *(_WITH_USERS if HAS_USERS else ["dominos.standalone_admin.config.StandaloneAdminConfig"]),
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "channels",
]
if not HAS_USERS:
    MIGRATION_MODULES = {"admin": None}  # its tables are where people are
# Apps whose pages of the admin other processes answer.
ADMINS_ELSEWHERE = [app for app in ALL_APPS if app not in ENABLED_APPS and has_tables(app)]
# Tables of libraries that point at users live with them.
LIBRARY_SCHEMAS = {
    "auth": "users",
    "admin": "users",
    "guardian": "users",
    "token_blacklist": "users",
}
# The mark of an address is unique, the address itself is sealed; `page_forms.Csrf` is Django's middleware.
SILENCED_SYSTEM_CHECKS = ["auth.W004", "security.W003"]
if HAS_USERS:
    AUTH_USER_MODEL = "users.User"
    AUTHENTICATION_BACKENDS = [
        "django.contrib.auth.backends.ModelBackend",
        "guardian.backends.ObjectPermissionBackend",
        "apps.users.credentials.role_permissions.RolePermissions",
    ]
    ANONYMOUS_USER_NAME = None
    GUARDIAN_RAISE_403 = True
PASSWORD_HASHERS = ["apps.users.credentials.passwords.PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    *(
        {"NAME": f"django.contrib.auth.password_validation.{name}"}
        for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
    ),
    {"NAME": "apps.users.credentials.passwords.MaximumLength"},
    {"NAME": "apps.users.credentials.passwords.NotOurWords"},
]

# The program of this process, which `dominos.serve` names; empty for a command.
ROLE = env.text("DOMINOS_ROLE", "")
_of_role = settings_of(ROLE)
LISTENER: str = _of_role["LISTENER"]
ROOT_URLCONF: str = _of_role["ROOT_URLCONF"]
ALLOWED_HOSTS: list[str] = _of_role["ALLOWED_HOSTS"]
SECURE_SSL_REDIRECT: bool = _of_role["SECURE_SSL_REDIRECT"]
DISPATCH: str = _of_role["DISPATCH"]
DATABASE_TIMEOUTS: Timeouts = _of_role["DATABASE_TIMEOUTS"]
DATABASE_IS_POOLED: bool = _of_role["DATABASE_IS_POOLED"]
DATABASES: dict[str, dict[str, Any]] = _of_role["DATABASES"]
DATABASE_ROUTERS = ["dominos.kernel.sealed.router.KeysApart"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL, REDIS_PREFIX = env.text("REDIS_URL"), env.text("REDIS_PREFIX", "dominos")
CACHES = {
    "default": {
        "BACKEND": "dominos.kernel.redis_client.Cache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": REDIS_PREFIX,
    }
}
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [REDIS_URL], "prefix": REDIS_PREFIX},
    }
}

USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = SOURCE
LANGUAGES = list(NAMES.items())
# What a reader chose, on every page; without it their browser's own choice holds.
LANGUAGE_COOKIE_NAME = "__Host-language" if ENVIRONMENT == "production" else "language"
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
# Nobody hears of an order whose mails go to a file: production has to say where they go, where mails are sent.
_sends_mail = "notifications" in ENABLED_APPS
_mail = mail_settings(env.text("EMAIL_URL", None if ENVIRONMENT == "production" and _sends_mail else "file:"))
EMAIL_BACKEND, EMAIL_HOST, EMAIL_PORT = _mail.backend, _mail.host, _mail.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.user, _mail.password
EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.use_starttls, _mail.use_tls
EMAIL_OPTIONS = dict(_mail.options)
# Where mails go while that does not answer.
_other = env.text("EMAIL_FALLBACK_URL", "")
EMAIL_FALLBACK = (
    mail_settings(_other, folder=str(EMAIL_FILE_PATH.with_name("mail-fallback"))) if _other else None
)
ANYMAIL = {"REQUESTS_TIMEOUT": 10}
EMAIL_TIMEOUT = env.number("EMAIL_TIMEOUT", 10)
MAIL_EVENTS_SECRET = env.text("MAIL_EVENTS_SECRET", "")
PHONE_CALLS_TOKEN = env.text("PHONE_CALLS_TOKEN", "")
BRAND = env.text("BRAND", "Dominos")
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "orders@dominos.example")
# SMS and pushes go to files unless said otherwise; in production to nobody.
_files = "" if ENVIRONMENT == "production" else "file:"
SMS_URL = env.text("SMS_URL", _files)
SMS_FALLBACK_URL = env.text("SMS_FALLBACK_URL", "")
SMS_SENDERS = dict(entry.partition("=")[::2] for entry in env.words("SMS_SENDERS"))
# Programs that do not hold the secret of SMS_URL know it by the senders.
SENDS_SMS = bool(SMS_URL or SMS_SENDERS)
# Masked calls between couriers and customers: to an exchange where no telephone rings; in production none.
_here = ENVIRONMENT != "production"
CALLS_URL = env.text("CALLS_URL", "embedded:" if _here else "")
CALL_NUMBERS = env.words("CALL_NUMBERS", "+358942450001,+358942450002,+358942450003" if _here else "")
PUSH_URL = env.text("PUSH_URL", _files)
PRINTER_NETWORKS = env.words("PRINTER_NETWORKS")
WEBHOOK_NETWORKS = env.words("WEBHOOK_NETWORKS", "" if ENVIRONMENT == "production" else "127.0.0.0/8")
PUSH_HOSTS = env.words(
    "PUSH_HOSTS",
    "fcm.googleapis.com,push.services.mozilla.com,notify.windows.com,push.apple.com",
)
PUSH_LOCAL = ENVIRONMENT == "test"
VAPID_PRIVATE_KEY = env.text("VAPID_PRIVATE_KEY", None if ENVIRONMENT == "production" and PUSH_URL else "")
