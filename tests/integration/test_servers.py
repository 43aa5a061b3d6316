"""The servers that tests, demo and development stack stand on."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import aio_pika
import asyncpg
import pytest

from deploy.fleet import PROJECT
from deploy.servers import ServerFailed, choose, running
from deploy.servers.process import Pid
from deploy.servers.scratch import scratch_directory
from tests.harness import SAFE_TO_KILL_S, eventually

A_RUN_THAT_HANGS = """
import json, sys, time
from deploy.servers import choose, running
from deploy.servers.process import Pid
from deploy.servers.scratch import scratch_directory

with scratch_directory() as directory, running(choose(directory, durable=False)) as servers:
    family = [Pid.of(servers.postgres.pid), Pid.of(servers.rabbit.pid)]
    family += [child for pid in family for child in pid.children()]
    print(json.dumps([str(directory), family]), flush=True)
    time.sleep(600)
"""


@pytest.fixture(scope="module")
def own(run_directory):
    """Servers of this module, to be killed at will."""
    servers = choose(run_directory / "own", durable=False)
    with running(servers, remove=True):
        yield servers


def running_now(number):
    found = Pid.of(number)
    assert found
    return found


async def ask(dsn, query):
    connection = await asyncpg.connect(dsn, timeout=10)
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()


async def test_two_pairs_run_side_by_side(servers, own):
    assert servers.postgres.dsn != own.postgres.dsn
    assert servers.rabbit.amqp_url != own.rabbit.amqp_url
    for pair in (servers, own):
        assert await ask(pair.postgres.dsn, "SELECT 1") == 1
        await (await aio_pika.connect(pair.rabbit.amqp_url)).close()


async def test_a_killed_postgres_comes_back_with_what_was_committed(own):
    dsn = own.postgres.dsn
    await ask(dsn, "CREATE TABLE kept AS SELECT 17 AS number")
    own.postgres.kill()
    assert own.postgres.pid is None
    with pytest.raises(OSError):
        await ask(dsn, "SELECT 1")
    own.postgres.start()
    assert own.postgres.dsn == dsn
    assert await ask(dsn, "SELECT number FROM kept") == 17


async def test_a_killed_broker_comes_back_with_what_was_confirmed(own):
    url = own.rabbit.amqp_url
    connection = await aio_pika.connect(url)
    channel = await connection.channel()
    await channel.declare_queue("kept", durable=True)
    declared = time.monotonic()
    frame = aio_pika.Message(b"17", delivery_mode=aio_pika.DeliveryMode.PERSISTENT)
    await channel.default_exchange.publish(frame, "kept", timeout=10)
    await eventually(lambda: time.monotonic() - declared > SAFE_TO_KILL_S, 20)
    own.rabbit.kill()
    assert own.rabbit.pid is None
    await asyncio.gather(connection.close(), return_exceptions=True)
    own.rabbit.start()
    assert own.rabbit.amqp_url == url
    async with await aio_pika.connect(url) as again, again.channel() as reading:
        queue = await reading.declare_queue("kept", passive=True)
        assert (await queue.get(no_ack=True)).body == b"17"


async def test_a_restart_in_order_keeps_addresses(own):
    before = own.postgres.dsn, own.rabbit.api_url
    own.postgres.restart()
    assert (own.postgres.dsn, own.rabbit.api_url) == before
    assert await ask(own.postgres.dsn, "SELECT 1") == 1


async def test_nothing_outlives_a_run_that_was_killed():
    with subprocess.Popen(
        [sys.executable, "-c", A_RUN_THAT_HANGS], cwd=PROJECT, stdout=subprocess.PIPE
    ) as run:
        assert run.stdout
        directory, family = json.loads(run.stdout.readline())
        left = Path(directory)
        pids = [Pid(*pair) for pair in family]
        assert len(pids) > 2
        assert all(pid.alive for pid in pids)
        assert left.exists()
        run.kill()
    await eventually(lambda: not any(pid.alive for pid in pids), 30)
    with scratch_directory():
        assert not left.exists(), "the next run, ours if no other was faster, removes what it left"


def test_a_server_whose_address_was_given_is_used_and_never_killed(servers, tmp_path, monkeypatch):
    monkeypatch.setenv("GIVEN_PG_ADMIN_DSN", servers.postgres.dsn)
    monkeypatch.setenv("GIVEN_AMQP_URL", servers.rabbit.amqp_url)
    monkeypatch.setenv("GIVEN_RABBIT_API", servers.rabbit.api_url)
    given = choose(tmp_path, given="GIVEN_")
    with running(given, remove=True):
        assert given.postgres.dsn == servers.postgres.dsn
        assert not given.rabbit.ours
        with pytest.raises(ServerFailed, match="not ours to kill"):
            given.postgres.kill()


def test_half_an_address_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("GIVEN_AMQP_URL", "amqp://127.0.0.1/")
    with pytest.raises(ServerFailed, match="GIVEN_AMQP_URL and GIVEN_RABBIT_API go together"):
        choose(tmp_path, given="GIVEN_")


def test_a_pid_is_not_mistaken_for_a_later_process_of_the_same_number():
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        pid = running_now(process.pid)
        impostor = pid._replace(started=pid.started - 1)
        impostor.signal(signal.SIGKILL)
        assert pid.alive
        assert not impostor.alive
    assert not pid.alive


async def test_a_service_that_was_killed_comes_back_on_its_port(system):
    async with system.fleet(["satisfaction"], replicas=2) as fleet:
        first, second = fleet["satisfaction"], fleet["satisfaction", 1]
        assert first.url != second.url
        address, dead = first.url, running_now(first.pid)
        first.kill()
        assert not dead.alive
        await fleet.restart("satisfaction")
        assert first.url == address
        fleet.keep()
        ended = second.pid
        os.kill(ended, signal.SIGKILL)
        await eventually(lambda: second.pid not in {None, ended}, what="the keeper starts it again")
        await fleet.until_up()
    assert first.pid is second.pid is None


async def test_each_test_has_a_database_and_a_vhost_of_its_own(database, vhost):
    assert await database.rows("intake", "SELECT count(*) FROM outbox") == [{"count": 0}]
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await database.rows("intake", "SELECT count(*) FROM routing.outbox")
    await (await aio_pika.connect(vhost.url)).close()


async def test_a_port_that_was_taken_meanwhile_is_given_up(system):
    async with system.fleet(["satisfaction"]) as fleet:
        member = fleet["satisfaction"]
        before = member.url
        member.stop()
        with socket.create_server(("127.0.0.1", urlsplit(before).port)):
            await fleet.restart("satisfaction")
        assert member.url != before


async def test_a_condition_that_never_comes_true_is_named():
    began = time.monotonic()
    with pytest.raises(AssertionError, match=r"not within 0\.1 s: pigs fly; the last answer was 0"):
        await eventually(lambda: 0, 0.1, "pigs fly")
    assert time.monotonic() - began < 5


@pytest.mark.engine
async def test_a_killed_container_comes_back_on_its_ports(tmp_path):
    with running(choose(tmp_path, durable=False), remove=True) as servers:
        dsn, url = servers.postgres.dsn, servers.rabbit.amqp_url
        await ask(dsn, "CREATE TABLE kept AS SELECT 17 AS number")
        for server in (servers.postgres, servers.rabbit):
            server.kill()
            server.start()
        assert await ask(dsn, "SELECT number FROM kept") == 17
        await (await aio_pika.connect(url)).close()
