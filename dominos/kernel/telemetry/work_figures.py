"""Metrics of worker tasks and beat timers: number, outcome, duration."""

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
    """Records that a task starts in this process."""
    _begun[task_id] = monotonic()


def end(task_id: str, task: str, state: str | None) -> None:
    """Records that a task ended in this Celery state; unknown tasks have no state."""
    began = _begun.pop(task_id, None)
    TASKS.labels(task, state or "UNKNOWN").inc()
    if began is not None:
        SECONDS.labels(task).observe(monotonic() - began)


def count_timer_run() -> None:
    """Records that a timer was due, whether it had work or not."""
    TICKED.labels(env.text("DOMINOS_APPS", "*")).set(time())
