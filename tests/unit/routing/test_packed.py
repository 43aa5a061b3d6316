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
    MOST_PARTS,
    MOST_UNPACKED,
    PACKED,
    Part,
    must_be_of_taken_parts,
    must_not_act,
    unreadable,
)
from services.routing.store.packed import parts_of, words_of
from shared.rules import Refused
from tests.refusals import rule_of as broken

XML = b"<?xml version='1.0'?><x/>"
TYPES = Part("[Content_Types].xml", len(XML), XML)
WORD = Part("word/document.xml", len(XML), XML)
BASE = [TYPES, WORD]


def rule_of(*more: Part, base: list[Part] = BASE) -> str | None:
    return broken(must_be_of_taken_parts, [*base, *more])


def part(name: str, head: bytes = XML, **more: Any) -> Part:
    return Part(name, len(head), head)._replace(**more)


OFFICE = "application/vnd.openxmlformats-officedocument"
KINDS = {
    "word/document.xml": (f"{OFFICE}.wordprocessingml.document", "docx"),
    "xl/workbook.xml": (f"{OFFICE}.spreadsheetml.sheet", "xlsx"),
    "ppt/presentation.xml": (f"{OFFICE}.presentationml.presentation", "pptx"),
    "OFD.xml": ("application/ofd", "ofd"),
}

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
    assert must_be_of_taken_parts(parts) == KINDS[kind]


PNG = b"\x89PNG\r\n\x1a\n"
OUTSIDE = (
    b'<Relationship Id="r1" Type="x/attachedTemplate" Target="http://a" TargetMode="External"/>'
)
LINK = b'<Relationship Id="r1" Type="x/hyperlink" Target="http://a" TargetMode="External"/>'
MADE = "word/_rels/document.xml.rels"


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
        (part("word/drawing.svg", b"text"), "part_not_taken"),
        (part("word/media/image1.svg", b" <svg/>"), None),
        (part("word/media/image1.svg", PNG), "part_not_taken"),
        (part("word/media/image1.png", b"<html>"), "part_not_taken"),
        (part(MADE, OUTSIDE), "part_not_taken"),
        (part(MADE, OUTSIDE.replace(b"<", b"<r:")), "part_not_taken"),
        (part(MADE, OUTSIDE.replace(b'="External', b" =\t'eXternal")), "part_not_taken"),
        (part(MADE, LINK), None),
        (part(MADE, LINK.replace(b"Type=", b"Type \n= ")), None),
        (part(MADE, LINK.replace(b"x/hyper", b"/hyper")), None),
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
        ("xl/drawings/vmlDrawing1.vml", None),
    ],
)
def test_a_sheet_runs_nothing_and_fetches_nothing(name: str, rule: str | None) -> None:
    assert rule_of(part(name), base=[TYPES, part("xl/workbook.xml")]) == rule


def test_a_drawing_of_old_is_markup() -> None:
    drawing = part("xl/drawings/vmlDrawing1.vml", b"plain")
    assert rule_of(drawing, base=[TYPES, part("xl/workbook.xml")]) == "part_not_taken"


@pytest.mark.parametrize(
    "word",
    ["ms-word.document.macroEnabled.main", "ms-office.vbaProject", "ms-office.activeX+xml",
     "openxmlformats-officedocument.oleObject", "MS-EXCEL.SHEET.MACROENABLED"],
)  # fmt: skip
def test_a_document_that_says_what_runs_in_it_is_refused(word: str) -> None:
    macros = f"<Types><Override ContentType='application/vnd.{word}'/></Types>".encode()
    assert rule_of(base=[part("[Content_Types].xml", macros), WORD]) == "file_can_run"


PROGRAMS = [
    b"MZ", b"\x7fELF", b"#!/bin/sh", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0", b"L\x00\x00\x00\x01\x14\x02\x00",
]  # fmt: skip


@pytest.mark.parametrize("head", PROGRAMS)
def test_no_part_is_a_program_or_packs_one(head: bytes) -> None:
    assert rule_of(part("word/media/image1.png", head)) == "file_can_run"


METAFILE = b"\x01\x00\x00\x00" + b"." * 36 + b" EMF"
SHOWN = [
    b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"II\xbc", b"\xd7\xcd\xc6\x9a",
    b"\x01\x00\x09\x00", b"ID3", b"RIFF", b"\x97JB2", b"....ftypmp42", METAFILE + b"..",
    b"\xff\xfb\x90", b"\xff\xf3\x00", b"\xff\xe2\x00",
]  # fmt: skip
NOT_SHOWN = [
    b"", b"....ftyq", b"ftyp", b"\x01\x00\x00\x00" + b"." * 40, b"." * 40 + b" EMF", b"\xff\xfb",
    b"\xff\x00\x90", b"\xfe\xfb\x90", b"\xff\xfd\x90",
]  # fmt: skip


@pytest.mark.parametrize(
    ("head", "rule"),
    [*((head, None) for head in SHOWN), *((head, "part_not_taken") for head in NOT_SHOWN)],
)
def test_a_picture_a_sound_and_a_film_begin_as_such(head: bytes, rule: str | None) -> None:
    assert rule_of(part("word/media/image1.png", head)) == rule


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


@pytest.mark.parametrize(
    "word",
    ["/JS", "/JavaScript", "/Launch", "/EmbeddedFile", "/EmbeddedFiles", "/EF", "/RichMedia", "/XFA",
     "/SubmitForm", "/ImportData", "/GoToE", "/Rendition", "/Movie", "/Sound", "/3D"],
)  # fmt: skip
def test_one_word_that_acts_is_enough(word: str) -> None:
    assert broken(must_not_act, {"/Page", word}) == "file_can_run"
    assert broken(must_not_act, {"/Page", f"{word}x"}) is None


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


# ---- the list ------------------------------------------------------------------------------------

SHARED = """
    [Content_Types].xml _rels/.rels docProps/app.xml docProps/core-1.xml docProps/thumbnail.jpeg
    docProps/thumbnail.jpg docProps/thumbnail.png docProps/thumbnail.emf docProps/thumbnail.wmf
    customXml/item1.xml customXml/_rels/item1.xml.rels docMetadata/LabelInfo.xml
"""
MEDIA = "jpg jpeg png gif bmp tif tiff webp heic wdp emf wmf svg mp4 m4a mp3 wav m4v mov"
PARTS = {
    "word/document.xml": """
        word/styles.xml word/_rels/document.xml.rels word/fonts/font1.odttf word/fonts/a_b.ttf
        word/theme/theme1.xml word/glossary/document.xml word/charts/chart1.xml
        word/diagrams/data1.xml word/ink/ink1.xml word/drawings/drawing1.xml
        word/theme/_rels/theme1.xml.rels word/glossary/_rels/document.xml.rels
    """,
    "xl/workbook.xml": """
        xl/styles.xml xl/_rels/workbook.xml.rels xl/printerSettings/printerSettings1.bin
        xl/theme/theme1.xml xl/worksheets/sheet1.xml xl/worksheets/_rels/sheet1.xml.rels
        xl/chartsheets/sheet1.xml xl/charts/chart1.xml xl/drawings/drawing1.xml
        xl/drawings/vmlDrawing1.vml xl/tables/table1.xml xl/comments/comment1.xml
        xl/threadedComments/threadedComment1.xml xl/persons/person.xml xl/ctrlProps/ctrlProp1.xml
        xl/pivotTables/pivotTable1.xml xl/pivotCache/pivotCacheRecords1.xml
        xl/richData/rdrichvalue.xml xl/slicers/slicer1.xml xl/slicerCaches/slicerCache1.xml
        xl/timelines/timeline1.xml xl/timelineCaches/timelineCache1.xml xl/diagrams/data1.xml
    """,
    "ppt/presentation.xml": """
        ppt/presProps.xml ppt/_rels/presentation.xml.rels ppt/fonts/font1.fntdata
        ppt/printerSettings/printerSettings1.bin ppt/theme/theme1.xml ppt/slides/slide1.xml
        ppt/slideLayouts/slideLayout1.xml ppt/slideMasters/slideMaster1.xml
        ppt/notesSlides/notesSlide1.xml ppt/notesMasters/notesMaster1.xml
        ppt/handoutMasters/handoutMaster1.xml ppt/charts/chart1.xml ppt/diagrams/data1.xml
        ppt/drawings/drawing1.xml ppt/drawings/vmlDrawing1.vml ppt/tags/tag1.xml
        ppt/comments/comment1.xml ppt/ink/ink1.xml ppt/slides/_rels/slide1.xml.rels
    """,
    "OFD.xml": """
        Doc_0/Document.xml Doc_12/Pages/Page_0/Content.xml Doc_0/Res/image_1.jpg Doc_0/Res/i.jpeg
        Doc_0/Res/i.png Doc_0/Res/i.gif Doc_0/Res/i.bmp Doc_0/Res/i.tif Doc_0/Res/i.tiff
        Doc_0/Res/i.jb2 Doc_0/Res/f.ttf Doc_0/Res/f.otf Doc_0/Res/f.ttc Doc_0/Signs/S/SignedValue.dat
        Doc_0/Signs/S/Seal.esl Doc_0/a/b/c/d/e.xml
    """,
}
TAKEN = [
    (of, name)
    for of, names in PARTS.items()
    for name in (*names.split(), *(SHARED.split() if of != "OFD.xml" else ()))
]


@pytest.mark.parametrize(("of", "name"), TAKEN)
def test_each_part_on_the_list_is_taken(of: str, name: str) -> None:
    base = [p for p in (TYPES, part(of)) if of != "OFD.xml" or p.name == of]
    assert (
        rule_of(*(p for p in [part(name)] if p.name not in {b.name for b in base}), base=base)
        is None
    )
    for wrong in (f"{name}x", f"x{name}", name.replace(".", "!", 1)):
        assert rule_of(part(wrong), base=base) in {"part_not_taken", "file_type_unknown"}, wrong


@pytest.mark.parametrize("extension", MEDIA.split())
@pytest.mark.parametrize("of", ["word", "xl", "ppt"])
def test_each_picture_on_the_list_is_taken(of: str, extension: str) -> None:
    [main] = [name for name in PACKED if name.startswith(f"{of}/")]
    heads = {"svg": b"<svg/>"}
    picture = part(f"{of}/media/image 1.{extension}", heads.get(extension, b"\x89PNG\r\n\x1a\n"))
    assert rule_of(picture, base=[TYPES, part(main)]) is None


@pytest.mark.parametrize(
    "name",
    ["word/document", "word/.xml", "word/theme/.xml", "docProps/.xml", "customXml/.xml",
     "xl/connections.xml", "word/media/.png", "Doc_/Document.xml", "Doc_0/a/b/c/d/e/f.xml",
     "word/_rels/.rels", "word/fonts/.ttf", "docMetadata/.xml", "xl/.xml", "xl/_rels/.rels",
     "xl/printerSettings/.bin", "xl/theme/.xml", "ppt/.xml", "ppt/_rels/.rels",
     "ppt/fonts/.fntdata", "ppt/printerSettings/.bin", "ppt/theme/.xml", "Doc_0/.xml",
     "Doc_0//a.xml"],
)  # fmt: skip
def test_what_is_nearly_on_the_list_is_not(name: str) -> None:
    mains = {"xl": "xl/workbook.xml", "Do": "OFD.xml", "pp": "ppt/presentation.xml"}
    base = mains.get(name[:2], "word/document.xml")
    whole = part(name, PNG if "/media/" in name else XML)
    assert rule_of(whole, base=[part(base)]) == "part_not_taken"


def test_a_document_has_so_many_parts_and_unpacks_to_so_much() -> None:
    many = [part(f"word/theme/t{n}.xml") for n in range(MOST_PARTS - len(BASE))]
    assert rule_of(*many) is None
    assert rule_of(*many, part("word/styles.xml")) == "file_type_unknown"
    room = MOST_UNPACKED - sum(p.size for p in BASE)
    assert rule_of(part("word/styles.xml", size=room)) is None
    assert rule_of(part("word/styles.xml", size=room + 1)) == "part_not_taken"
    assert (MOST_PARTS, MOST_UNPACKED) == (20_000, 512 * 1024 * 1024)


def test_a_folder_holds_nothing_and_an_empty_part_says_nothing() -> None:
    assert rule_of(Part("word/media/", 0, b"")) is None
    assert rule_of(Part("word/media/", 3, b"MZ\x90")) == "file_can_run"
    assert rule_of(Part("word/empty.bin", 0, b"")) == "part_not_taken"
    assert rule_of(Part("word/styles.xml", 0, b"")) is None
    assert rule_of(Part("word/styles.xml", 5, b"plain")) == "part_not_taken"
    for before in (b"\xef\xbb\xbf", b"\xff\xfe", b" \r\n\t", b"\x00"):
        assert rule_of(part("word/styles.xml", before + XML)) is None
    assert rule_of(part("word/styles.xml", b"X<a/>")) == "part_not_taken"


def test_only_the_list_of_types_says_that_there_are_macros() -> None:
    macros = (
        b"<Types><Override ContentType='application/vnd.ms-word.document.macroEnabled'/></Types>"
    )
    base = [part("[Content_Types].xml", macros), WORD]
    assert rule_of(base=base) == "file_can_run"
    assert rule_of(part("word/styles.xml", macros)) is None


def test_a_font_is_no_picture_and_need_not_look_like_one() -> None:
    assert rule_of(part("word/fonts/font1.odttf", b"\x12\x34")) is None
    assert rule_of(part("word/media/image1.png", b"\x12\x34")) == "part_not_taken"


def test_letters_that_are_none_do_not_hide_a_reference() -> None:
    relation = (
        b"<Relationships>\xff\xfe<Relationship TargetMode='External' Target='x'/></Relationships>"
    )
    assert rule_of(part("word/_rels/document.xml.rels", relation)) == "part_not_taken"


def test_what_nobody_can_look_into_is_refused() -> None:
    error = unreadable()
    assert (error.rule, error.status) == ("file_unreadable", 422)
