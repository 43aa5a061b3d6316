"""What packs other things is looked into: only parts on the list, and nothing that acts."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from docx import Document
from openpyxl import Workbook
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Link
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    TextStringObject,
)
from reportlab.pdfgen.canvas import Canvas

from services.routing.domain.packed import (
    HEAD,
    MOST_UNPACKED,
    PACKED,
    Part,
    must_be_of_taken_parts,
    must_not_act,
)
from services.routing.store.packed import parts_of, words_of
from shared.rules import Refused

XML = b"<?xml version='1.0'?><x/>"
TYPES = Part("[Content_Types].xml", len(XML), XML)
WORD = Part("word/document.xml", len(XML), XML)
BASE = [TYPES, WORD]


def rule_of(*more: Part, base: list[Part] = BASE) -> str | None:
    try:
        must_be_of_taken_parts([*base, *more])
    except Refused as refused:
        return refused.rule
    return None


def part(name: str, head: bytes = XML, **more: Any) -> Part:
    return Part(name, len(head), head)._replace(**more)


# ---- documents ---------------------------------------------------------------------------------


def a_picture() -> io.BytesIO:
    body = io.BytesIO()
    Image.new("RGB", (8, 8)).save(body, "PNG")
    body.seek(0)
    return body


def written_documents(folder: Path) -> Iterator[tuple[Path, str]]:
    """Documents as usual programs write them."""
    document = Document()
    document.add_heading("核查报告")
    document.add_table(2, 2)
    document.add_picture(a_picture())
    document.save(str(folder / "a.docx"))
    yield folder / "a.docx", "docx"
    book = Workbook()
    sheet = book.worksheets[0]
    sheet["A1"] = "=1+1"
    sheet["A2"].hyperlink = "https://example.com"
    book.save(folder / "a.xlsx")
    yield folder / "a.xlsx", "xlsx"


def test_what_usual_programs_write_is_taken_in(tmp_path: Path) -> None:
    for path, extension in written_documents(tmp_path):
        assert must_be_of_taken_parts(parts_of(path))[1] == extension


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("word/document.xml", ["word/styles.xml", "word/_rels/document.xml.rels", "word/theme/theme1.xml",
                               "word/charts/chart1.xml", "customXml/item1.xml", "docProps/app.xml"]),
        ("xl/workbook.xml", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/calcChain.xml",
                             "xl/worksheets/_rels/sheet1.xml.rels", "xl/drawings/vmlDrawing1.vml"]),
        ("ppt/presentation.xml", ["ppt/slides/slide1.xml", "ppt/slideLayouts/slideLayout1.xml"]),
        ("OFD.xml", ["Doc_0/Document.xml", "Doc_0/Pages/Page_0/Content.xml",
                     "Doc_0/Signs/Sign_0/Signature.xml"]),
    ],
)  # fmt: skip
def test_a_packed_document_is_known_by_its_parts(kind: str, more: list[str]) -> None:
    parts = [part(kind), *map(part, more)]
    assert must_be_of_taken_parts(parts)[1] == PACKED[kind].extension


PNG = b"\x89PNG\r\n\x1a\n"
OUTSIDE = (
    b'<Relationship Id="r1" Type="x/attachedTemplate" Target="http://a" TargetMode="External"/>'
)
LINK = b'<Relationship Id="r1" Type="x/hyperlink" Target="http://a" TargetMode="External"/>'


@pytest.mark.parametrize(
    ("more", "rule"),
    [
        (part("word/media/image1.png", PNG), None),
        (part("word/media/image1.png", b"MZ\x90\x00"), "file_can_run"),
        (part("word/media/image1.png", b"not a picture"), "part_not_taken"),
        (part("word/media/run.js", b"alert(1)"), "part_not_taken"),
        (part("word/vbaProject.bin", b"\xd0\xcf\x11\xe0"), "file_can_run"),
        (part("word/vbaProject.bin", b"x"), "file_can_run"),
        (part("word/vbaProject2.xml"), "file_can_run"),
        (part("word/embeddings/oleObject1.bin", b"\xd0\xcf\x11\xe0"), "file_can_run"),
        (part("word/embeddings/sheet.xlsx", b"PK\x03\x04"), "file_can_run"),
        (part("word/activeX/activeX1.xml"), "part_not_taken"),
        (part("customUI/customUI14.xml"), "part_not_taken"),
        (part("word/webextensions/webextension1.xml"), "part_not_taken"),
        (part("word/../../../etc/cron.xml"), "part_not_taken"),
        (part("word\\document2.xml"), "part_not_taken"),
        (part("readme.exe", b"x"), "part_not_taken"),
        (part("word/styles.xml", b"\x00\x01binary"), "part_not_taken"),
        (part("word/styles.xml", b"\xff\xfe<\x00x\x00"), None),
        (part("word/settings.xml", sealed=True), "part_not_taken"),
        (part("word/settings.xml", size=MOST_UNPACKED), "part_not_taken"),
        (part("word/document.xml"), "part_not_taken"),  # a second one
        (part("word/_rels/document.xml.rels", OUTSIDE), "part_not_taken"),
        (part("word/_rels/document.xml.rels", LINK), None),
        (part("word/theme/", b""), None),
        (part("xl/workbook.xml"), "file_type_unknown"),
    ],
)
def test_only_parts_on_the_list_are_taken(more: Part, rule: str | None) -> None:
    assert rule_of(more) == rule


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("xl/macrosheets/sheet1.xml", "part_not_taken"),
        ("xl/connections.xml", "part_not_taken"),
        ("xl/externalLinks/externalLink1.xml", "part_not_taken"),
        ("xl/printerSettings/printerSettings1.bin", None),
        ("xl/worksheets/sheet1.xml", None),
    ],
)
def test_a_sheet_runs_nothing_and_fetches_nothing(name: str, rule: str | None) -> None:
    assert rule_of(part(name), base=[TYPES, part("xl/workbook.xml")]) == rule


def test_a_document_that_calls_itself_one_with_macros_is_refused() -> None:
    macros = b"<Types><Override ContentType='application/vnd.ms-word.document.macroEnabled.main'/>"
    assert rule_of(base=[part("[Content_Types].xml", macros), WORD]) == "file_can_run"


def test_parts_are_read_by_their_first_bytes_and_relations_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    late = XML + b" " * 5000 + OUTSIDE
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/document.xml", XML + b"x" * 10_000)
        packed.writestr("word/_rels/document.xml.rels", late)
    first, second = parts_of(path)
    assert (len(first.head), first.size) == (HEAD, len(XML) + 10_000)
    assert second.head == late
    assert rule_of(base=[first, second]) == "part_not_taken"


@pytest.mark.parametrize("content", [b"PK\x03\x04 broken", b"PK\x03\x04" + b"\0" * 100])
def test_what_cannot_be_unpacked_has_no_parts(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(content)
    assert parts_of(path) == []


# ---- paper -------------------------------------------------------------------------------------


def paper() -> PdfWriter:
    body = io.BytesIO()
    canvas = Canvas(body)
    canvas.drawString(50, 300, "evidence")
    canvas.save()
    writer = PdfWriter(clone_from=PdfReader(body))
    writer.add_annotation(0, Link(rect=(50, 290, 200, 320), url="https://example.com"))
    return writer


def acting(words: dict[str, str]) -> PdfWriter:
    """A paper whose link acts."""
    writer = paper()
    [link] = cast("ArrayObject", writer.pages[0]["/Annots"])
    link.get_object()[NameObject("/A")] = DictionaryObject(
        {NameObject(k): NameObject(v) if v.startswith("/") else TextStringObject(v)
         for k, v in words.items()}
    )  # fmt: skip
    return writer


def names_of(writer: PdfWriter, folder: Path) -> set[str]:
    path = folder / "a.pdf"
    writer.write(path)
    return words_of(path)


def test_paper_with_links_is_taken_in(tmp_path: Path) -> None:
    must_not_act(names_of(paper(), tmp_path))


@pytest.mark.parametrize(
    "words",
    [
        {"/S": "/JavaScript", "/JS": "app.alert(1)"},
        {"/S": "/Launch", "/F": "calc.exe"},
        {"/S": "/SubmitForm"},
        {"/S": "/GoToE"},
        {"/Next": "/ImportData"},
    ],
)
def test_paper_that_acts_is_refused(tmp_path: Path, words: dict[str, str]) -> None:
    with pytest.raises(Refused) as refused:
        must_not_act(names_of(acting(words), tmp_path))
    assert refused.value.rule == "file_can_run"


def test_paper_that_packs_another_file_or_runs_when_opened_is_refused(tmp_path: Path) -> None:
    packing, opening = paper(), paper()
    packing.add_attachment("a.exe", b"MZ")
    opening.root_object[NameObject("/OpenAction")] = DictionaryObject(
        {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("x")}
    )
    for writer in (packing, opening):
        with pytest.raises(Refused) as refused:
            must_not_act(names_of(writer, tmp_path))
        assert refused.value.rule == "file_can_run"


def test_what_is_deep_in_object_streams_is_found(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    acting({"/S": "/JavaScript", "/JS": "x"}).write(path)
    again = PdfWriter(clone_from=path)
    again.compress_identical_objects()
    assert "/JavaScript" in names_of(again, tmp_path)


def test_paper_sealed_with_a_password_is_refused_and_with_an_owners_only_is_read(
    tmp_path: Path,
) -> None:
    for password, sealed in (("secret", True), ("", False)):
        writer = paper()
        writer.encrypt(user_password=password, owner_password="owner", algorithm="AES-256")
        if not sealed:
            assert "/Page" in names_of(writer, tmp_path)
            continue
        with pytest.raises(Refused) as refused:
            names_of(writer, tmp_path)
        assert refused.value.rule == "file_unreadable"


@pytest.mark.parametrize("content", [b"%PDF-1.4 broken", b"%PDF-1.7\n" + b"\0" * 200])
def test_broken_paper_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(content)
    with pytest.raises(Refused) as refused:
        words_of(path)
    assert refused.value.rule == "file_unreadable"


def test_a_paper_that_leads_in_a_circle_is_read(tmp_path: Path) -> None:
    writer = paper()
    loop = ArrayObject([NumberObject(1)])
    reference = writer._add_object(loop)
    loop.append(reference)
    writer.root_object[NameObject("/Loop")] = reference
    assert "/Loop" in names_of(writer, tmp_path)
