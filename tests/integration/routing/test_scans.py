"""扫码归档: the sheet 呈批单 bears a barcode, and the scan of the handwriting files itself by it."""

import io

import pytest
from pypdf import PdfReader

from tests.integration.routing.conftest import CASE, Routing, order
from tests.paper import as_file, scan_of

LONG = "小区供暖温度不达标，老人孩子受冻。" * 60


async def sheet(routing: Routing, proposal_id: str, *, who: str = "clerk") -> bytes:
    response = await routing.send(who, "GET", f"/proposals/{proposal_id}/sheet")
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/pdf"
    assert response.headers["content-disposition"].startswith("attachment;")
    return response.content


async def scanned(routing: Routing, content: bytes, *, who: str = "secretary", query: str = ""):
    return await routing.send(who, "POST", f"/scans{query}", content=content, name="批示.png")


def words(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


async def test_the_sheet_says_what_the_leader_has_to_know(routing: Routing) -> None:
    orders = (order("ll-police"), order("141182-office", "assisting", "督促整改"))
    proposal_id = await routing.to_submitted(*orders)
    said = words(await sheet(routing, proposal_id, who="leader"))
    for word in (
        "网民留言呈批单", proposal_id, "吕梁市委书记郑某406", "14838301", "车牌无法邮寄",
        "拟请市公安局核实办理", "吕梁市公安局（主办）", "督促整改", "2022年4月4日", "水某", "陈某409",
        "领导批示",
    ):  # fmt: skip
        assert word in said, word
    assert "13000000035" not in said


async def test_a_long_message_follows_whole_on_a_page_of_its_own(routing: Routing) -> None:
    proposal_id = await routing.to_submitted(text=LONG)
    pdf = await sheet(routing, proposal_id)
    assert len(PdfReader(io.BytesIO(pdf)).pages) == 2
    whole = "".join(PdfReader(io.BytesIO(pdf)).pages[1].extract_text().split())
    assert whole.count("老人孩子受冻") == 60


async def test_only_who_has_it_before_them_gets_the_sheet(routing: Routing) -> None:
    await routing.open()
    proposal_id = await routing.propose()
    path = f"/proposals/{proposal_id}/sheet"
    assert (await routing.send("clerk", "GET", path)).json()["rule"] == "not_submitted"
    await routing.do("head", f"/proposals/{proposal_id}/submit")
    for who, status in (("xiaoyi", 404), ("ll-police", 403), ("secretary", 200)):
        assert (await routing.send(who, "GET", path)).status_code == status, who
    unknown = await routing.send("clerk", "GET", f"/proposals/{CASE}-p9/sheet")
    assert (unknown.status_code, unknown.json()["rule"]) == (404, "proposal_unknown")


@pytest.mark.parametrize(("kind", "turned"), [("PNG", 0), ("JPEG", 2.5), ("TIFF", 180), ("PDF", 1)])
async def test_the_scan_files_itself_and_the_secretary_records_from_it(
    routing: Routing, kind, turned
) -> None:
    proposal_id = await routing.to_submitted()
    paper = scan_of(await sheet(routing, proposal_id), turned=turned)
    response = await scanned(routing, as_file(paper, kind))
    assert response.status_code == 201, response.text
    filed = response.json()
    assert (filed["sheet"], filed["found_by"]) == (proposal_id, "barcode")
    [waiting] = (await routing.get("/submissions", who="secretary"))["items"]
    assert waiting["scanned"] is True
    await routing.instruct("secretary", mode="recorded", text="同意。请抓紧。")
    view = await routing.case()
    assert view["instructions"][0]["scan"] == filed["file_id"] == f"{CASE}-f1"
    assert [(s["sheet"], s["found_by"]) for s in view["scans"]] == [(proposal_id, "barcode")]
    assert [f["purpose"] for f in view["files"]] == ["scan"]
    [said] = await routing.said("scan_filed")
    assert (said["sheet"], said["file_id"]) == (proposal_id, f"{CASE}-f1")
    assert (await routing.journal())[-2]["facts"] == {
        "sheet": proposal_id, "file": f"{CASE}-f1", "found_by": "barcode",
    }  # fmt: skip


async def test_where_the_barcode_is_spoilt_a_person_says_which_sheet_it_is(
    routing: Routing,
) -> None:
    proposal_id = await routing.to_submitted()
    spoilt = b"\x89PNG\r\n\x1a\n" + b"no picture at all" * 9
    response = await scanned(routing, spoilt)
    assert (response.status_code, response.json()["rule"]) == (422, "barcode_missing")
    assert (await routing.case())["files"] == []
    by_hand = await scanned(routing, spoilt, query=f"?sheet={proposal_id}")
    assert by_hand.json()["found_by"] == "hand"
    unknown = await scanned(routing, spoilt, query=f"?sheet={CASE}-p9")
    assert (unknown.status_code, unknown.json()["rule"]) == (404, "proposal_unknown")
    nowhere = await scanned(routing, spoilt, query="?sheet=LL2022-999999-p1")
    assert (nowhere.status_code, nowhere.json()["rule"]) == (404, "case_unknown")


async def test_a_secretary_files_what_the_own_leader_wrote_and_nothing_unsigned(
    routing: Routing,
) -> None:
    await routing.open()
    proposal_id = await routing.propose()
    scan = b"\x89PNG\r\n\x1a\n" + b"handwriting" * 9
    early = await scanned(routing, scan, who="clerk", query=f"?sheet={proposal_id}")
    assert (early.status_code, early.json()["rule"]) == (409, "not_submitted")
    await routing.do("head", f"/proposals/{proposal_id}/submit")
    other = await scanned(routing, scan, who="xiaoyi-secretary", query=f"?sheet={proposal_id}")
    assert (other.status_code, other.json()["rule"]) == (404, "proposal_unknown")
    leader = await scanned(routing, scan, who="leader", query=f"?sheet={proposal_id}")
    assert leader.status_code == 403
