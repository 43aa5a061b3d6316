"""The sheet 呈批单: who files what is written on it, and how a scan finds its way back."""

import pytest

from services.routing.domain.proposals import ProposalState
from services.routing.domain.sheets import (
    URGENCIES,
    barcode_of,
    class_line,
    must_be_a_scan,
    must_be_before,
    must_be_signed,
    sheet_of,
)
from services.routing.domain.terms import PRESET_TERMS
from tests.refusals import refused, rule_of
from tests.unit.routing.builders import CASE, a_file, a_proposal, an_actor

OFFICE = "141181-office"
CLERK = an_actor("clerk", "水某")
OFFICER = an_actor("county_office", "韦某", unit=OFFICE)


def submitted(**changes):
    fields = {"state": ProposalState.SUBMITTED, "submitted_to": "ll-secretary"}
    return a_proposal(1, **(fields | changes))


def test_each_office_files_what_was_written_on_its_own_sheets() -> None:
    city, county = submitted(), submitted(unit_id=OFFICE, submitted_to="141181-secretary")
    must_be_before(city, CLERK)
    must_be_before(county, OFFICER)
    must_be_before(county, an_actor("secretary", post="141181-secretary"))
    refused("proposal_unknown", must_be_before, county, CLERK)
    refused("proposal_unknown", must_be_before, city, OFFICER)
    refused("proposal_unknown", must_be_before, county, an_actor("secretary", post="ll-secretary"))


def test_a_barcode_leads_back_to_its_sheet() -> None:
    assert sheet_of([barcode_of(f"{CASE}-p1")]) == f"{CASE}-p1"
    assert sheet_of(["6901234567892", barcode_of(f"{CASE}-p1"), barcode_of(f"{CASE}-p1")])
    refused("barcode_missing", sheet_of, [])
    refused("barcode_missing", sheet_of, ["6901234567892", "../../etc", f"{CASE}-r1"])
    two = refused("barcodes_differ", sheet_of, [barcode_of(f"{CASE}-p2"), f"{CASE}-p1"])
    assert two.extra["sheets"] == [f"{CASE}-p1", f"{CASE}-p2"]
    many = [f"{CASE}-p{n}" for n in (9, 4, 7, 1, 8, 2)]
    assert refused("barcodes_differ", sheet_of, many).extra["sheets"] == sorted(many)


@pytest.mark.parametrize(
    ("barcode", "ours"),
    [
        (f"{CASE}-p9999", True),
        (f"{CASE}-p", False),
        (f"{CASE}-p10000", False),
        (f" {CASE}-p1", False),
        (f"{CASE}-p1 ", False),
        (f"L{CASE[2:]}-p1", False),
        ("LL202-000017-p1", False),
        ("LL2022-00017-p1", False),
    ],
)
def test_only_a_whole_number_of_ours_is_a_sheets(barcode: str, ours: bool) -> None:
    assert rule_of(sheet_of, [barcode]) == (None if ours else "barcode_missing")


def test_there_is_no_sheet_before_the_office_head_signed() -> None:
    refused("not_submitted", must_be_signed, a_proposal())
    must_be_signed(a_proposal(submitted_to="ll-secretary"))


@pytest.mark.parametrize(
    ("purpose", "erased", "rule"),
    [("scan", False, None), ("scan", True, "not_a_scan"), ("evidence", False, "not_a_scan")],
)
def test_an_act_is_recorded_from_a_picture_that_is_still_there(purpose, erased, rule) -> None:
    assert rule_of(must_be_a_scan, a_file(purpose=purpose, erased=erased)) == rule


@pytest.mark.parametrize(
    ("handling_class", "line"),
    [("inquiry", "咨询类（3日内回复）"), ("livelihood", "民生类（7日内回复）"),
     ("complex", "复杂事项（15日内回复）"), ("none", "不计时")],
)  # fmt: skip
def test_a_sheet_says_how_soon_the_public_is_answered(handling_class, line) -> None:
    assert class_line(handling_class, PRESET_TERMS) == line


def test_how_urgent_a_matter_is_has_a_word_on_paper() -> None:
    assert URGENCIES == {"normal": "平件", "urgent": "加急", "extra_urgent": "特急"}
