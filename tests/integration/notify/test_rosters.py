"""Duty rosters: sealed, replaced as a whole, and told to nobody."""

from typing import Any

import pytest

PHONE = "13000010001"


def roster(*units: str, phone: str = PHONE) -> dict[str, Any]:
    return {
        "divisions": {}, "posts": [],
        "units": [{"id": u, "name": u, "duty": [{"name": "郑某", "phone": phone}]} for u in units],
    }  # fmt: skip


async def test_the_organisations_file_is_taken_as_it_is_and_numbers_are_sealed(notify):
    answer = await notify.call("POST", "/v1/rosters", roster("ll-police", "ll-edu"), role="admin")
    assert answer.status_code == 200
    assert (answer.json()["units"], answer.json()["officers"]) == (2, 2)
    stored = await notify.rows("SELECT * FROM roster")
    assert PHONE not in str(stored)
    opened = notify.ring.open(stored[0]["key_id"], stored[0]["phone_sealed"], "ll-police|duty")
    assert opened == PHONE
    [entry] = await notify.journal("roster/units")
    assert (entry["action"], entry["facts"]) == ("record_rosters", {"units": 2, "officers": 2})


async def test_a_new_roster_replaces_the_old_one_and_leaves_other_units_alone(notify):
    await notify.call("POST", "/v1/rosters", roster("ll-police", "ll-edu"), role="admin")
    await notify.call("POST", "/v1/rosters", roster("ll-edu", phone="13000010009"), role="admin")
    rows = await notify.rows("SELECT unit_id, key_id, phone_sealed FROM roster ORDER BY unit_id")
    numbers = {
        r["unit_id"]: notify.ring.open(r["key_id"], r["phone_sealed"], f"{r['unit_id']}|duty")
        for r in rows
    }
    assert numbers == {"ll-edu": "13000010009", "ll-police": PHONE}


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        (roster("ll-police", "ll-police"), "unit_twice"),
        (roster("no spaces"), "invalid_request"),
        (roster("ll-police", phone="call me"), "invalid_request"),
        ({"units": []}, "invalid_request"),
        ({}, "invalid_request"),
    ],
)
async def test_a_bad_file_is_refused_and_changes_nothing(notify, body, rule):
    answer = await notify.call("POST", "/v1/rosters", body, role="admin")
    assert (answer.status_code, answer.json()["rule"]) == (422, rule)
    assert await notify.rows("SELECT * FROM roster") == []


async def test_only_an_admin_records_rosters(notify):
    answer = await notify.call("POST", "/v1/rosters", roster("ll-police"), role="clerk")
    assert answer.status_code == 403
