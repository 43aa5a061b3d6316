"""What a citizen is called, his number and his words: no refusal repeats them, no log, no metric."""

import uuid

import httpx
import pytest

from deploy.cli.connect import SERVICES, service
from deploy.demo.play import BEGINS
from tests.marked_requests import refusals, repeated, requests

FORMS = ("/metrics", "/readyz", "/busz", "/healthz")
SENT_AT_LEAST = {
    "intake": 1500,
    "routing": 3000,
    "deadlines": 30,
    "notify": 150,
    "satisfaction": 90,
}


@pytest.mark.parametrize("name", SERVICES)
async def test_nothing_of_bad_input_comes_back_or_is_kept_in_logs_and_metrics(system, name):
    await system.database.move_clock(BEGINS)
    statuses = []
    async with (
        system.fleet([name]) as fleet,
        httpx.AsyncClient(base_url=fleet.url(name), timeout=30) as http,
    ):
        document = (await http.get("/openapi.json")).json()
        for role, asked in requests(service(name).access, document):
            headers = {
                "Authorization": f"Bearer {system.site.token(role, '水某')}",
                "Idempotency-Key": str(uuid.uuid4()),
            }
            answer = await http.request(**asked.told(headers))
            statuses.append(answer.status_code)
            assert not answer.is_server_error, (asked, answer.text)
            for told in refusals(answer):
                assert repeated(told) == set(), (asked, told)
        forms = [(await http.get(form)).text for form in FORMS]
    assert len(statuses) >= SENT_AT_LEAST[name]
    assert {400, 401, 404, 422} <= set(statuses)
    assert "heartbridge_commands_total" in forms[0]
    assert [repeated(form) for form in forms] == [set()] * len(FORMS)
    [log] = [path.read_text() for path in fleet.logs]
    assert "service_starts" in log
    assert repeated(log) == set()
