"""A real history replays with fitness 1.0; altered anywhere, it does not, and the place is named."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.integration.routing.conftest import CASE, bare, order, routing
from tests.walk.books import ROUTING
from tests.walk.replay import Log, logs, replay, replay_all

__all__ = ["bare", "routing"]

POLICE, TRAFFIC = order("ll-police"), order("ll-traffic", "assisting")


@pytest.fixture
async def log(routing) -> Log:
    """A case that was proposed, instructed, dispatched to two units, answered, sent back, redone."""
    await routing.to_submitted(POLICE, TRAFFIC)
    await routing.instruct()
    await routing.dispatch(POLICE, TRAFFIC)
    await routing.answer_as("ll-traffic")
    await routing.answer_as("ll-police")
    await routing.on_reply("reviewer", "review")
    await routing.on_reply("leader", "send-back", {"opinion": "再核实。"})
    await routing.on_reply("reviewer", "return", {"reason": "weak", "text": "再写。"})
    await routing.reply_as("ll-police", {"text": "重新核实，现已办理。", "result": RESULT})
    await routing.publish()
    await routing.check(passed=False)
    await routing.on_case("head", "redo", {"reason": "not_in_place", "text": "再办。"})
    await routing.withdrawn()
    async with routing.runtime.transaction() as tx:
        [found] = [log async for log in logs(tx, [f"case/{CASE}"])]
    return found


RESULT: dict[str, Any] = {
    "finding": "true", "people": [{"name": "钱某"}], "disposition": "explained",
    "explanation": {
        "method": "phone", "explained_on": "2022-03-28", "content": "说明", "reason": "依规",
        "basis": "办法", "understood": True,
    },
}  # fmt: skip


def test_a_real_history_is_explained_row_by_row_and_event_by_event(log):
    found = replay(ROUTING, log)
    assert found.faults == []
    assert (found.fitness, found.total) == (1.0, len(log.rows) + len(log.events))
    assert found.states["case", f"case/{CASE}"] == "withdrawn"
    assert {life for life, _ in found.states} == {"case", "letter", "assignment", "draft"}


async def test_a_whole_schema_is_read_with_one_call(routing):
    await routing.to_published()
    async with routing.runtime.transaction() as tx:
        found = await replay_all(tx, ROUTING)
    assert (found.fitness, found.subjects) == (1.0, 1)
    assert found.taken.total() > 10


# ---- altered logs ------------------------------------------------------------------------------


def dropped(log: Log) -> Iterator[Log]:
    """Each row once."""
    for place in range(len(log.rows)):
        yield log._replace(rows=[*log.rows[:place], *log.rows[place + 1 :]])


def dropped_and_closed_up(log: Log) -> Iterator[Log]:
    """Each row that others stand on, those behind it numbered anew, and its events with it."""
    for place, row in enumerate(log.rows):
        follow = any(subject_of(later) == subject_of(row) for later in log.rows[place + 1 :])
        if row.get("from") != row.get("to") and follow:
            kept = [*log.rows[:place], *log.rows[place + 1 :]]
            gone = {version for _, version, _ in row.get("says", ())}
            events = [event for event in log.events if event.version not in gone]
            yield numbered(log._replace(rows=kept, events=events))


def swapped(log: Log) -> Iterator[Log]:
    """Each two neighbours that move the same thing, numbered as if they had always stood so."""
    for place, (one, two) in enumerate(zip(log.rows, log.rows[1:], strict=False)):
        moves = one.get("from") != one.get("to") and two.get("from") != two.get("to")
        if moves and subject_of(one) == subject_of(two):
            yield numbered(log._replace(rows=[*log.rows[:place], two, one, *log.rows[place + 2 :]]))


def with_another_role(log: Log) -> Iterator[Log]:
    for place, row in enumerate(log.rows):
        if "from" in row and row["action"] not in ROUTING.notes:
            other = row["actor"] | {"role": "agent"}
            yield altered(log, place, actor=other)


def with_another_target(log: Log) -> Iterator[Log]:
    for place, row in enumerate(log.rows):
        if "to" in row:
            yield altered(log, place, to="elsewhere")


def with_an_invented_row(log: Log) -> Iterator[Log]:
    """A publication that nobody read before, behind each row of the case but the last way to it."""
    invented = {
        "subject": log.subject, "action": "publish", "actor": {"role": "clerk"}, "at": "later",
        "from": "read", "to": "published",
    }  # fmt: skip
    for place in range(1, len(log.rows)):
        yield numbered(log._replace(rows=[*log.rows[:place], invented, *log.rows[place:]]))


def with_an_unknown_act(log: Log) -> Iterator[Log]:
    for place, row in enumerate(log.rows):
        if "from" in row and row["action"] not in ROUTING.notes:
            yield altered(log, place, action="wave_through")


def without_an_event(log: Log) -> Iterator[Log]:
    """Each event, gone from the log."""
    for place in range(len(log.events)):
        yield log._replace(events=[*log.events[:place], *log.events[place + 1 :]])


def with_a_silent_row(log: Log) -> Iterator[Log]:
    """Each row that announced something, as if it had announced nothing, and the log agreed."""
    for place, row in enumerate(log.rows):
        gone = {version for _, version, _ in row.get("says", ())}
        if gone:
            events = [event for event in log.events if event.version not in gone]
            yield numbered(altered(log, place, says=[])._replace(events=events))


def with_another_event(log: Log) -> Iterator[Log]:
    """Each event, as if another had been announced, in row and log."""
    topic = "routing.case_opened.v1"
    for place, row in enumerate(log.rows):
        says = [[topic, version, digest] for _, version, digest in row.get("says", ())]
        if says and says != row["says"]:
            renamed = {version for _, version, _ in says}
            events = [e._replace(topic=topic) if e.version in renamed else e for e in log.events]
            yield altered(log, place, says=says)._replace(events=events)


ALTERATIONS: tuple[Callable[[Log], Iterator[Log]], ...] = (
    dropped, dropped_and_closed_up, swapped, with_another_role, with_another_target,
    with_an_invented_row, with_an_unknown_act, without_an_event, with_a_silent_row,
    with_another_event,
)  # fmt: skip


def test_an_altered_history_is_not_explained_and_the_place_is_named(log):
    for alter in ALTERATIONS:
        tried = 0
        for wrong in alter(log):
            found = replay(ROUTING, wrong)
            assert found.fitness < 1.0, (alter.__name__, tried)
            assert "row" in found.faults[0]
            tried += 1
        assert tried > 2, alter.__name__


def test_the_first_fault_is_where_the_history_was_altered(log):
    place = next(n for n, row in enumerate(log.rows) if row["action"] == "dispatch")
    found = replay(ROUTING, altered(log, place, actor={"role": "clerk"}))
    assert found.faults[0] == (
        f"routing case/{CASE} row {place + 1}: case case/{CASE}: dispatch by clerk from instructed "
        "to dispatched is no row of the table"
    )


def altered(log: Log, place: int, **changes: Any) -> Log:
    rows = list(log.rows)
    rows[place] = {**rows[place], **changes}
    return log._replace(rows=rows)


def numbered(log: Log) -> Log:
    """Rows and events numbered 1, 2, 3, … as they stand now."""
    new = {event.version: n for n, event in enumerate(log.events, start=1)}
    rows = [
        {
            **row,
            "no": no,
            "says": [[t, new.get(v, v), d] for t, v, d in row.get("says", ()) if v in new],
        }
        for no, row in enumerate(log.rows, start=1)
    ]
    events = [event._replace(version=new[event.version]) for event in log.events]
    return Log(log.subject, rows, events, len(rows), len(events))


def subject_of(row) -> str:
    for life in ROUTING.lives:
        if read := life.read(row):
            return f"{life.name} {read[0]}"
    return ""
