"""What a file is, and who may see it."""

from dataclasses import replace

import pytest

from services.routing.domain.files import Kept, may_see_file, must_be_of_a_kind, must_be_there
from shared.rules import Refused
from tests.unit.routing.builders import CASE, MONDAY

KEPT = Kept(
    f"{CASE}-f1", CASE, "00", 3, "image/png", "png", "现场.png", "evidence",
    confidential=True, shows_author=False, unit_id="141181-urban", added_at=MONDAY, erased=False,
)  # fmt: skip


@pytest.mark.parametrize(
    ("head", "media_type"),
    [
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "image/png"),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", "audio/wav"),
        (b"\x00\x00\x00\x18ftypheic", "image/heic"),
        (b"\x00\x00\x00\x18ftypisom", "video/mp4"),
        (b"\x00\x00\x00\x18ftypM4A ", "audio/mp4"),
        (b"ID3\x04\x00", "audio/mpeg"),
        (b"\xff\xfb\x90\x64", "audio/mpeg"),
        (b"%PDF-1.7", "application/pdf"),
    ],
)
def test_its_first_bytes_say_what_it_is(head: bytes, media_type: str) -> None:
    assert must_be_of_a_kind(head)[0] == media_type


@pytest.mark.parametrize(
    "head",
    [
        b"MZ\x90\x00", b"\x7fELF\x02", b"#!/bin/sh\nrm", b"<html><script>", b"<svg xmlns",
        b"GIF89a", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xff\xff\xff", b"\xff", b"RIFF",
        "您好".encode(), b"Rar!\x1a\x07",
    ],
)  # fmt: skip
def test_what_is_not_on_the_list_is_refused(head: bytes) -> None:
    with pytest.raises(Refused) as refused:
        must_be_of_a_kind(head)
    assert refused.value.rule == "file_type_unknown"
    assert "pdf" in refused.value.extra["known"]


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
        with pytest.raises(Refused) as refused:
            must_be_there([KEPT.file_id], kept)
        assert refused.value.rule == "file_unknown"
