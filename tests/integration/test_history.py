"""历史件: what was answered before it reached us counts with its answer and its grade, and starts nothing."""

import uuid

import httpx

from deploy.cli.connect import SERVICES
from tests.harness import eventually
from tests.unit.intake.builders import a_row

HEARD_S = 30
DANGER = "楼道里燃气泄漏，再不解决我就跳楼，别打电话。"
ANSWERED = a_row(
    tid=6120001, stateInfo="已办理", content=DANGER, answerContent="已办理。", answerId="77",
    answerDateline=1653928860, answerOrganization="孝义市委办", grade=4.3,
)  # fmt: skip
OLD = a_row(tid=6120002, dateline="2019/2/28 11:25:05", threadsCheckTime="2019-03-01 09:00:00")
STARTED = {
    "deadlines": ("clock", "timer", "reminder"),
    "notify": ("delivery", "callback_task", "contact"),
    "routing": ("handling", "case_text", "assignment"),
    "satisfaction": ("after_check", "accepted", "published"),
    "intake": ("alarm", "contact", "claim"),
}


async def test_history_counts_and_starts_no_clock_no_sms_no_call_in_any_service(system):
    async with system.fleet(SERVICES) as fleet, httpx.AsyncClient(timeout=30) as http:

        async def ask(method, service, role, path, body=None):
            headers = {
                "Authorization": f"Bearer {system.site.token(role, role)}",
                "Idempotency-Key": str(uuid.uuid4()),
            }
            url = f"{fleet.url(service)}/v1{path}"
            return await http.request(method, url, json=body, headers=headers)

        async def take_in(*rows):
            answer = await ask("POST", "intake", "clerk", "/imports", list(rows))
            assert answer.status_code == 200, answer.text
            return answer.json()

        async def heard():
            """Whether every service has heard all that intake said."""
            said = await system.database.rows(
                "intake", "SELECT subject, max(version) AS version FROM event_log GROUP BY subject"
            )
            for service in set(SERVICES) - {"intake"}:
                rows = await system.database.rows(
                    service, "SELECT subject, last_ver FROM inbox WHERE source = 'intake'"
                )
                reached = {r["subject"]: r["last_ver"] for r in rows}
                assert all(reached.get(s["subject"]) == s["version"] for s in said), service
            return True

        first = await take_in(ANSWERED, OLD)
        assert first["counts"] == {"historic": 2}
        assert (await take_in(ANSWERED | {"grade": 1.5}))["counts"] == {"updated": 1}
        await eventually(heard, HEARD_S)

        for service, tables in STARTED.items():
            for table in tables:
                [found] = await system.database.rows(service, f"SELECT count(*) AS n FROM {table}")
                assert found["n"] == 0, (service, table)
        for row in first["rows"]:
            refused = await ask("POST", "intake", "clerk", f"/cases/{row['case_id']}/claim", {})
            assert (refused.status_code, refused.json()["rule"]) == (409, "wrong_state")

        figures = (await ask("GET", "satisfaction", "leader", "/figures")).json()
        assert (figures["historic"]["count"], figures["historic"]["answered"]) == (2, 1)
        assert figures["received"]["count"] == 0
        rated = figures["board_satisfaction"]
        assert (rated["numerator"], rated["denominator"]) == (0, 1)  # 1.5 is 不满意 by now
        assert rated["participation"]["denominator"] == 1
