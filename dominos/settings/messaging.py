"""Services, the bus, Celery."""

from typing import Any

from kombu import Queue

from dominos.kernel.config import env
from dominos.kernel.messaging.broker_tls import encryption_of
from dominos.kernel.timers.timers import timers_queue_of
from dominos.settings.base import ALL_APPS, ENABLED_APPS, REDIS_PREFIX, REDIS_URL

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

# Tasks that wait for workers: in Redis, or in RabbitMQ, whose quorum queues are kept by several servers.
BROKER_URL = env.text("BROKER_URL", "") or REDIS_URL
BROKER_IS_REDIS = BROKER_URL.startswith(("redis", "unix"))
CELERY_BROKER_URL = BROKER_URL
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any]
CELERY_BROKER_USE_SSL = encryption_of(BROKER_URL)
if BROKER_IS_REDIS:
    CELERY_BROKER_TRANSPORT = "dominos.kernel.messaging.broker:Transport"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "global_keyprefix": REDIS_PREFIX + ":",
        "visibility_timeout": 600,
        "socket_connect_timeout": 1,
        "socket_timeout": 5,
        "socket_keepalive": True,
        "health_check_interval": 10,  # a worker whose line went silent takes another one within half a minute
        "max_retries": 0,
    }
else:
    CELERY_BROKER_CONNECTION_TIMEOUT = 2
    CELERY_BROKER_HEARTBEAT = 10
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "confirm_publish": True,
        "max_retries": 0,
        "read_timeout": 5,
        "write_timeout": 5,
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
    Queue(name, queue_arguments=None if BROKER_IS_REDIS else {"x-queue-type": "quorum"})
    for name in ("dominos", *(f"dominos.{app}" for app in ENABLED_APPS), *map(timers_queue_of, ENABLED_APPS))
]
CELERY_BEAT_SCHEDULER = "dominos.kernel.timers.beat.TimerScheduler"
CELERY_BEAT_MAX_LOOP_INTERVAL = 5
CELERY_TASK_SERIALIZER = "json"
CELERY_TIMEZONE = "UTC"
