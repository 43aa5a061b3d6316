"""Barcodes: drawn as a picture, and read from a scan, be it a picture or a PDF of pictures."""

import io
from collections.abc import Iterator
from pathlib import Path

import zxingcpp
from PIL import Image, ImageDraw
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from reportlab.graphics.barcode.code128 import Code128

DOTS, HEIGHT = 4, 160

MOST_PAGES = 20
MOST_PIXELS = 60_000_000  # A4 at 600 dots per inch has 35 million

CODE_128 = zxingcpp.barcode_formats_from_str("Code128")

UNREADABLE = (OSError, ValueError, SyntaxError, NotImplementedError, Image.DecompressionBombError,
              PyPdfError)  # fmt: skip
"""What the libraries raise at a broken file: it has no barcode, and it is kept all the same."""


def picture_of(code: str) -> bytes:
    """A code as Code 128, a PNG: four dots to the narrowest bar."""
    bars = Code128(code, quiet=False)
    width = round(bars.width / bars.barWidth)
    runs = [(stroke.isupper(), ord(stroke.lower()) - ord("a") + 1) for stroke in bars.decomposed]
    picture = Image.new("1", (width * DOTS, HEIGHT), 1)
    pen, x = ImageDraw.Draw(picture), 0
    for is_bar, modules in runs:
        if is_bar:
            pen.rectangle((x * DOTS, 0, (x + modules) * DOTS - 1, HEIGHT), 0)
        x += modules
    held = io.BytesIO()
    picture.save(held, "PNG")
    return held.getvalue()


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
