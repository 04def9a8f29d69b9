"""Services, the bus, Celery."""

import ssl

from kombu import Queue

from dominos.kernel.config import env
from dominos.kernel.timers.timers import timers_queue_of
from dominos.settings.base import ALL_APPS, ENABLED_APPS, REDIS_URL

RPC_KEYS = env.words("RPC_KEYS")
RPC_TIMEOUT = env.number("RPC_TIMEOUT", 2)
SERVICE_URLS = {name: url for name in ALL_APPS if (url := env.text(f"{name.upper()}_URL", ""))}

# Seconds until an unacknowledged message is sent again, how long a worker lets messages gather that it handles
# together, how many workers handle messages at a time, and how often a message is sent before it is dead.
BUS_GRACE = env.number("BUS_GRACE", 5)
BUS_LINGER = env.number("BUS_LINGER", 0.05)
BUS_PARTITIONS = int(env.number("BUS_PARTITIONS", 1))
BUS_ATTEMPTS = int(env.number("BUS_ATTEMPTS", 12))
# Days that rows of a table are kept, where they differ from what its model declares (`docs/retention.md`).
RETENTION = {
    label: float(days) for label, _, days in (entry.partition("=") for entry in env.words("RETENTION"))
}

CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_TRANSPORT = "dominos.kernel.messaging.broker:Transport"
if REDIS_URL.startswith("rediss:"):  # left to itself, the broker's client asks for no certificate
    CELERY_BROKER_USE_SSL = {"ssl_cert_reqs": ssl.CERT_REQUIRED}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "global_keyprefix": env.text("REDIS_PREFIX", "dominos") + ":",
    "visibility_timeout": 600,
    "socket_connect_timeout": 1,
    "socket_timeout": 5,
    "socket_keepalive": True,
    "health_check_interval": 10,  # a worker whose line went silent takes another one within half a minute
    "max_retries": 0,
}
CELERY_TASK_IGNORE_RESULT = True
CELERY_RESULT_EXPIRES = None  # there are none, and nothing to clean up
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_REDIRECT_STDOUTS = False  # what is written there is a line of the log already
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_TASK_DEFAULT_QUEUE = "dominos"
# A worker takes from its queues in turn: what waits in an app's own does not hold up the app's timers.
CELERY_TASK_QUEUES = [
    Queue("dominos"),
    *(Queue(f"dominos.{app}") for app in ENABLED_APPS),
    *(Queue(timers_queue_of(app)) for app in ENABLED_APPS),
]
CELERY_BEAT_SCHEDULER = "dominos.kernel.timers.beat.TimerScheduler"
CELERY_BEAT_MAX_LOOP_INTERVAL = 5
CELERY_TASK_SERIALIZER = "json"
CELERY_TIMEZONE = "UTC"
