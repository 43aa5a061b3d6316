"""The pictures of the pages: each is shown somewhere, none is missing, none is heavy."""

import re

from deploy.cli.connect import PROJECT
from deploy.pictures import FOLDER, LARGEST

SHOWN = re.compile(r"!\[[^\]]+\]\(([^)]+\.png)\)")


def test_every_picture_is_shown_and_every_picture_shown_is_there():
    pages = [PROJECT / "README.md", *(PROJECT / "docs").rglob("*.md")]
    shown = {
        (page.parent / link).resolve() for page in pages for link in SHOWN.findall(page.read_text())
    }
    assert shown == {picture.resolve() for picture in FOLDER.iterdir()}


def test_a_picture_is_a_png_of_moderate_size():
    for picture in FOLDER.iterdir():
        content = picture.read_bytes()
        assert content.startswith(b"\x89PNG\r\n"), picture.name
        assert len(content) <= LARGEST, picture.name
