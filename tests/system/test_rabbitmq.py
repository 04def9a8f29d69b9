"""Tasks in RabbitMQ's quorum queues instead of Redis: a real server, a real worker, a worker that is killed."""

import subprocess
import sys

import pytest

from dominos.apps_enabled import ROOT
from dominos.kernel.ids import new_id
from dominos.kernel.messaging import outbox
from dominos.kernel.messaging.topology import installed_apps, queue_of
from dominos.kernel.testing.probe.handlers import count
from tests.system.processes import environment, kill, wait_until, worker
from tests.system.rabbitmq import is_installed, rabbitmq

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not is_installed(), reason="no Debian package rabbitmq-server: RabbitMQ is NOT tried"),
]
SEND = """
import sys, uuid, django
django.setup()
from dominos.kernel.testing.probe.handlers import CountProbe
from dominos.kernel.unit_of_work import send, unit_of_work
for probe in sys.argv[1:]:
    with unit_of_work("probe"):
        send(CountProbe(probe_id=uuid.UUID(probe)), subject=uuid.UUID(probe))
from celery import current_app
with current_app.connection() as connection:
    for queue in current_app.conf.task_queues:
        # Where it was declared as something else, RabbitMQ refuses.
        kind = {"x-queue-type": "quorum"}
        print(connection.channel().queue_declare(queue.name, durable=True, auto_delete=False, arguments=kind).queue)
"""


def run(script, *arguments, **changes):
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        env=environment(DJANGO_SETTINGS_MODULE="dominos.settings", **changes),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def undone():
    return outbox.table("probe", "OutboxDelivery").objects.filter(done_at=None).count()


def test_what_is_sent_is_handled_once_by_workers_that_take_from_quorum_queues(tmp_path, monkeypatch):
    with rabbitmq(tmp_path) as url:
        monkeypatch.setenv("BROKER_URL", url)
        monkeypatch.setenv("DISPATCH", "celery")
        queue = queue_of(installed_apps()[0])
        first, later = [new_id() for _ in range(3)], [new_id() for _ in range(3)]
        with worker(queues=queue) as one:
            run(SEND, *map(str, first))
            wait_until(lambda: undone() == 0, 40)
            kill(one)
        assert queue in run(SEND, *map(str, later)).split()
        assert undone() == 3
        with worker(queues=queue):
            wait_until(lambda: undone() == 0, 40)
        assert [count(probe) for probe in (*first, *later)] == [1] * 6
