"""celery over RabbitMQ: prefork, one database connection per worker process."""

import sys
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import psycopg
from celery import Celery

from benchmarks.peers import course

PUBLISHERS = 8  # a publish blocks until its confirm: only threads bring several on their way

app = Celery("peer", broker=course.AMQP)
app.conf.update(
    broker_transport_options={"confirm_publish": True},
    broker_pool_limit=PUBLISHERS,
    task_default_queue="peer",
    task_default_queue_type="quorum",
    task_default_delivery_mode="persistent",
    task_acks_late=True,
    task_ignore_result=True,
    worker_prefetch_multiplier=50,
    worker_concurrency=course.WORKERS,
    worker_enable_remote_control=False,
)


@cache
def _connection() -> psycopg.Connection:
    return psycopg.connect(course.DSN, autocommit=True)


def _note(body: str) -> None:
    _connection().execute(course.INSERT, (body,))


note = app.task(_note, name="note")


def publish(count: int) -> None:
    """Publish from several threads."""
    with ThreadPoolExecutor(PUBLISHERS) as threads:
        for sent in [threads.submit(note.delay, course.BODY) for _ in range(count)]:
            sent.result()


if __name__ == "__main__":
    course.run(
        "celery",
        publish,
        [sys.executable, "-m", "celery", "-A", "benchmarks.peers.with_celery", "worker",
         "--without-gossip", "--without-mingle", "--loglevel", "ERROR"],
    )  # fmt: skip
