"""HTTP: middleware, REST, security, tokens, logs."""

from datetime import date, timedelta
from typing import Any

from dominos.kernel.auth.principal import Role
from dominos.kernel.config import env
from dominos.kernel.edge.deprecation_notice import Deprecated
from dominos.kernel.edge.problem_schema import COMPONENTS
from dominos.kernel.telemetry import error_reports
from dominos.kernel.telemetry.logging import configure
from dominos.settings.base import BASE_DIR, ENVIRONMENT, HAS_USERS, PUBLIC_URL, VERSION

WSGI_APPLICATION = "dominos.wsgi.application"
ASGI_APPLICATION = "dominos.asgi.application"
APPEND_SLASH = True

_FORMS = "dominos.kernel.edge.page_forms"
_SESSIONS = [
    "dominos.kernel.edge.page_sessions.Sessions",
    f"{_FORMS}.Csrf",
    "dominos.kernel.edge.page_sessions.Authentication",
    f"{_FORMS}.Messages",
]
_SESSIONS_ELSEWHERE = [
    f"{_FORMS}.Csrf",
    "dominos.standalone_admin.session_sign_in.Entrance",
    f"{_FORMS}.Messages",
]
if not HAS_USERS:
    MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
MIDDLEWARE = [
    "dominos.kernel.edge.languages.Languages",
    "dominos.kernel.edge.middleware.RequestMiddleware",
    "dominos.kernel.edge.deprecation.DeprecationMiddleware",
    "dominos.kernel.edge.security.SecurityHeadersMiddleware",
    "dominos.kernel.edge.security.EncryptedMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "dominos.kernel.edge.page_middleware.StaticFiles",
    "dominos.kernel.edge.page_middleware.Sensible",
    "django.middleware.common.CommonMiddleware",
    *(_SESSIONS if HAS_USERS else _SESSIONS_ELSEWHERE),
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth"
                if HAS_USERS
                else "dominos.standalone_admin.session_sign_in.who",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# Seconds a request may take, whatever it waits for.
REQUEST_SECONDS = env.number("REQUEST_SECONDS", 20)
# Pages of other origins that may open websockets; sockets of one person and one address in a process.
SOCKET_ORIGINS = env.words("SOCKET_ORIGINS")
SOCKETS_PER_PERSON = int(env.number("SOCKETS_PER_PERSON", 20))
SOCKETS_PER_ADDRESS = int(env.number("SOCKETS_PER_ADDRESS", 200))

TRUSTED_PROXIES = int(env.number("TRUSTED_PROXIES", None if ENVIRONMENT == "production" else 0))
REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["dominos.kernel.auth.authentication.TokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["dominos.kernel.edge.access.DeclaredAccess"],
    "DEFAULT_THROTTLE_CLASSES": ["dominos.kernel.edge.throttling.RoleThrottle"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["dominos.kernel.edge.parsers.SafeJSONParser"],
    "DEFAULT_PAGINATION_CLASS": "dominos.kernel.edge.pagination.Pages",
    "DEFAULT_SCHEMA_CLASS": "dominos.kernel.edge.openapi.Operation",
    "EXCEPTION_HANDLER": "dominos.kernel.edge.problems.handle",
    "UNAUTHENTICATED_USER": "dominos.kernel.auth.principal.nobody",
    "UNAUTHENTICATED_TOKEN": None,
    # How many proxies of ours append to X-Forwarded-For; what lies before them is the client's own claim. Production
    # has to say: too few, and a whole city shares one limit; too many, and a client names the address it likes.
    "NUM_PROXIES": TRUSTED_PROXIES,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    # There is one format; a query string chooses none.
    "URL_FORMAT_OVERRIDE": None,
}
THROTTLE_RATES = {
    "anonymous": env.text("THROTTLE_ANONYMOUS", "120/min"),
    "guest": env.text("THROTTLE_CUSTOMER", "240/min"),
    "customer": env.text("THROTTLE_CUSTOMER", "240/min"),
    "courier": env.text("THROTTLE_COURIER", "600/min"),
    "store_staff": env.text("THROTTLE_STAFF", "1200/min"),
    "store_manager": env.text("THROTTLE_STAFF", "1200/min"),
    "agent": env.text("THROTTLE_CUSTOMER", "240/min"),
    "support": env.text("THROTTLE_STAFF", "1200/min"),
    "admin": env.text("THROTTLE_STAFF", "1200/min"),
    "partner": env.text("THROTTLE_PARTNER", "600/min"),
}
# What clients are to leave, by method and path: told with each answer, for ninety days at least.
API_DEPRECATED = {
    ("POST", "/api/v1/orders"): Deprecated(date(2026, 12, 1), date(2027, 6, 1), successor="/api/v2/orders"),
}
# What `make openapi` writes and every process serves.
API_DOCUMENT = BASE_DIR / "docs" / "openapi.yaml"
SPECTACULAR_SETTINGS = {
    "TITLE": "Dominos",
    "DESCRIPTION": "Ordering and delivery for a pizza chain.",
    "VERSION": VERSION,
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SCHEMA_PATH_PREFIX": r"/api/v[0-9]+",
    "COMPONENT_SPLIT_REQUEST": True,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "OrderStatusEnum": "apps.orders.contract.types.OrderStatus",
        "PaymentStatusEnum": "apps.payments.contract.types.PaymentStatus",
        "DeliveryStatusEnum": "apps.delivery.contract.types.DeliveryStatus",
        "FactorKindEnum": ["totp", "passkey"],
        "DisputeEnum": ["OPEN", "WON", "LOST"],
        "OrderTagEnum": "apps.reviews.domain.subjects.ORDER_TAGS",
        "ProductTagEnum": "apps.reviews.domain.subjects.PRODUCT_TAGS",
        "CourierTagEnum": "apps.reviews.domain.subjects.COURIER_TAGS",
    },
    "APPEND_COMPONENTS": COMPONENTS,
    "WEBHOOKS": [
        f"apps.partners.rest.events.{name}"
        for name in (
            "order_placed",
            "order_advanced",
            "order_runs_late",
            "order_completed",
            "menu_published",
            "menu_availability_changed",
            "store_availability_changed",
            "store_menu",
            "store_state",
            "webhook_test",
        )
    ],
    "POSTPROCESSING_HOOKS": [
        "dominos.kernel.edge.problem_types.add_problem_types",
        "dominos.api_jobs.group_by_job",
        "dominos.kernel.edge.enum_schemas.share_enums",
        "drf_spectacular.hooks.postprocess_schema_enums",
        "dominos.api_examples.add_examples",
        "dominos.kernel.edge.deprecation.mark_deprecated",
    ],
}

# Roles that nobody acts in who signed in without a second factor.
SECOND_FACTOR_ROLES = frozenset(
    Role(name)
    for name in env.words(
        "SECOND_FACTOR_ROLES", "admin,agent,support,store_manager" if ENVIRONMENT == "production" else ""
    )
)
# Providers at which people have accounts by which they may sign in here.
OIDC_PROVIDERS = env.text("OIDC_PROVIDERS", "")
JWT_PRIVATE_KEYS = env.text("JWT_PRIVATE_KEYS", None if HAS_USERS else "")
JWKS_URL = env.text("JWKS_URL", "")
SIMPLE_JWT = {
    "ALGORITHM": "RS256",
    "ISSUER": "dominos",
    "USER_ID_CLAIM": "sub",
    "ACCESS_TOKEN_LIFETIME": timedelta(minutes=env.number("ACCESS_TOKEN_MINUTES", 15)),
    "REFRESH_TOKEN_LIFETIME": timedelta(days=env.number("REFRESH_TOKEN_DAYS", 30)),
    "ROTATE_REFRESH_TOKENS": True,
    "BLACKLIST_AFTER_ROTATION": True,
}

# Sessions are the admin's: they end after half an hour in which nothing was asked for.
SESSION_COOKIE_AGE = 30 * 60
SESSION_SAVE_EVERY_REQUEST = True
LOGIN_REDIRECT_URL = "/admin/"
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "dominos.kernel.edge.problems.handler403"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if TRUSTED_PROXIES:
    # The proxy's way to us may be encrypted where a client's way to the proxy is not, and the other way round. Where
    # none stands before us, the field is the client's own claim.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
if ENVIRONMENT == "production":
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000

LOGGING_CONFIG = None
configure(json=env.flag("LOG_JSON", True), level=env.text("LOG_LEVEL", "INFO"))
OTLP_URL, OTLP_SHARE = env.text("OTLP_URL", "").rstrip("/"), env.number("OTLP_SHARE", 0.2)
if dsn := env.text("SENTRY_DSN", ""):
    error_reports.start(dsn, environment=ENVIRONMENT, release=VERSION)
