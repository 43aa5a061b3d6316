"""routing as the walks look at it: all that a case is, in one question."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from services.routing.app import SERVICE, RoutingSettings
from shared.service import Runtime
from tests.alone import alone, without_broker
from tests.harness import TestDatabase
from tests.walk.city import FILE, PEOPLE
from tests.walk.office import Office

MONDAY = datetime(2022, 3, 28, 1, 0, tzinfo=UTC)  # 09:00 in Lüliang

SHAPE = """json_build_object(
  'case', (SELECT json_build_array(state, round) FROM handling WHERE case_id = $1),
  'assignments', (SELECT json_object_agg(assignment_id, json_build_array(state, version))
                  FROM assignment WHERE case_id = $1),
  'letters', (SELECT json_object_agg(letter_id, json_build_array(state, version))
              FROM letter_draft WHERE case_id = $1),
  'drafts', (SELECT json_object_agg(draft_id, json_build_array(state, version))
             FROM reply_draft WHERE case_id = $1),
  'further', (SELECT json_object_agg(further_id, json_build_array(state, version))
              FROM further_reply WHERE case_id = $1),
  'promises', (SELECT json_object_agg(promise_id, json_build_array(state, version))
               FROM promise WHERE case_id = $1),
  'replies', (SELECT json_object_agg(reply_id, version) FROM reply WHERE case_id = $1),
  'instructions', (SELECT json_object_agg(instruction_id, version)
                   FROM (SELECT instruction_id, max(version) AS version FROM instruction
                         WHERE case_id = $1 GROUP BY instruction_id) i),
  'proposals', (SELECT json_object_agg(proposal_id, json_build_array(p.state, s.post_id))
                FROM proposal p LEFT JOIN submission s USING (proposal_id)
                WHERE p.case_id = $1),
  'files', (SELECT count(*) FROM file WHERE case_id = $1),
  'questions', (SELECT count(*) FROM question WHERE case_id = $1),
  'answered', (SELECT count(*) FROM question JOIN question_answer USING (question_id)
               WHERE case_id = $1),
  'pressed', (SELECT json_object_agg(press_id, state) FROM third_party WHERE case_id = $1))"""


class Routing(Office):
    """A running routing with the example's units and posts."""

    shape = SHAPE

    async def organise(self) -> None:
        answer = await self.command(PEOPLE["admin"], "/organisation", FILE, key="organise")
        assert answer.status == 200, answer.body


@asynccontextmanager
async def a_replica(database: TestDatabase, directory: Path) -> AsyncIterator["Routing"]:
    """One more of it, on the same database."""
    settings = without_broker(
        RoutingSettings, SERVICE, database, directory, files=directory / "files",
        file_limit=100_000, files_per_case=500,
    )  # fmt: skip
    async with alone(Routing, Runtime(SERVICE, settings), database, directory) as running:
        yield running


@asynccontextmanager
async def a_routing(database: TestDatabase, directory: Path) -> AsyncIterator["Routing"]:
    """Routing with its units and posts, on a Monday in March 2022."""
    async with a_replica(database, directory) as running:
        await running.move_to(MONDAY)
        await running.organise()
        yield running
