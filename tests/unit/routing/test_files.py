"""What a file is, and who may see it."""

from dataclasses import replace

import pytest

from services.routing.domain.files import (
    TYPES,
    AddFile,
    may_see_file,
    must_be_of_a_kind,
    must_be_there,
    must_have_room,
    must_not_be_empty,
    must_not_be_larger,
    must_work_on,
    sender_unit,
)
from tests.refusals import refused, rule_of
from tests.unit.routing.builders import CASE, a_case, a_file, an_actor, an_assignment

KEPT = a_file(confidential=True, unit_id="141181-urban")


def box(brand: str) -> bytes:
    return b"\x00\x00\x00\x18ftyp" + brand.ljust(4).encode()


VIDEO = [
    "isom",
    "iso2",
    "iso4",
    "iso5",
    "iso6",
    "mp41",
    "mp42",
    "avc1",
    "M4V",
    "qt",
    "3gp4",
    "3gp5",
]

HEADS = [
    (b"\xff\xd8\xff\xe0\x00\x10JFIF", "image/jpeg", "jpg"),
    (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "image/png", "png"),
    (b"RIFF\x24\x00\x00\x00WEBPVP8 ", "image/webp", "webp"),
    (b"II*\x00\x08\x00\x00\x00", "image/tiff", "tif"),
    (b"MM\x00*\x00\x00\x00\x08", "image/tiff", "tif"),
    (b"%PDF-1.7", "application/pdf", "pdf"),
    (b"RIFF\x24\x00\x00\x00WAVEfmt ", "audio/wav", "wav"),
    (b"#!AMR\n", "audio/amr", "amr"),
    (b"ID3\x04\x00", "audio/mpeg", "mp3"),
    (b"\xff\xfb\x90\x64", "audio/mpeg", "mp3"),
    (b"\xff\xe2\x00", "audio/mpeg", "mp3"),
    (box("M4A"), "audio/mp4", "m4a"),
    *((box(brand), "image/heic", "heic") for brand in ("heic", "heix", "mif1", "msf1")),
    *((box(brand), "video/mp4", "mp4") for brand in VIDEO),
]


@pytest.mark.parametrize(("head", "media_type", "extension"), HEADS)
def test_its_first_bytes_say_what_it_is(head: bytes, media_type: str, extension: str) -> None:
    assert must_be_of_a_kind(head) == (media_type, extension)


def test_each_kind_on_the_list_is_known_by_some_bytes() -> None:
    assert {(t.media_type, t.extension) for t in TYPES} == {(m, e) for _, m, e in HEADS}


@pytest.mark.parametrize(
    "head",
    [
        b"MZ\x90\x00", b"\x7fELF\x02", b"#!/bin/sh\nrm", b"<html><script>", b"<svg xmlns",
        b"GIF89a", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xff\xff\xff", b"\xff", b"RIFF",
        b"\xfe\xfb\x90\x64", b"\xff\xfb", b"RIFX\x24\x00\x00\x00WAVEfmt ", b"\x00\x00\x00\x18free",
        "您好".encode(), b"Rar!\x1a\x07",
    ],
)  # fmt: skip
def test_what_is_not_on_the_list_is_refused(head: bytes) -> None:
    error = refused("file_type_unknown", must_be_of_a_kind, head)
    packed = {"docx", "xlsx", "pptx", "ofd"}
    assert error.extra == {"known": sorted(packed | {t.extension for t in TYPES})}


def test_a_file_has_something_in_it_and_a_case_has_room_for_so_many() -> None:
    must_not_be_empty(1)
    refused("file_empty", must_not_be_empty, 0)
    must_not_be_larger(20, 20)
    assert refused("file_too_large", must_not_be_larger, 21, 20).extra == {"limit": 20}
    must_have_room(499, 500)
    assert refused("too_many_files", must_have_room, 500, 500).extra == {"limit": 500}


@pytest.mark.parametrize("name", ["x", "字" * 200, " 现场 照片.png "])
def test_a_name_is_what_its_sender_calls_it(name: str) -> None:
    told = AddFile(case_id=CASE, name=name)
    assert told.name == name.strip()
    assert (told.purpose, told.confidential, told.shows_author) == ("evidence", False, False)


@pytest.mark.parametrize("name", ["", " ", "字" * 201, "a/b", "a\\b", "a\tb", "a\x7fb", "a\n"])
def test_and_never_a_path_nor_longer_than_a_line(name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        AddFile(case_id=CASE, name=f"x{name}x" if "a" in name else name)


@pytest.mark.parametrize(
    "head",
    [b"\0\0\0\x18ftyx" + b"isom", b"\0\0\0\x18....isom", b"\0\0\0\x18ftypabcd", b"\0\0\0\x18ftyp"],
)
def test_a_film_says_that_it_is_one_and_which(head: bytes) -> None:
    assert rule_of(must_be_of_a_kind, head) == "file_type_unknown"
    assert must_be_of_a_kind(b"\0\0\0\x18ftypisom\0\0\2\0")[1] == "mp4"


def test_a_confidential_file_is_for_its_unit_and_those_above_it() -> None:
    assert may_see_file(KEPT, None, ())
    assert may_see_file(KEPT, "141181-urban", ())
    assert may_see_file(KEPT, "141181-office", {"141181-urban"})
    assert not may_see_file(KEPT, "141181-market", ())
    assert not may_see_file(replace(KEPT, unit_id=None), "141181-urban", ())
    assert may_see_file(replace(KEPT, confidential=False), "141181-market", ())


def test_a_download_is_named_for_what_it_is() -> None:
    assert KEPT.download_name == "现场.png"
    assert replace(KEPT, name="现场.exe").download_name == "现场.exe.png"
    assert replace(KEPT, name="").download_name == f"{CASE}-f1.png"


def test_an_act_names_files_that_are_there() -> None:
    must_be_there([KEPT.file_id], {KEPT.file_id: KEPT})
    for kept in ({}, {KEPT.file_id: replace(KEPT, erased=True)}):
        error = refused("file_unknown", must_be_there, [KEPT.file_id], kept)
        assert error.extra == {"files": [KEPT.file_id]}
    many = [f"{CASE}-f{n}" for n in (5, 3, 9, 2, 7, 4)]
    assert refused("file_unknown", must_be_there, many, {}).extra == {"files": sorted(many)}


@pytest.mark.parametrize("role", ["unit", "unit_head", "county_office"])
def test_a_unit_adds_to_a_case_as_long_as_it_has_a_part_in_it(role: str) -> None:
    case = a_case(
        an_assignment(1, state="released"), an_assignment(2), an_assignment(3, "ll-edu", "released")
    )
    assert rule_of(must_work_on, case, an_actor(role, unit="ll-police")) is None
    for unit in ("ll-edu", "ll-hr", None):
        assert rule_of(must_work_on, case, an_actor(role, unit=unit)) == "not_assigned"
    assert sender_unit(an_actor(role, unit="ll-police")) == "ll-police"


def test_the_office_and_the_leaders_add_to_any_case_and_send_for_no_unit() -> None:
    for role in ("clerk", "reviewer", "office_head", "leader", "secretary", "county_leader"):
        actor = an_actor(role, unit="141181-office")
        assert rule_of(must_work_on, a_case(), actor) is None, role
        assert sender_unit(actor) is None, role
