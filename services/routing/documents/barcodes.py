"""The barcodes on a scan, whatever the scanner made of the paper: a picture, or a PDF of pictures."""

from collections.abc import Iterator
from pathlib import Path

import zxingcpp
from PIL import Image
from pypdf import PdfReader
from pypdf.errors import PyPdfError

MOST_PAGES = 20
MOST_PIXELS = 60_000_000  # A4 at 600 dots per inch has 35 million

CODE_128 = zxingcpp.barcode_formats_from_str("Code128")

UNREADABLE = (OSError, ValueError, SyntaxError, NotImplementedError, Image.DecompressionBombError,
              PyPdfError)  # fmt: skip
"""What the libraries raise at a broken file: it has no barcode, and it is kept all the same."""


def barcodes_on(path: Path, media_type: str) -> list[str]:
    """What the Code 128 barcodes on a scan say; none where it cannot be read."""
    pictures = _of_pdf(path) if media_type == "application/pdf" else _of_picture(path)
    found: dict[str, None] = {}
    try:
        for picture in pictures:
            found |= dict.fromkeys(_read(picture))
    except UNREADABLE:
        return list(found)
    return list(found)


def _of_picture(path: Path) -> Iterator[Image.Image]:
    with Image.open(path) as picture:
        yield picture


def _of_pdf(path: Path) -> Iterator[Image.Image]:
    for page in PdfReader(path).pages[:MOST_PAGES]:
        for held in page.images:
            if held.image is not None:
                yield held.image


def _read(picture: Image.Image) -> Iterator[str]:
    width, height = picture.size
    if width * height > MOST_PIXELS:
        return
    for code in zxingcpp.read_barcodes(picture.convert("L"), CODE_128):
        yield code.text
