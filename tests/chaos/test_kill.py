"""Every service, the broker and the database are killed while hundreds of cases are in flight.

Afterwards every case has reached its end; nothing is lost, nothing took effect twice, nothing came in
disorder: counted from the journals, and from a recorder that heard every event on the bus.
"""

import asyncio
import json
import time
from collections import Counter
from contextlib import asynccontextmanager
from pathlib import Path

import aio_pika
import asyncpg

from deploy.audit import audit
from deploy.cli.connect import SERVICES, services
from deploy.demo.play import Play
from deploy.demo.script import Letter, Script
from deploy.fleet import Fleet
from deploy.site import prepare
from shared.bus import EVENTS
from tests.harness import SAFE_TO_KILL_S, eventually

CASES, CASES_LONG = 500, 1500
RESULTS = Path(__file__).parent / "results.json"
UNITS = ("ll-edu", "ll-housing", "ll-hr", "ll-env", "ll-traffic", "ll-urban")
RECORDER = "test.recorder"
ADMITTED = 1646100000  # 2022-03-01, a working day


def a_city_of_rows(rng, count):
    """Synthetic rows, and the script of each: a third by letter, the rest answered directly."""
    rows, scripts = [], {}
    for n in range(count):
        tid = 20_000_000 + n
        rows.append({
            "tid": tid, "fid": 1001, "forumName": "吕梁市委书记", "typeId": 6, "typeName": "求助",
            "domainId": 7, "domainName": "城建", "nickName": f"网友{n}", "subject": f"第{n}号路灯不亮",
            "content": f"第{n}号路灯坏了，请派人修理。", "dateline": ADMITTED - 3600,
            "threadsCheckTime": ADMITTED + 3600 * 3 * rng.randrange(8), "stateInfo": "待回复",
            "processInfo": "未交办", "grade": 0, "gradeLevel": 0, "gradeManner": 0, "gradeSpeed": 0,
            "answerId": None, "answerContent": None, "answerDateline": None,
            "answerOrganization": None,
            "contact": {"realName": f"某{n}", "phone": f"139{n:08d}", "place": "离石区"},
        })  # fmt: skip
        by_letter = rng.random() < 1 / 3
        scripts[str(tid)] = Script(
            route="dispatch" if by_letter else "direct",
            letter=Letter(rng.choice(UNITS)) if by_letter else None,
            text="路灯已经修好。", days=1, disposition="solved",
        )  # fmt: skip
    return rows, scripts


class Killer:
    """Kills one after another, each when the play has come so much further."""

    def __init__(self, servers, fleet, play):
        self.servers, self.fleet, self.play = servers, fleet, play
        self.kills: Counter[str] = Counter()
        self.recovery_s = {}

    async def run(self, every, rounds):
        for _ in range(rounds):
            for name in (*SERVICES, "broker", "postgres"):
                await self._progress(every)
                await self._kill(name)

    async def _progress(self, answers):
        goal = self.play.city.answers + answers
        await eventually(lambda: self.play.city.answers >= goal, 120, "progress")

    async def _kill(self, name):
        self.kills[name] += 1
        if name in SERVICES:
            self.fleet[name].kill()
            began = time.monotonic()
            self.fleet[name].launch()
        else:
            server = self.servers.rabbit if name == "broker" else self.servers.postgres
            await asyncio.to_thread(server.kill)
            server.launch()
            await asyncio.to_thread(server.wait)
            began = time.monotonic()
        await self.fleet.until_up(120)
        self.recovery_s[name] = max(time.monotonic() - began, self.recovery_s.get(name, 0))


async def start_recorder(url):
    """A durable quorum queue bound to everything, before anything is said.

    Not the catch-all stream: on one node a stream was seen to miss an event around a SIGKILL.
    """
    connection = await aio_pika.connect(url)
    async with connection:
        channel = await connection.channel()
        queue = await channel.declare_queue(
            RECORDER, durable=True, arguments={"x-queue-type": "quorum"}
        )
        await queue.bind(EVENTS, "#")


async def recorded(url):
    """The id of every event that the recorder heard."""
    connection = await aio_pika.connect(url)
    heard = set()
    async with connection:
        channel = await connection.channel()
        queue = await channel.get_queue(RECORDER)
        while (message := await queue.get(fail=False, no_ack=True)) is not None:
            heard.add(message.headers["ce-id"])
    return heard


async def test_nothing_is_lost_doubled_or_disordered_whoever_is_killed(
    own_servers, tmp_path, rng, long, request
):
    count = CASES_LONG if long else CASES
    rows, scripts = a_city_of_rows(rng, count)
    site = await prepare(
        tmp_path / "site", own_servers.postgres.dsn, own_servers.rabbit.amqp_url, movable_clock=True
    )
    await start_recorder(site.amqp_url)
    declared = time.monotonic()
    told = {
        name: {**env, "HEARTBRIDGE_TIMER_POLL_S": "0.05"} for name, env in site.environments.items()
    }
    async with Fleet(SERVICES, told, tmp_path / "services") as fleet:
        play = Play(site, fleet, rows=rows, scripts=scripts)
        killer = Killer(own_servers, fleet, play)
        await eventually(lambda: time.monotonic() - declared > SAFE_TO_KILL_S, 20)
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(killer.run(count // (2 if not long else 1), 2 if long else 1))
                both.create_task(play.run())
        finally:
            print(*fleet.obituaries(), sep="\n")  # noqa: T201 - who ended by itself, and why
        await play.rest()
        events = await logged(site)
        found = await audit(schemas(site), [s.listener for s in services()])
        heard = await recorded(site.amqp_url)
        await play.city.close()

    assert set(killer.kills) == {*SERVICES, "broker", "postgres"}
    assert events - heard == set()
    summary = {
        "kills": dict(killer.kills), "cases": count, "events": found.events, "lost": found.lost,
        "doubled": found.doubled, "out_of_order": found.out_of_order,
        "recovery_s": {k: round(v, 1) for k, v in killer.recovery_s.items()},
        "seed": request.config.getoption("hypothesis_seed"),
    }  # fmt: skip
    print(json.dumps(summary))  # noqa: T201 - the seed and the counts belong in the report
    if long:
        RESULTS.write_text(json.dumps(summary, indent=1) + "\n")
    assert (found.lost, found.doubled, found.out_of_order) == (0, 0, 0)
    assert (found.waiting, found.dead) == (0, 0)
    assert len(found.terminal()) == count
    sms = [json.loads(line)["delivery_id"] for line in site.sms_file.read_text().splitlines()]
    assert len(sms) == len(set(sms))


def schemas(site):
    @asynccontextmanager
    async def schema(name):
        connection = await asyncpg.connect(
            site.migrated.dsn(name), server_settings={"search_path": name}
        )
        try:
            async with connection.transaction():
                yield connection
        finally:
            await connection.close()

    return schema


async def logged(site):
    ids = set()
    for name in SERVICES:
        async with schemas(site)(name) as tx:
            ids |= {str(r["event_id"]) for r in await tx.fetch("SELECT event_id FROM event_log")}
    return ids
