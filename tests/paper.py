"""A scanner for tests: the filled boxes of a page drawn by us, as a picture of the paper."""

import io

from PIL import Image, ImageDraw
from pypdf import PdfReader

DOTS = 200 / 72


def scan_of(pdf: bytes, *, turned: float = 0.0) -> Image.Image:
    """The first page's filled rectangles, its barcode among them, at 200 dots per inch."""
    page = PdfReader(io.BytesIO(pdf)).pages[0]
    width, height = (round(float(side) * DOTS) for side in page.mediabox[2:])
    picture = Image.new("L", (width, height), 255)
    pen = ImageDraw.Draw(picture)
    at, kept, boxes = (0.0, 0.0), [], []
    for operands, operator in page.get_contents().operations:
        given = [float(x) for x in operands] if operator in {b"cm", b"re"} else []
        if operator == b"q":
            kept.append(at)
        elif operator == b"Q":
            at = kept.pop()
        elif operator == b"cm":
            assert given[:4] == [1, 0, 0, 1]
            at = (at[0] + given[4], at[1] + given[5])
        elif operator == b"re":
            boxes.append((at[0] + given[0], at[1] + given[1], given[2], given[3]))
        elif operator in {b"f", b"f*", b"B", b"B*"}:
            for x, y, w, h in boxes:
                pen.rectangle(
                    [x * DOTS, height - (y + h) * DOTS, (x + w) * DOTS - 1, height - y * DOTS], 0
                )
            boxes = []
        elif operator in {b"S", b"s", b"n"}:
            boxes = []
    return picture.rotate(turned, Image.Resampling.BICUBIC, fillcolor=255)


def as_file(picture: Image.Image, kind: str) -> bytes:
    """The picture as the scanner saves it: PNG, JPEG, TIFF or PDF."""
    held = io.BytesIO()
    if kind == "TIFF":
        picture.convert("1").save(held, kind, compression="group4", dpi=(200, 200))
    else:
        picture.save(held, kind, quality=40, resolution=200)
    return held.getvalue()
