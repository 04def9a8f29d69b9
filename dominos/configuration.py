"""Every environment variable the platform reads, with what it is for.

Types and defaults are found where a variable is read (`configuration_reference`); `default` says them where they are
computed.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable."""

    name: str
    about: str
    default: str = ""


BY_ROLE = "by role"
REQUIRED = "required"
COMPUTED = ""
"""A default that the code works out: the table has to say it."""

SECTIONS: dict[str, tuple[Variable, ...]] = {
    "Platform": (
        Variable("DOMINOS_ENV", "`development`, `test` or `production`"),
        Variable("DOMINOS_APPS", "the apps of this process, or `*` for all"),
        Variable("SECRET_KEY", "signs sessions and links, seals kept secret answers", "required"),
        Variable(
            "SECRET_KEY_FALLBACKS",
            "other keys whose signatures hold ([rotating](how-to/deploy.md#rotating-keys))",
            "none",
        ),
        Variable(
            "PERSON_KEYS",
            "keys that wrap those of people, 32 bytes each in hexadecimal, the first one today's"
            " ([rotating](how-to/deploy.md#rotating-keys)); for apps that seal",
            "required in production",
        ),
        Variable("ALLOWED_HOSTS", "host names that are answered", "`*`; none in production"),
        Variable("PUBLIC_URL", "where browsers reach the API and the pages"),
        Variable("REALTIME_URL", "where browsers reach the websockets"),
        Variable("DATA_DIR", "uploaded files, mails and maps", "`.dominos/data`"),
        Variable("STATIC_ROOT", "where static files are collected", "`DATA_DIR/static`"),
        Variable("DOMINOS_STATE_DIR", "ports, secrets and data of a development platform", "`.dominos`"),
    ),
    "Database, cache and broker": (
        Variable("DATABASE_URL", "PostgreSQL", "required"),
        Variable(
            "KEYS_DATABASE_URL", "PostgreSQL for the keys of people, with backups of its own", "with the rest"
        ),
        Variable("DATABASE_CONNECT_TIMEOUT", "seconds until a connection is given up", BY_ROLE),
        Variable("DATABASE_STATEMENT_TIMEOUT", "seconds one statement may take; 0: any", BY_ROLE),
        Variable("DATABASE_LOCK_TIMEOUT", "seconds a statement may wait for a lock; 0: any", BY_ROLE),
        Variable("DATABASE_IDLE_TIMEOUT", "seconds a transaction may lie idle; 0: any", BY_ROLE),
        Variable("DATABASE_POOLED", "`DATABASE_URL` is a pooler that shares connections by transaction"),
        Variable(
            "DATABASE_DIRECT_URL", "PostgreSQL itself, for tasks and commands", "required with a pooler"
        ),
        Variable("REALTIME_CONNECTIONS", "connections to PostgreSQL that realtime's threads share at most"),
        Variable("MIGRATE_ATTEMPTS", "how often `migrate` tries again when it does not get a lock"),
        Variable("REDIS_URL", "Redis or Valkey: cache, live pushes, messages on their way", "required"),
        Variable(
            "BROKER_URL",
            "where tasks wait for workers: another Redis, or RabbitMQ (`amqps://`)",
            "`REDIS_URL`",
        ),
        Variable("REDIS_PREFIX", "what all keys begin with"),
        Variable(
            "UNENCRYPTED",
            "lines that production may leave to an encrypted network (`database`, `redis`, `broker`, `calls`"
            " between programs); else it does not start",
            "none",
        ),
    ),
    "Programs": (
        Variable("HOST", "address to listen on"),
        Variable("PORT", "port to listen on", "`8000` web, `8001` realtime, `8002` internal"),
        Variable(
            "HEALTH_PORT",
            "port of a program's health and counters",
            "`9000` web, `9001` realtime, `9002` internal, `9003` worker, `9004` beat",
        ),
        Variable("WEB_WORKERS", "processes that serve REST"),
        Variable("INTERNAL_WORKERS", "processes that answer other apps"),
        Variable("WORKER_PROCESSES", "processes that handle tasks"),
        Variable("BEAT_SCHEDULE", "the file in which beat keeps its schedule", "a temporary file"),
        Variable("PROMETHEUS_MULTIPROC_DIR", "where web processes count together", "a temporary folder"),
    ),
    "Between apps": (
        Variable(
            "DISPATCH",
            "`inline`: what follows a commit is done at once; `celery`: by a worker",
            "`inline`; `celery` in web and realtime",
        ),
        Variable("BUS_GRACE", "seconds until an unacknowledged message is sent again"),
        Variable("BUS_LINGER", "seconds a worker lets messages gather that it then handles together"),
        Variable(
            "RETENTION", "days that rows are kept, as in `orders.order=365`", "[by table](retention.md)"
        ),
        Variable(
            "BUS_PARTITIONS", "how many workers handle messages at a time, each those about its own subjects"
        ),
        Variable("BUS_ATTEMPTS", "how often a message is sent before it is dead"),
        Variable(
            "RPC_KEYS",
            "keys that sign calls between deployments, the first one ours; hexadecimal",
            "required",
        ),
        Variable("RPC_TIMEOUT", "seconds an answer of another app may take"),
        Variable("<APP>_URL", "where an app that runs elsewhere answers, as in `MENU_URL`", "none"),
        Variable(
            "TLS_DIR",
            "the folder of `tls.crt`, `tls.key` (PKCS#8) and `ca.crt`: programs serve TLS 1.3 with the first two, and"
            " trust the third, alone, when they ask each other",
            "none: they speak in the clear",
        ),
    ),
    "HTTP and security": (
        Variable(
            "TRUSTED_PROXIES",
            "how many proxies of ours append to X-Forwarded-For, and say in X-Forwarded-Proto how they were asked; 0 if"
            " none stands before us, and neither is believed",
            "`0`; required in production",
        ),
        Variable("REQUEST_SECONDS", "seconds a request may take before it is ended and answered 503"),
        Variable("SECURE_SSL_REDIRECT", "send plain HTTP to HTTPS, in production"),
        Variable("THROTTLE_ANONYMOUS", "calls of one address without a token", "`120/min`"),
        Variable("THROTTLE_CUSTOMER", "calls of one customer, or of all guests of one address"),
        Variable("THROTTLE_COURIER", "calls of one courier"),
        Variable("THROTTLE_STAFF", "calls of one of the staff"),
        Variable("THROTTLE_PARTNER", "calls with a partner's key that has no limit of its own"),
        Variable("CORS_ORIGINS", "origins of other pages that may call the API through the gateway", "none"),
        Variable("GATEWAY_CLIENT_RATE", "requests a second of one address that the gateway lets through"),
        Variable("GATEWAY_TRUSTED_PROXIES", "proxies of ours before the gateway"),
        Variable("GATEWAY_OTLP_URL", "the OpenTelemetry collector the gateway reports spans to", "none"),
        Variable("SOCKET_ORIGINS", "origins of other pages that may open websockets, besides PUBLIC_URL's"),
        Variable("SOCKETS_PER_PERSON", "websockets a person may have open in one process"),
        Variable("SOCKETS_PER_ADDRESS", "websockets of one address without a token in one process"),
        Variable("THROTTLE_INVOICE_LINKS", "documents read by link from one address"),
        Variable("THROTTLE_GIFT_CODES", "codes of gift cards looked up from one address"),
        Variable("THROTTLE_SIGN_IN", "attempts to sign in from one address with one e-mail"),
        Variable("THROTTLE_SIGN_IN_ADDRESS", "attempts to sign in or register from one address"),
        Variable(
            "THROTTLE_MAILBOX",
            "registrations and links mailed to one e-mail, from wherever they are asked for",
        ),
        Variable("THROTTLE_PHONE", "codes sent to one telephone, from wherever they are asked for"),
        Variable("THROTTLE_PHONES", "codes that one address has sent to telephones"),
        Variable(
            "GUEST_CASH_NEEDS_CODE",
            "guests promise cash with a telephone proved by a code (SMS_URL) alone; without it, one order at a time",
        ),
        Variable(
            "THROTTLE_GUEST_TOKENS",
            "new guests from one address",
            "`20/min`, or `THROTTLE_ANONYMOUS` where that is set",
        ),
        Variable("UNPAID_ORDERS_OF_CONTACT", "open unpaid orders of one customer, telephone or e-mail"),
        Variable("UNPAID_ORDERS_OF_CLIENT", "open unpaid orders of the guests of one address at a store"),
        Variable(
            "UNPAID_ORDERS_UNPROVED",
            "open unpaid orders of a telephone or e-mail of guests who need to prove neither",
        ),
        Variable(
            "UNPAID_ORDERS_EARNED", "how many more may wait for payment, one for each order paid within a day"
        ),
    ),
    "Tokens": (
        Variable(
            "JWT_PRIVATE_KEYS",
            "PEM keys that sign tokens, the first one new tokens",
            "required where users run",
        ),
        Variable("JWKS_URL", "where the public keys are", "required where users do not run"),
        Variable("ACCESS_TOKEN_MINUTES", "how long an access token lasts"),
        Variable("REFRESH_TOKEN_DAYS", "how long a refresh token lasts"),
        Variable(
            "SECOND_FACTOR_ROLES",
            "roles that nobody acts in without a second factor",
            "none; `admin,agent,support,store_manager` in production",
        ),
        Variable(
            "OIDC_PROVIDERS",
            "providers whose accounts people may sign in with "
            "([how to set one up](how-to/sign-in-by-a-provider.md)), as JSON",
            "none",
        ),
    ),
    "Mail": (
        Variable(
            "EMAIL_URL",
            "`smtp+tls://user:password@host:587` (STARTTLS), `smtps://` (TLS), `smtp://` (in the clear), "
            "`postmark://KEY@` and other providers (`dominos/kernel/config/mail_url.py`), or `file:`",
            "`file:`; required in production",
        ),
        Variable("EMAIL_FALLBACK_URL", "as `EMAIL_URL`: where mails go while that does not answer", "none"),
        Variable(
            "MAIL_EVENTS_SECRET",
            "`user:password` by which a provider reports bounces and complaints to `/mail-events/PROVIDER`",
            "none",
        ),
        Variable("EMAIL_FILE_PATH", "the folder that `file:` writes to", "`DATA_DIR/mail`"),
        Variable("EMAIL_TIMEOUT", "seconds the mail server may take to answer"),
        Variable("DEFAULT_FROM_EMAIL", "the sender"),
        Variable("BRAND", "the name that mails and other news are headed by"),
    ),
    "SMS and pushes": (
        Variable("SMS_URL", "`twilio://ACCOUNT:TOKEN@`, or `file:`", "`file:`; none in production"),
        Variable("SMS_FALLBACK_URL", "as `SMS_URL`: who sends while that does not answer", "none"),
        Variable(
            "SMS_SENDERS",
            "who SMS are from, by the number's beginning: `+358=Dominos,+1=+15005550006`",
            "none",
        ),
        Variable(
            "PHONE_CALLS_TOKEN",
            "signs what a telephone provider posts to `/phone-calls/PROVIDER`, `twilio` or `embedded`, with its time",
            "none: no calls are taken",
        ),
        Variable(
            "PUSH_URL", "`web:`, the browsers' own push services, or `file:`", "`file:`; none in production"
        ),
        Variable("PUSH_HOSTS", "domains of push services that browsers may name"),
        Variable(
            "VAPID_PRIVATE_KEY",
            "signs pushes: a P-256 key, its 32 bytes in base64url",
            "from `SECRET_KEY`; required in production with `PUSH_URL`",
        ),
    ),
    "Printers": (
        Variable(
            "PRINTER_NETWORKS",
            "networks in which stores' receipt printers are reached: `10.20.0.0/16,fd00:20::/32`",
            "none: nothing is printed",
        ),
    ),
    "Masked calls": (
        Variable(
            "CALLS_URL",
            "the exchange by which couriers and customers call each other: `twilio://ACCOUNT:TOKEN@`, or `embedded:`"
            " ([its numbers](how-to/deploy.md#masked-calls))",
            "`embedded:`; none in production: they write to each other only",
        ),
        Variable(
            "CALL_NUMBERS",
            "numbers of the exchange that both dial: `+358942450001,+358942450002`; one for each open delivery of a"
            " courier, or of a customer",
            "three that no telephone has; none in production",
        ),
    ),
    "Delivery as a service": (
        Variable(
            "DELIVERY_PROVIDERS",
            "companies that bring what our couriers would bring late ([their interface](delivery-providers.md)), as"
            " JSON: `[{name, url, key, secrets}]`",
            "none",
        ),
    ),
    "Partners": (
        Variable(
            "WEBHOOK_NETWORKS",
            "networks that webhooks may go to beside the internet, in the clear too: `127.0.0.0/8`",
            "`127.0.0.0/8`; none in production",
        ),
    ),
    "Logs and errors": (
        Variable("LOG_JSON", "one JSON object a line, else text"),
        Variable("LOG_LEVEL", "the least level that is logged"),
        Variable("SENTRY_DSN", "where errors are reported", "none"),
        Variable(
            "OTLP_URL", "the OpenTelemetry collector that programs report spans to (OTLP over HTTP)", "none"
        ),
        Variable("OTLP_SHARE", "the share of traces that begin here of which spans are reported"),
    ),
    "Payments": (
        Variable("PAYMENTS_GATEWAY", "`embedded` (test tokens, no money moves) or `stripe`", "`embedded`"),
        Variable("PAYMENTS_REHEARSAL", "let production start with the gateway that takes no money"),
        Variable("PAYMENTS_GATEWAY_TIMEOUT", "seconds one call to the gateway may take"),
        Variable("GATEWAY_WEBHOOK_SECRET", "signs the embedded gateway's webhooks", "required with it"),
        Variable("STRIPE_SECRET_KEY", "Stripe's secret key", "required with it"),
        Variable("STRIPE_WEBHOOK_SECRET", "proves that a webhook is Stripe's", "required with it"),
        Variable(
            "STRIPE_PUBLISHABLE_KEY",
            "Stripe's key for browsers: with it the tracker has a card form",
            "required in production with `stripe`",
        ),
    ),
    "Old clients": (
        Variable(
            "COMPAT_CLIENTS",
            "answer clients of the [old ordering interface](compat.md)",
            "yes; no in production",
        ),
        Variable("COMPAT_TRACKING_BY_PHONE", "tell who knows a telephone number how far its orders are"),
        Variable(
            "THROTTLE_COMPAT_TRACKING", "questions to their trackers by one address, or about one number"
        ),
    ),
    "Rules of the market": (
        Variable("COMPLAINT_RULES", "rules of complaints that differ from the defaults (`ComplaintRules`)"),
        Variable("LOYALTY_RULES", "rules of loyalty points that differ from the defaults (`LoyaltyRules`)"),
        Variable("REFUND_RULES", "refund rules that differ from the defaults (`RefundRules`)"),
        Variable("PAYMENT_RULES", "money rules that differ from the defaults (`PaymentRules`)"),
        Variable("ROSTER_RULES", "roster rules that differ from the defaults (`RosterRules`)"),
        Variable("DELIVERY_RULES", "delivery rules that differ from the defaults (`Rules`)"),
        Variable(
            "REVIEWS_TEXT_FILTER",
            "the class that reads reviews before people do (`TextFilter`)",
            "`apps.reviews.filters.words.WordList`",
        ),
    ),
    "Maps and addresses": (
        Variable("GEO_PROVIDERS", "address providers in the order they are asked", "`local`"),
        Variable("GEO_NOMINATIM_DOMAIN", "the host of a Nominatim of one's own", "none"),
        Variable("GEO_NOMINATIM_SCHEME", "`http` or `https`", "geopy's"),
        Variable("GEO_GOOGLE_API_KEY", "key of the Google provider", "none"),
        Variable("GEO_HERE_API_KEY", "key of the HERE provider", "none"),
        Variable("GEO_TILE_RATE", "tiles one address may ask for"),
        Variable("GEO_ROUTING_URL_BICYCLE", "an `osrm-routed` server for bicycles", "in this process"),
        Variable("GEO_ROUTING_URL_CAR", "an `osrm-routed` server for cars", "in this process"),
        Variable("GEO_SNAP_RADIUS_M", "metres to the next road at most"),
        Variable("GEO_ROUTING_TIMEOUT_S", "seconds a routing server may take"),
        Variable("GEO_PROVIDER_TIMEOUT_S", "seconds an address provider may take"),
        Variable("GEO_BREAKER_FAILURES", "failures in a row that open a provider's circuit"),
        Variable("GEO_BREAKER_RESET_S", "seconds until an open circuit is tried again"),
        Variable("GEO_CACHE_S", "seconds an address found is remembered"),
        Variable("GEO_MAX_CARRYOUT_M", "metres to a store that is offered for carry-out"),
        Variable("GEO_MATRIX_LIMIT", "pairs of one travel-time table at most"),
    ),
    "Tests and development": (
        Variable("CHROMIUM", "the browser of tests and screenshots", "the first on the PATH"),
        Variable("DOMINOS_WITHOUT_BROWSER", "skip what needs a browser; not in CI", "no"),
        Variable("DOMINOS_WITHOUT_OLD_CLIENTS", "skip what needs the old clients' packages; not in CI", "no"),
        Variable("CI", "a missing browser or client fails", "no"),
        Variable("DOMINOS_KEEP_SERVERS", "leave the embedded servers running", "no"),
        Variable("DOMINOS_TEST_DB", "suffix of the test database", "the slot of the run"),
    ),
}
# Set by the programs for one another, or by the framework: nobody configures them.
INTERNAL = frozenset(
    {
        "CELERY_SKIP_CHECKS",
        "DJANGO_ALLOW_ASYNC_UNSAFE",
        "DJANGO_SETTINGS_MODULE",
        "DOMINOS_LISTENER",
        "DOMINOS_ROLE",
        "DOMINOS_TEST_REDIS_DATABASES",
        "DOMINOS_TEST_RUN",
        "DOMINOS_TEST_SLOT",
        "PYTEST_XDIST_WORKER",
    }
)
