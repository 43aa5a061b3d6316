"""The sheet 呈批单: however much there is to say, there is room to write on its first page."""

import io
from datetime import date

import pytest
from pypdf import PdfReader

from deploy.fonts import require_fonts
from services.routing.documents.approval import approval_pdf
from services.routing.documents.barcodes import barcodes_on
from services.routing.domain.sheets import Approval, Task
from tests.paper import as_file, scan_of


@pytest.fixture(autouse=True, scope="module")
def _fonts():
    require_fonts()


def an_approval(times: int = 1) -> Approval:
    return Approval(
        sheet="LL2022-000017-p1",
        office="中共吕梁市委社情民意服务办公室",
        post_title="吕梁市委书记",
        holder="郑某",
        case_number="14838301（LL2022-000017）",
        urgency="urgent",
        class_line="民生类（7日内回复）",
        posted_on=date(2022, 3, 28),
        demands=("1. 邮寄车牌。",) * times,
        told=("2022年3月28日留言人核实时说明：三月十七日到期。",) * times,
        wishes="保密；不要电话",
        title="车牌无法邮寄" * times,
        body="临牌过期，车辆无法上路。\n" * times,
        opinion="拟请市公安局核实办理。" * times,
        tasks=(Task("吕梁市公安局", "lead", "核实办理"),) * times,
        due_on=date(2022, 4, 4),
        proposed_by="水某",
        signed_by="陈某",
        signed_on=date(2022, 3, 29),
        remark="呈请书记阅示。" * times,
    )


@pytest.mark.parametrize("times", [1, 5, 20, 120])
def test_there_is_room_for_the_handwriting_on_the_first_page(times) -> None:
    first, *more = PdfReader(io.BytesIO(approval_pdf(an_approval(times)))).pages
    said = first.extract_text()
    assert "领导批示" in said
    assert said.rstrip().endswith("2022年3月29日")
    assert bool(more) == (times > 1 and "全文见附页" in said)
    whole = "".join("".join(page.extract_text() for page in (first, *more)).split())
    assert whole.count("1.邮寄车牌") >= times
    for word in ("临牌过期", "三月十七日到期", "拟请市公安局核实办理", "呈请书记阅示"):
        assert whole.count(word) >= times
    for number, annex in enumerate(more, start=1):
        assert f"附页 {number}" in annex.extract_text()
        assert len(annex.extract_text().splitlines()) > 2  # none is empty
    assert "民生类（7日内回复）" in said
    boxes = [o for o, op in first.get_contents().operations if op == b"re"]
    assert min(float(y) for _, y, *_ in boxes if y) > 40  # the bars' own stand at nought


def test_a_broken_or_boundless_picture_has_no_barcode(tmp_path) -> None:
    good = tmp_path / "good.png"
    good.write_bytes(as_file(scan_of(approval_pdf(an_approval())), "PNG"))
    assert barcodes_on(good, "image/png") == ["LL2022-000017-p1"]
    for name, content in (
        ("a.png", b"\x89PNG\r\n\x1a\n" + b"nothing" * 9),
        ("b.pdf", b"%PDF-1.7\nnothing"),
        ("c.png", good.read_bytes()[:900]),
    ):
        broken = tmp_path / name
        broken.write_bytes(content)
        kind = "application/pdf" if name.endswith("pdf") else "image/png"
        assert barcodes_on(broken, kind) == []
