"""一案一档: one paged PDF of all that is known of a case, for the office, the same bytes each time."""

import hashlib
import io
import re
from datetime import timedelta

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Link
from pypdf.generic import DictionaryObject, NameObject, TextStringObject
from reportlab.pdfgen.canvas import Canvas

from deploy.fonts import require_fonts
from services.routing.documents.archive_pdf import archive_pdf
from services.routing.domain.archive import Archive, Attached, Chapter
from tests.integration.routing.conftest import CASE, MONDAY, PLAIN_REPLY, Routing, order
from tests.integration.routing.test_handling import PRESS
from tests.integration.routing.test_results import LONG

BROKEN = b"\x89PNG\r\n\x1a\n" + b"no picture"


@pytest.fixture(scope="module", autouse=True)
def _fonts() -> None:
    require_fonts()


def picture() -> bytes:
    body = io.BytesIO()
    Image.new("RGB", (640, 320), (200, 60, 40)).save(body, "PNG")
    return body.getvalue()


def paper(pages: int = 2) -> bytes:
    body = io.BytesIO()
    canvas = Canvas(body, pagesize=(842, 595), invariant=1)
    for number in range(pages):
        canvas.drawString(50, 300, f"evidence page {number + 1}")
        canvas.showPage()
    canvas.save()
    return body.getvalue()


def acting() -> bytes:
    """A paper with a script behind a link: taken in before such papers were refused."""
    writer = PdfWriter(clone_from=io.BytesIO(paper()))
    acts = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("x")}
    link = writer.add_annotation(0, Link(rect=(50, 290, 200, 320), url="https://acts.example"))
    link[NameObject("/A")] = DictionaryObject(acts)
    body = io.BytesIO()
    writer.write(body)
    assert b"/JavaScript" in body.getvalue()
    return body.getvalue()


async def archived(routing: Routing) -> tuple[bytes, str]:
    """The bytes, and the sha256 that came with them."""
    response = await routing.send("clerk", "GET", f"/cases/{CASE}/archive")
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/pdf"
    return response.content, response.headers["x-content-sha256"]


def texts(body: bytes) -> list[str]:
    return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(body)).pages]


@pytest.fixture
async def whole(routing: Routing) -> Routing:
    """A case from the proposal to a redo, with files of three kinds."""
    await routing.to_submitted()
    await routing.instruct()
    await routing.dispatch(order("ll-police"), order("141182-office", "assisting", "协助核实"))
    await routing.upload("clerk", picture(), name="现场照片.png")
    await routing.upload("clerk", paper(), name="核查报告.pdf")
    await routing.upload("clerk", BROKEN, name="损坏.png")
    return routing


async def test_it_tells_the_whole_case_in_order_with_page_numbers(routing: Routing) -> None:
    await routing.to_published()
    await routing.check(passed=False)
    pages = texts((await archived(routing))[0])
    assert "一案一档" in pages[0]
    assert CASE in pages[0]
    assert f"总页数{len(pages)}页" in pages[0]
    assert "—2—目录" in pages[1]
    for number, page in enumerate(pages[1:], start=2):
        assert f"—{number}—" in page
    body = re.sub("—[0-9]+—", "", "".join(pages[2:]))
    for words in (
        "吕小玲", "临牌过期", "请市公安局尽快妥善处理。", "吕社情交〔2022〕1号", "吕梁市公安局",
        "已核实，问题属实，现已办理。", "属实", "已解决", "https://board.example/1", "阅批", "签收",
    ):  # fmt: skip
        assert words in body, words
    titles = ["1接收", "5领导批示", "6交办函", "10答复与审核", "12公开回复", "18办理时间线"]
    places = [body.index(title) for title in titles]
    assert places == sorted(places)
    assert re.findall("[a-z]+_[a-z_]+", body) == []  # no field, code or step under our own name


async def test_the_contents_lead_to_the_pages(whole: Routing) -> None:
    pages = texts((await archived(whole))[0])
    for number, title in ((1, "接收"), (6, "交办函"), (19, "附件清单")):
        entry = pages[1].index(f"{number}{title}")
        digits = pages[1][entry + len(f"{number}{title}") :]
        at = next(n for n, page in enumerate(pages[2:], start=3) if f"{number}{title}" in page)
        assert digits.startswith(str(at)), (title, at)


async def test_letters_stand_in_it_as_they_were_sent(whole: Routing) -> None:
    pages = texts((await archived(whole))[0])
    entry = pages[1].index("函吕社情交〔2022〕1号")
    digits = pages[1][entry + len("函吕社情交〔2022〕1号") :]
    [at, *_] = [
        n for n, page in enumerate(pages, start=1) if "关于交办第14838301号网民留言的函" in page
    ]
    assert digits.startswith(str(at))
    assert "函吕社情交〔2022〕1号第1页" in pages[at - 1]


async def test_who_signed_and_who_was_late_stays_in_it_when_the_case_is_closed(
    routing: Routing,
) -> None:
    await routing.to_dispatched()
    due = (await routing.assignment("ll-police"))["due_on"]
    assert due == "2022-04-01"
    await routing.move_to(MONDAY + timedelta(days=9))
    await routing.answer_as("ll-police")
    await routing.publish()
    await routing.check(passed=True)
    view = await routing.case()
    assert (view["state"], view["assignments"][0]["late_days"]) == ("closed", 5)
    [signature] = view["signatures"]
    pages = texts((await archived(routing))[0])
    assert "逾期答复吕梁市公安局逾期5天" in pages[0]
    body = "".join(pages)
    for words in (f"一把手{signature['head']}", "逾期天数5", "办结系统"):
        assert words in body, words


async def test_each_field_of_a_result_has_its_place_in_it(routing: Routing) -> None:
    """外部原因, 临时措施, 第三方, 后续措施, 实际结果, 其他途径确认, 取得理解, 署名: A47-A55, A60."""
    await routing.to_dispatched()
    await routing.on_assignment("ll-police", "sign")
    await routing.send("ll-police", "POST", f"/cases/{CASE}/third-parties", PRESS)
    confirmed = LONG["confirmation"] | {"source": "other_means", "text": "已取到车牌。"}
    await routing.evidence()
    await routing.reply_as(
        "ll-police", PLAIN_REPLY | {"result": LONG | {"confirmation": confirmed}}
    )
    await routing.publish()
    body = "".join(texts((await archived(routing))[0]))
    for words in (
        "外部原因疫情期间邮路中断；原因：疫情", "临时措施凭行驶证和临牌通行；起：2022-03-20",
        "名称某邮政公司", "回看日期2022-04-04", "后续措施加强市场卫生管理；止：2022-12-31",
        "实际结果车辆已正常上路；已实现：是", "来源：其他途径", "取得理解：是", "署名承办单位",
        "制定制度流动摊点管理办法", "依据助企纾困若干措施", "核查地点1北外环",
    ):  # fmt: skip
        assert words in re.sub("一案一档LL2022-000017[^—]*—[0-9]+—", "", body), words


async def test_a_secret_case_is_marked_on_every_page(routing: Routing) -> None:
    await routing.to_dispatched(wishes={"secret": True})
    pages = texts((await archived(routing))[0])
    assert "保密要求保密件" in pages[0]
    assert all("保密件" in page for page in pages[1:])
    await routing.open("LL2022-000018", external_id="2")
    response = await routing.send("clerk", "GET", "/cases/LL2022-000018/archive")
    assert "保密件" not in "".join(texts(response.content))


async def test_files_stand_in_it_with_their_digests(whole: Routing) -> None:
    body, _ = await archived(whole)
    pages = texts(body)
    whole_text = "".join(pages)
    for content in (picture(), paper(), BROKEN):
        assert hashlib.sha256(content).hexdigest() in whole_text
    assert "evidencepage1" in pages[-3]
    assert "evidencepage2" in pages[-2]
    assert "第2页，共2页" in pages[-2]
    assert "无法显示" in pages[-1]
    assert len(PdfReader(io.BytesIO(body)).pages[len(pages) - 4].images) == 1


def test_nothing_of_a_paper_that_acts_comes_along(tmp_path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(acting())
    file = Attached(f"{CASE}-f1", "报告.pdf", "application/pdf", "00", 1, erased=False)
    archive = Archive(CASE, "", "办公室", (), (Chapter("接收", ()),), (file,), (), secret=False)
    body, pages = archive_pdf(archive, {file.file_id: path})
    assert pages == 5
    assert b"/JavaScript" not in body
    assert b"/JS" not in body


async def test_its_digest_comes_with_it_and_is_journalled_and_a_repetition_is_the_same(
    whole: Routing,
) -> None:
    body, sha256 = await archived(whole)
    assert hashlib.sha256(body).hexdigest() == sha256
    entry = (await whole.journal())[-1]
    assert (entry["action"], entry["facts"]["sha256"]) == ("archive", sha256)
    assert entry["facts"]["pages"] == len(texts(body))
    assert entry["actor"]["name"] == "水某"
    await whole.move_to(MONDAY + timedelta(days=3))
    assert (await archived(whole))[1] == sha256
    await whole.on_assignment("ll-police", "sign")
    assert (await archived(whole))[1] != sha256


async def test_it_is_for_the_office_alone(whole: Routing) -> None:
    for who in ("ll-police", "141182-office", "leader", "secretary", "admin"):
        assert (await whole.send(who, "GET", f"/cases/{CASE}/archive")).status_code == 403, who
    missing = await whole.send("head", "GET", "/cases/LL2022-000999/archive")
    assert missing.status_code == 404


async def test_of_an_erased_author_nothing_is_left_in_it(whole: Routing) -> None:
    await whole.erased()
    text = "".join(texts((await archived(whole))[0]))
    for word in ("吕小玲", "临牌过期", "13000000035", "现场照片"):
        assert word not in text, word
