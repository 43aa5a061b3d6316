"""Of a hundred simultaneous claims of one case exactly one wins; the others are told who holds it."""

import asyncio
import uuid
from collections import Counter
from contextlib import suppress

import httpx

from deploy.demo.play import example

CLAIMANTS = 100
ROUNDS, ROUNDS_LONG = 30, 1000
TRIES = 3


async def test_one_of_a_hundred_wins_and_the_others_learn_the_holders_name(system, long):
    rounds = ROUNDS_LONG if long else ROUNDS
    row = next(r for r in example("board-export.json") if r["tid"] == 15410005)
    async with system.fleet(["intake"], replicas=2) as fleet:
        bases = [f"{fleet.url('intake', n)}/v1" for n in range(2)]
        tokens = [
            system.site.token("clerk", f"经办{n}", sub=f"clerk-{n}") for n in range(CLAIMANTS)
        ]
        async with httpx.AsyncClient(
            timeout=60, limits=httpx.Limits(max_connections=CLAIMANTS)
        ) as http:

            async def send(n, path, body):
                headers = {
                    "Authorization": f"Bearer {tokens[n]}",
                    "Idempotency-Key": str(uuid.uuid4()),
                }
                for _ in range(TRIES):
                    # A connection that lay idle may be closed under the request: the key makes
                    # sending it again harmless.
                    with suppress(httpx.TransportError):
                        return await http.post(bases[n % 2] + path, json=body, headers=headers)
                raise AssertionError(f"{path} was never answered")

            entry = {"type_name": "投诉", "domain_name": "城建", "title": row["subject"],
                     "text": row["content"]}  # fmt: skip
            for _ in range(rounds):
                entered = await send(0, "/cases", entry)
                path = f"/cases/{entered.json()['case_id']}/claim"
                answers = await asyncio.gather(*(send(n, path, {}) for n in range(CLAIMANTS)))
                assert Counter(a.status_code for a in answers) == {200: 1, 409: CLAIMANTS - 1}
                winner = next(n for n, a in enumerate(answers) if a.status_code == 200)
                refused = [a.json() for a in answers if a.status_code == 409]
                assert {p["rule"] for p in refused} == {"held_by_another"}
                assert {p["holder"] for p in refused} == {f"经办{winner}"}
    claims = await system.database.rows(
        "intake", "SELECT count(*) AS n FROM event_log WHERE type = 'intake.case_claimed.v1'"
    )
    assert claims[0]["n"] == rounds
