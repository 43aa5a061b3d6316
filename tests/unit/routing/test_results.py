"""What a result must say: by the kind of the case, by its disposition, by the day."""

from datetime import date
from typing import Any, get_args

import pytest

from services.routing.domain.dispositions import DISPOSITIONS, LABELS, must_fit_kind
from services.routing.domain.promises import must_be_permitted
from services.routing.domain.results import (
    Result,
    must_answer_demands,
    must_be_complete,
    must_state_result,
)
from shared.contracts.intake import Kind, Route
from shared.contracts.routing import Disposition
from tests.refusals import refused
from tests.refusals import rule_of as broken

TODAY = date(2022, 3, 28)
TOLD = {"told_on": "2022-03-28", "method": "phone", "reached": False}

# One whole result for each disposition, and the kind that it is for.
WHOLE: dict[str, tuple[Kind, dict[str, Any]]] = {
    "solved": ("help", {
        "solution": {"solved_on": "2022-03-28", "measure": "已更换水泵"},
        "evidence": ["LL2022-000017-f1"],
    }),
    "promised": ("complaint", {
        "promise": {"promise_on": "2022-10-31", "ground": "需待非供暖期施工", "told": TOLD},
    }),
    "explained": ("complaint", {
        "explanation": {
            "method": "visit", "explained_on": "2022-03-27", "content": "逐条解释了政策",
            "reason": "不符合补贴条件", "basis": "《办法》第八条", "understood": False,
        },
    }),
    "answered": ("inquiry", {}),
    "adopted": ("suggestion", {"opinion": {"reason": "切实可行", "plan": "纳入明年计划"}}),
    "partly_adopted": ("suggestion", {"opinion": {"reason": "部分可行"}}),
    "kept": ("campaign", {"opinion": {"reason": "留作规划参考"}}),
    "not_adopted": ("suggestion", {"opinion": {"reason": "与上位规划不符"}}),
    "thanked": ("thanks", {}),
}  # fmt: skip


def a_result(disposition: str = "solved", **changes: Any) -> tuple[Kind, Result]:
    kind, parts = WHOLE[disposition]
    body = {"disposition": disposition} | parts
    if kind in {"complaint", "help"}:
        body |= {"finding": "true", "people": [{"name": "钱某", "post": "民警"}]}
    return kind, Result.model_validate(body | changes)


def rule_of(disposition: str = "solved", **changes: Any) -> str | None:
    """The rule that a result breaks; None if it is complete."""
    return broken(must_be_complete, *a_result(disposition, **changes), TODAY)


def test_every_kind_has_its_dispositions_and_every_disposition_a_kind_and_a_label() -> None:
    assert set(DISPOSITIONS) == set(get_args(Kind))
    every = set(get_args(Disposition))
    assert set().union(*DISPOSITIONS.values()) == every == set(LABELS) == set(WHOLE)
    assert not any("不合理" in label for label in LABELS.values())


@pytest.mark.parametrize("disposition", sorted(WHOLE))
def test_a_whole_result_stands(disposition: str) -> None:
    assert rule_of(disposition) is None


@pytest.mark.parametrize(
    ("disposition", "part", "rule"),
    [
        ("solved", "solution", "solution_missing"),
        ("solved", "evidence", "evidence_missing"),
        ("solved", "finding", "finding_missing"),
        ("solved", "people", "finding_by_nobody"),
        ("promised", "promise", "promise_date_missing"),
        ("explained", "explanation", "explanation_missing"),
        ("adopted", "opinion", "opinion_missing"),
        ("partly_adopted", "opinion", "opinion_missing"),
        ("kept", "opinion", "opinion_missing"),
        ("not_adopted", "opinion", "opinion_missing"),
    ],
)
def test_each_disposition_asks_for_its_part(disposition: str, part: str, rule: str) -> None:
    empty: Any = () if part in {"evidence", "people"} else None
    assert rule_of(disposition, **{part: empty}) == rule


@pytest.mark.parametrize(
    ("of", "part"), [("solved", "solution"), ("promised", "promise"), ("adopted", "opinion")]
)
def test_and_no_other_has_it(of: str, part: str) -> None:
    assert rule_of("explained", **{part: WHOLE[of][1][part]}) == f"{part}_unasked"


def test_something_may_be_explained_whatever_the_disposition() -> None:
    assert rule_of("solved", explanation=WHOLE["explained"][1]["explanation"]) is None


@pytest.mark.parametrize("kind", get_args(Kind))
@pytest.mark.parametrize("disposition", get_args(Disposition))
def test_a_disposition_fits_its_kinds_only(kind: Kind, disposition: Disposition) -> None:
    if disposition in DISPOSITIONS[kind]:
        must_fit_kind(kind, disposition)
        return
    error = refused("disposition_unfit", must_fit_kind, kind, disposition)
    assert error.extra == {"fitting": sorted(DISPOSITIONS[kind])}


def test_nothing_is_found_in_a_question() -> None:
    assert rule_of("answered", finding=None) is None


def test_a_demand_may_be_disposed_of_in_its_own_way() -> None:
    """Three demands in one message: one solved, one promised: both ask for their parts."""
    answers = [
        {"no": 1, "text": "已清理占道摊位"},
        {"no": 2, "text": "年底前建成便民市场", "disposition": "promised"},
    ]
    assert rule_of("solved", answers=answers) == "promise_date_missing"
    assert rule_of("solved", answers=answers, promise=WHOLE["promised"][1]["promise"]) is None
    twice = [{"no": 1, "text": "已答"}, {"no": 1, "text": "再答"}]
    assert rule_of("solved", answers=twice) == "demand_answered_twice"
    unfit = [{"no": 1, "text": "已答", "disposition": "thanked"}]
    assert a_result("solved", answers=unfit)[1].dispositions == {"solved", "thanked"}
    assert rule_of("solved", answers=unfit) == "disposition_unfit"


def test_only_what_was_asked_for_is_answered() -> None:
    _, result = a_result("solved", answers=[{"no": 4, "text": "已答"}])
    must_answer_demands(result.answers, [1, 2, 3, 4])
    error = refused("demand_unknown", must_answer_demands, result.answers, [1, 2, 3])
    assert error.extra == {"demands": [4]}
    _, result = a_result("solved", answers=[{"no": n, "text": "已答"} for n in (9, 1, 16, 8)])
    error = refused("demand_unknown", must_answer_demands, result.answers, [1])
    assert error.extra == {"demands": [8, 9, 16]}


LATER = "2022-03-29"


@pytest.mark.parametrize(
    ("disposition", "changes", "rule"),
    [
        ("solved", {"solution": {"solved_on": LATER, "measure": "已"}}, "date_in_future"),
        ("solved", {"places": [{"name": "北外环", "seen_on": LATER}]}, "date_in_future"),
        ("solved", {"confirmation": {"source": "author", "method": "phone",
                                     "confirmed_on": LATER}}, "date_in_future"),
        ("solved", {"rules_made": [{"title": "办法", "issuer": "市局", "scope": "全市",
                                    "issued_on": LATER}]}, "date_in_future"),
        ("promised", {"promise": {"promise_on": "2022-10-31", "ground": "待",
                                  "told": TOLD | {"told_on": LATER}}}, "date_in_future"),
        ("promised", {"promise": {"promise_on": "2022-03-28", "ground": "待", "told": TOLD}},
         "promise_date_past"),
        ("explained", {"explanation": WHOLE["explained"][1]["explanation"]
                       | {"explained_on": LATER}}, "date_in_future"),
        ("solved", {"interim": {"text": "临时", "from_on": "2022-03-02",
                                "until_on": "2022-03-01"}}, "interim_ends_before_start"),
        ("solved", {"real_world": {"achieved": False, "text": "还没有"}},
         "solved_but_not_achieved"),
        ("explained", {"real_world": {"achieved": False, "text": "没有"}}, None),
        ("solved", {"real_world": {"achieved": True, "text": "已通"}}, None),
        ("solved", {"places": [{"name": "北外环"}, {"name": "南关", "seen_on": LATER}]},
         "date_in_future"),
        ("solved", {"places": [{"name": "北外环"}]}, None),
        ("solved", {"interim": {"text": "临时", "from_on": "2022-03-02"}}, None),
        ("solved", {"interim": {"text": "临时", "from_on": "2022-03-02",
                                "until_on": "2022-03-02"}}, None),
        ("solved", {"interim": {"text": "临时", "from_on": "2022-03-02",
                                "until_on": "2022-12-31"}}, None),
    ],
)  # fmt: skip
def test_days_and_words_agree(disposition: str, changes: dict[str, Any], rule: str | None) -> None:
    assert rule_of(disposition, **changes) == rule


def test_others_hear_codes_dates_and_counts_and_no_word() -> None:
    _, result = a_result(
        "promised",
        external_cause={"cause": "epidemic", "text": "疫情期间邮路中断"},
        interim={"text": "凭行驶证和临牌通行", "from_on": "2022-03-20"},
        confirmation={"source": "other_means", "method": "phone", "confirmed_on": "2022-03-27"},
        real_world={"achieved": False, "text": "车牌未到"},
        follow_on=[{"text": "加强监管"}],
        evidence=["LL2022-000017-f1", "LL2022-000017-f2"],
        basis=[{"title": "国务院办公厅通知", "number": "国办发〔2022〕1号"}],
    )
    stated = result.stated()
    assert stated.model_dump(mode="json") == {
        "finding": "true", "disposition": "promised", "promise_on": "2022-10-31", "told": False,
        "understood": None, "achieved": False, "confirmed_by": "other_means",
        "external_cause": "epidemic", "interim": True, "rules_made": 0, "follow_on": 1,
        "evidence": 2, "demands": [],
    }  # fmt: skip
    assert a_result("explained")[1].stated().understood is False
    answers = [
        {"no": 2, "text": "已清理"},
        {"no": 1, "text": "已解释", "disposition": "explained"},
    ]
    _, result = a_result("solved", answers=answers)
    assert [(d.no, d.disposition) for d in result.stated().demands] == [
        (2, "solved"),
        (1, "explained"),
    ]


def test_who_answers_on_the_matter_states_a_result_and_nobody_else() -> None:
    _, result = a_result("answered")
    must_state_result("direct", result)
    must_state_result("decline", None)
    wrong: list[tuple[Route, Result | None, str]] = [
        ("direct", None, "result_missing"),
        ("decline", result, "result_unasked"),
        ("transfer", result, "result_unasked"),
        ("duplicate", result, "result_unasked"),
    ]
    for route, given, rule in wrong:
        refused(rule, must_state_result, route, given)


@pytest.mark.parametrize(("before", "permitted"), [(False, False), (False, True), (True, True)])
def test_a_first_promise_is_free(*, before: bool, permitted: bool) -> None:
    must_be_permitted(promised_before=before, permitted=permitted)


def test_a_second_promise_needs_the_office_head() -> None:
    refused("second_promise", must_be_permitted, promised_before=True, permitted=False)
