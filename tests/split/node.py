"""One app deployed alone: its web, realtime, worker and beat in one process, on a database of its own.

Started by `deployment`, with the app and its surroundings in the environment, as any deployment is.
"""

import os
import sys
from pathlib import Path
from threading import Thread


def main(port: int) -> None:
    """Migrates, seeds, serves and works until it is killed."""
    import django
    from django.core.management import call_command

    django.setup()
    from django.conf import settings

    call_command("check")
    call_command("migrate", verbosity=0, interactive=False)
    if "geo" in settings.ENABLED_APPS:
        call_command("load_city")
    call_command("seed")
    Thread(target=serve, args=(port,), daemon=True).start()
    work(settings.CELERY_TASK_QUEUES)


def serve(port: int) -> None:
    """REST and websockets on one port."""
    import uvicorn

    uvicorn.run("tests.whole:application", host="127.0.0.1", port=port, lifespan="off", log_level="warning")


def work(queues: list) -> None:
    """The app's queues, and its timers."""
    from dominos.celery import app

    schedule = Path(os.environ["DATA_DIR"]) / f"beat-{os.getpid()}"
    names = ",".join(queue.name for queue in queues)
    app.worker_main(
        [
            *("worker", "--beat", "--schedule", str(schedule), "--pool", "threads", "--concurrency", "2"),
            *("--queues", names, "--loglevel", "WARNING", "--without-gossip", "--without-mingle"),
        ]
    )


if __name__ == "__main__":
    main(int(sys.argv[1]))
