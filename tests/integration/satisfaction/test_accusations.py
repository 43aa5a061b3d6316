"""检举控告, 回避: who may look at a check, and who may make it."""

from typing import Any

from tests.accusing import HOLDER, accused, interested, tree
from tests.alone import CASE
from tests.integration.satisfaction.conftest import PUBLISHER, Satisfaction, Told


async def is_told(satisfaction: Satisfaction, sub: str, **person: Any) -> bool:
    headers = satisfaction.headers(sub=sub, name="某某", **{"roles": ["clerk"]} | person)
    answer = await satisfaction.http.get("/v1/checks", headers=headers)
    assert answer.status_code == 200
    return CASE in answer.text


async def test_an_accused_office_sees_no_check_but_for_the_holder(
    satisfaction: Satisfaction, told: Told
) -> None:
    await satisfaction.hear(*tree(), *told.to_publication())
    assert await is_told(satisfaction, "staff/other")
    await satisfaction.hear(accused(CASE, "ll-office"))
    assert not await is_told(satisfaction, "staff/other")
    assert await is_told(satisfaction, HOLDER.sub)
    assert await is_told(satisfaction, "staff/outside", unit="ll-discipline")
    refused = await satisfaction.record(handled=True, reply_true=True)
    assert (refused.status_code, refused.json()["rule"]) == (404, "case_unknown")


async def test_who_has_an_interest_checks_nothing(satisfaction: Satisfaction, told: Told) -> None:
    await satisfaction.hear(*told.to_publication(), interested(CASE, "staff/1"))
    refused = await satisfaction.record(handled=True, reply_true=True)
    assert (refused.status_code, refused.json()["rule"]) == (403, "interest_excludes")


async def test_who_published_the_answer_does_not_check_it(
    satisfaction: Satisfaction, told: Told
) -> None:
    await satisfaction.hear(*told.to_publication())
    mine = await satisfaction.record(by=PUBLISHER, handled=True, reply_true=True)
    assert (mine.status_code, mine.json()["rule"]) == (403, "own_answer")
    another = await satisfaction.record(handled=True, reply_true=True)
    assert another.status_code == 200


async def test_nor_who_handed_it_in_nor_anybody_of_the_unit_that_handled_it(
    satisfaction: Satisfaction, told: Told
) -> None:
    await satisfaction.hear(*tree(), told.received(), told.accepted())
    await satisfaction.hear(told.submitted("staff/7"), told.published())
    for by, unit, rule in (
        ("staff/7", None, "own_answer"),
        ("staff/8", "ll-police", "own_unit"),
        ("staff/8", "ll-police-traffic", "own_unit"),
    ):
        refused = await satisfaction.record(by=by, unit=unit, handled=True, reply_true=True)
        assert (refused.status_code, refused.json()["rule"]) == (403, rule)
    outside = await satisfaction.record(
        by="staff/8", unit="ll-office", handled=True, reply_true=True
    )
    assert outside.status_code == 200


async def test_of_the_office_s_own_answer_any_other_clerk_may_check(
    satisfaction: Satisfaction, told: Told
) -> None:
    published = told.published(route="direct").model_copy(update={"units": ("ll-office",)})
    await satisfaction.hear(*tree(), told.received(), told.accepted(route="direct"), published)
    checked = await satisfaction.record(unit="ll-office", handled=True, reply_true=True)
    assert checked.status_code == 200


async def test_a_call_by_who_is_not_impartial_settles_nothing(
    satisfaction: Satisfaction, told: Told
) -> None:
    await satisfaction.hear(*told.to_publication(), interested(CASE, "staff/2"))
    await satisfaction.hear(told.called(handled=True, reply_true=True, rating="satisfied"))
    [check] = await satisfaction.checks()
    assert (check["state"], check["needs_visit"]) == ("due", True)
    assert check["call_ended"] == "interest_excludes"
    assert (await satisfaction.figures())["callback_satisfaction"]["denominator"] == 0
    [ignored] = [row for row in await satisfaction.journal() if row["action"] == "ignore"]
    assert ignored["why"] == "interest_excludes"
