"""What is counted of a worker's tasks and beat's timers: how many, how they ended, how long they took."""

from time import monotonic, time

from prometheus_client import Counter, Gauge, Histogram

from dominos.kernel.config import env

TASKS = Counter("worker_tasks", "Tasks that ended, by name and how.", ["task", "state"])
SECONDS = Histogram(
    "worker_task_seconds", "Seconds a task took.", ["task"], buckets=(0.01, 0.05, 0.25, 1, 5, 30)
)
TICKED = Gauge(
    "beat_last_timer_timestamp_seconds",
    "When beat last came to a timer.",
    ["apps"],
    multiprocess_mode="livemax",
)
_begun: dict[str, float] = {}


def begin(task_id: str) -> None:
    """A task begins in this process."""
    _begun[task_id] = monotonic()


def end(task_id: str, task: str, state: str | None) -> None:
    """It has ended, in a state of Celery's; one that nobody knows has none."""
    began = _begun.pop(task_id, None)
    TASKS.labels(task, state or "UNKNOWN").inc()
    if began is not None:
        SECONDS.labels(task).observe(monotonic() - began)


def timer_came() -> None:
    """Beat came to a timer, whether it had work or not."""
    TICKED.labels(env.text("DOMINOS_APPS", "*")).set(time())
