"""Danger reaches a person at once: from what a citizen writes to the phone of who is on duty."""

import json
import uuid

import httpx

from deploy.cli.connect import PROJECT
from tests.harness import eventually

DANGER = {"type_name": "求助", "domain_name": "城建", "title": "楼道里有煤气味",
          "text": "楼道里燃气泄漏，味道很大，快来人。", "phone": "13000000002"}  # fmt: skip
AT_ONCE_S = 10


async def test_what_speaks_of_danger_rings_the_phone_on_duty_and_the_office_sees_it(system):
    async with system.fleet(["intake", "notify"]) as fleet, httpx.AsyncClient(timeout=30) as http:

        async def ask(method, service, role, path, body=None):
            headers = {
                "Authorization": f"Bearer {system.site.token(role, role)}",
                "Idempotency-Key": str(uuid.uuid4()),
            }
            url = f"{fleet.url(service)}/v1{path}"
            answer = await http.request(method, url, json=body, headers=headers)
            assert answer.status_code < 300, answer.text
            return answer.json()

        organisation = json.loads((PROJECT / "deploy/demo/data/organisation.json").read_text())
        [office] = [unit for unit in organisation["units"] if unit["type"] == "office"]
        await ask("POST", "notify", "admin", "/rosters", organisation)
        case_id = (await ask("POST", "intake", "clerk", "/cases", DANGER))["case_id"]

        def rung():
            file = system.site.sms_file
            return file.exists() and [json.loads(line) for line in file.read_text().splitlines()]

        [sms] = await eventually(rung, AT_ONCE_S, "an SMS to who is on duty")
        assert sms["to"] == office["duty"][0]["phone"]
        assert case_id in sms["text"]

        async def known():
            [alarm] = (await ask("GET", "intake", "clerk", "/alarms"))["items"]
            return alarm["told"] == 1 and alarm["case_id"] == case_id

        await eventually(known, AT_ONCE_S, "the office sees that somebody was told")
        seen = {"alarm": "emergency", "measures": ["called_119", "unit_on_site"]}
        await ask("POST", "intake", "clerk", f"/cases/{case_id}/attend", seen)
        assert (await ask("GET", "intake", "clerk", "/alarms"))["items"] == []
        assert (await ask("GET", "intake", "clerk", f"/cases/{case_id}"))["state"] == "received"
