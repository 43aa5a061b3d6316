"""A command that waits for a case sees all that was written while it waited."""

import asyncio

from tests.harness import eventually
from tests.integration.routing.conftest import CASE, Routing

WAITING = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


async def test_whose_interest_was_declared_meanwhile_is_out(routing: Routing) -> None:
    await routing.to_replied()
    reply = await routing.reply()
    path = f"/replies/{reply['reply_id']}/review"
    async with routing.database.connect("routing") as other, other.transaction():
        await other.execute("SELECT 1 FROM handling WHERE case_id = $1 FOR UPDATE", CASE)
        review = asyncio.create_task(routing.refused("reviewer", path, match=1))
        async with routing.database.connect() as watcher:
            await eventually(lambda: watcher.fetchval(WAITING), what="the review to wait")
        await other.execute(
            "INSERT INTO interest (case_id, sub) VALUES ($1, 'staff/reviewer')", CASE
        )
    assert await review == (403, "interest_excludes")
