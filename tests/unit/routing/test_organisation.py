"""The file of units and posts: every fault is named."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from services.routing.domain.organisation import head_of
from services.routing.domain.organisation_file import (
    Fault,
    FiledPost,
    Organisation,
    faults,
    filed_post,
    filed_unit,
    must_be_sound,
)
from services.routing.domain.posts import Deputy, Holder, Post
from shared.rules import Refused
from tests.refusals import refused
from tests.unit.routing.builders import a_post, an_actor, the_file, the_tree, xiaoyi_post

TREE = the_tree()
POLICE = TREE["ll-police"]


def found(units=(), posts=(), known_posts=None) -> list[Fault]:
    return faults(units, posts, TREE, known_posts or {})


def test_the_example_file_is_sound() -> None:
    file = the_file()
    units = [filed.unit() for filed in file.units]
    posts = [filed.post() for filed in file.posts]
    assert faults(units, posts, {}, {}) == []
    assert len(units) == 135
    assert {p.post_id: p for p in posts}["141181-secretary"].holders == (
        Holder("戚某432", date(2021, 6, 1), date(2022, 6, 30)),
        Holder("谢某433", date(2022, 7, 1), None),
    )


def test_duty_phones_and_staff_are_not_even_read() -> None:
    assert "13000010001" not in the_file().model_dump_json()
    assert "水某437" not in the_file().model_dump_json()


@pytest.mark.parametrize(
    ("fault", "unit"),
    [
        ("unknown_parent", replace(POLICE, parent_id="ll-nobody")),
        ("cycle", replace(POLICE, parent_id="ll-police")),
        ("cycle", replace(POLICE, parent_id="ll-police-traffic")),
        ("unit_without_head", replace(POLICE, head_name="")),
    ],
)
def test_a_unit_stands_in_the_tree_and_has_a_head(fault, unit) -> None:
    assert Fault(fault, "ll-police") in found([unit])


def test_a_cycle_is_told_of_those_in_it_only() -> None:
    looped = replace(TREE["ll-edu"], parent_id="ll-hr"), replace(TREE["ll-hr"], parent_id="ll-edu")
    below = replace(POLICE, parent_id="ll-edu")
    assert found([*looped, below]) == [Fault("cycle", "ll-edu"), Fault("cycle", "ll-hr")]


def test_what_comes_twice_is_named() -> None:
    assert found([POLICE, POLICE]) == [Fault("duplicate_unit", "ll-police")]
    post = a_post(board_fid=None)
    assert found(posts=[post, post]) == [Fault("duplicate_post", "ll-secretary")]


def test_one_number_of_the_board_is_one_leader() -> None:
    mayor = a_post(post_id="ll-mayor")
    assert found(posts=[a_post(), mayor]) == [Fault("duplicate_board_fid", "1001")]
    taken = {"ll-mayor": mayor}
    assert found(posts=[a_post()], known_posts=taken) == [Fault("duplicate_board_fid", "1001")]
    moved = [a_post(), replace(mayor, board_fid=1003)]
    assert found(posts=moved, known_posts=taken) == []


@pytest.mark.parametrize(
    ("fault", "post"),
    [
        ("unknown_unit", a_post(unit_id="ll-nobody")),
        ("post_without_holder", a_post(holders=())),
        ("post_without_county_office", xiaoyi_post(unit_id=None)),
        ("post_without_county_office", xiaoyi_post(unit_id="141181-urban")),
        (
            "holder_ends_before_start",
            a_post(holders=(Holder("郑某", date(2022, 1, 2), date(2022, 1, 1)),)),
        ),
        (
            "holders_overlap",
            a_post(
                holders=(
                    Holder("谢某", date(2022, 7, 1), None),
                    Holder("戚某", date(2021, 6, 1), date(2022, 7, 1)),
                )
            ),
        ),
        (
            "holders_overlap",
            a_post(
                holders=(
                    Holder("戚某", date(2021, 6, 1), None),
                    Holder("谢某", date(2022, 7, 1), None),
                )
            ),
        ),
    ],
)
def test_a_post_is_held_by_one_person_at_a_time(fault, post) -> None:
    assert found(posts=[post]) == [Fault(fault, post.post_id)]


@pytest.mark.parametrize(
    "holders",
    [
        (Holder("郑某", date(2022, 1, 1), date(2022, 1, 1)),),  # for a day
        (
            Holder("谢某", date(2022, 7, 1), None),
            Holder("戚某", date(2021, 6, 1), date(2022, 6, 30)),
        ),
        (
            Holder("丁某", date(2022, 7, 1), None),
            Holder("戚某", date(2021, 6, 1), date(2022, 6, 30)),
        ),
    ],
)
def test_terms_may_be_filed_in_any_order_and_last_a_day(holders) -> None:
    assert found(posts=[a_post(holders=holders)]) == []
    assert found(posts=[a_post(holders=holders[::-1])]) == []


def test_a_faulty_file_is_refused_with_all_its_faults() -> None:
    faulty = found([replace(POLICE, parent_id="x", head_name="")], [a_post(holders=())])
    assert refused("organisation_faulty", must_be_sound, faulty).extra["faults"] == [
        {"fault": "unknown_parent", "where": "ll-police"},
        {"fault": "unit_without_head", "where": "ll-police"},
        {"fault": "post_without_holder", "where": "ll-secretary"},
    ]
    must_be_sound([])


@pytest.mark.parametrize(
    "change",
    [
        {"level": "province"},
        {"id": "ll/police"},
        {"id": ""},
        {"name": "公安局\n"},
        {"name": "公\x00安局"},
        {"division": "1411"},
    ],
)
def test_what_is_no_unit_at_all_is_refused_before_any_rule(change) -> None:
    unit = {
        "id": "ll-x", "name": "某局", "level": "city", "type": "bureau", "division": "141100",
        "head": {"name": "周某"},
    }  # fmt: skip
    Organisation.model_validate({"units": [unit], "posts": []})
    with pytest.raises(ValidationError):
        Organisation.model_validate({"units": [unit | change], "posts": []})


# ---- divisions, deputies, and the way out again -----------------------------------------------


def test_the_thirteen_divisions_of_the_city_are_in_the_example() -> None:
    divisions = the_file().divisions
    assert len([code for code in divisions if code != "141100"]) == 13
    offices = {u.division for u in TREE.values() if u.unit_type == "county_office"}
    assert offices == set(divisions) - {"141100"}


def test_a_division_that_nobody_knows_or_that_is_no_place_is_a_fault() -> None:
    divisions = {"141100": "吕梁市", "141101": "市辖区"}
    elsewhere = replace(POLICE, division="140100")
    nowhere = a_post(division="141101")
    assert faults([], [a_post(division=None)], TREE, {}, divisions) == []
    assert faults([elsewhere], [nowhere], TREE, {}) == []
    assert faults([elsewhere], [nowhere], TREE, {}, divisions) == [
        Fault("unknown_division", "ll-police"),
        Fault("placeholder_division", "ll-secretary"),
    ]


def test_a_deputy_without_a_known_authority_is_a_fault() -> None:
    post = a_post(deputies=(Deputy("冯某", "主持会议"),))
    assert found(posts=[post]) == [Fault("deputy_without_scope", "ll-secretary")]


def test_what_is_taken_in_comes_out_as_it_came_in() -> None:
    file = the_file()
    again = Organisation.model_validate(
        {
            "divisions": file.divisions,
            "units": [filed_unit(u.unit()) for u in file.units],
            "posts": [filed_post(p.post()) for p in file.posts],
        }
    )
    assert [u.unit() for u in again.units] == [u.unit() for u in file.units]
    assert [p.post() for p in again.posts] == [p.post() for p in file.posts]
    assert any(filed.deputy for filed in file.units)
    assert {filed.unit().deputy_name for filed in file.units} == {
        filed.deputy for filed in file.units
    }


POST: dict[str, Any] = {
    "id": "141181-secretary",
    "title": "孝义市委书记",
    "level": "county",
    "unit": "141181-office",
    "division": "141181",
    "board_fid": 1010,
    "holders": [{"name": "戚某", "from": date(2021, 6, 1), "to": date(2022, 6, 30)}],
    "secretary": {"name": "王某"},
    "deputies": [
        {"name": "冯某", "scope": "阅批", "from": date(2022, 1, 1), "to": date(2022, 3, 31)}
    ],
}


def test_a_post_is_read_in_all_its_parts() -> None:
    post = FiledPost.model_validate(POST).post()
    assert post == Post(
        "141181-secretary", "孝义市委书记", "county", "141181-office", "141181", 1010,
        (Holder("戚某", date(2021, 6, 1), date(2022, 6, 30)),), "王某",
        (Deputy("冯某", "阅批", date(2022, 1, 1), date(2022, 3, 31)),),
    )  # fmt: skip
    assert filed_post(post) == POST
    vacant = FiledPost.model_validate({k: POST[k] for k in ("id", "title", "level")}).post()
    assert vacant == Post(
        "141181-secretary", "孝义市委书记", "county", None, None, None, (), None, ()
    )
    assert filed_post(vacant)["secretary"] is None


@pytest.mark.parametrize(
    "change",
    [{"board_fid": 0}, {"board_fid": 2**31}, {"holders": POST["holders"] * 101},
     {"deputies": POST["deputies"] * 21}, {"title": ""}],
)  # fmt: skip
def test_what_is_no_post_at_all_is_refused_before_any_rule(change) -> None:
    for most in ({"board_fid": 1}, {"board_fid": 2**31 - 1}, {"holders": POST["holders"] * 100},
                 {"deputies": POST["deputies"] * 20}):  # fmt: skip
        FiledPost.model_validate(POST | most)
    with pytest.raises(ValidationError):
        FiledPost.model_validate(POST | change)


# ---- who signs for a unit ---------------------------------------------------------------------


def test_the_units_head_signs_or_its_deputy_on_the_heads_behalf() -> None:
    unit = replace(POLICE, head_name="山某", deputy_name="水某")
    head = an_actor("unit_head", "山某", unit="ll-police")
    deputy = an_actor("unit_head", "水某", unit="ll-police")
    assert head_of(unit, head, deputy=False) == ("山某", head)
    name, signer = head_of(unit, deputy, deputy=True)
    assert (name, signer.name, signer.on_behalf_of) == ("山某", "水某", "山某")
    refused("not_the_head", head_of, unit, deputy, deputy=False)
    refused("not_the_deputy", head_of, unit, head, deputy=True)
    elsewhere = an_actor("unit_head", "山某", unit="ll-edu")
    with pytest.raises(Refused) as unknown:
        head_of(unit, elsewhere, deputy=False)
    assert (unknown.value.rule, unknown.value.status) == ("unit_unknown", 404)
