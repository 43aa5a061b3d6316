"""A PDF being set, from the top of a page downwards."""

import io
from functools import partial
from typing import NamedTuple

from PIL.Image import Image
from reportlab.graphics.barcode.code128 import Code128
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from services.routing.documents import page
from services.routing.documents.fonts import Face, Fonts
from services.routing.documents.setting import Line, is_wide, set_lines


class Style(NamedTuple):
    """How a text is set."""

    face: Face
    size: float = page.SIZE_3
    colour: tuple[float, float, float] = (0.0, 0.0, 0.0)


BODY = Style(Face.BODY)
HEADING = Style(Face.HEADING)
QUOTE = Style(Face.QUOTE)
TITLE = Style(Face.TITLE, page.SIZE_2)
SMALL = Style(Face.BODY, page.SIZE_4)
TINY = Style(Face.BODY, 9.0)

THIN = 0.5
"""The weight of a table's lines."""


class Sheet:
    """Pages of A4; places are in points from the page's top left."""

    def __init__(self, fonts: Fonts, *, title: str, author: str) -> None:
        self._fonts = fonts
        self._bytes = io.BytesIO()
        self._canvas = Canvas(
            self._bytes, pagesize=(page.WIDTH, page.HEIGHT), invariant=1, lang="zh-CN"
        )
        self._canvas.setTitle(title)
        self._canvas.setAuthor(author)

    def measure(self, style: Style, char: str) -> float:
        """How much of a line a character takes: a place of the grid, or its own width."""
        if is_wide(char):
            return page.PITCH * style.size / page.SIZE_3
        return self._fonts.width(style.face, char, style.size)

    def width(self, text: str, style: Style = BODY) -> float:
        """How long a text is on one line."""
        return sum(self.measure(style, char) for char in self._fonts.drawn(text))

    def lines(
        self,
        text: str,
        style: Style = BODY,
        *,
        width: float = page.TEXT_WIDTH,
        indent: float = 0,
        fill: bool = True,
    ) -> list[Line]:
        """A text as lines; all but the last `fill` the width."""
        measure = partial(self.measure, style)
        return set_lines(self._fonts.drawn(text), width, measure, indent=indent, fill=fill)

    def line(self, line: Line, x: float, top: float, style: Style = BODY) -> None:
        """Draw a line whose characters' tops are there."""
        baseline = page.HEIGHT - top - style.size * 0.86
        canvas = self._canvas
        canvas.setFillColorRGB(*style.colour)
        canvas.setStrokeColorRGB(*style.colour)
        for name, heavier, run in self._runs(line, style):
            canvas.setLineWidth(heavier * style.size)
            text = canvas.beginText()
            text.setTextRenderMode(2 if heavier else 0)
            text.setFont(name, style.size)
            for glyph in run:
                text.setTextOrigin(x + glyph.x, baseline)
                text.textOut(glyph.char)
            text.setTextRenderMode(0)
            canvas.drawText(text)

    def text(self, text: str, x: float, top: float, style: Style = BODY) -> None:
        """Draw a text on one line from `x` on."""
        for line in self.lines(text, style, width=10 * page.WIDTH):
            self.line(line, x, top, style)

    def text_to(self, text: str, right: float, top: float, style: Style = BODY) -> None:
        """Draw a text that ends at `right`."""
        self.text(text, right - self.width(text, style), top, style)

    def centred(self, text: str, middle: float, top: float, style: Style = BODY) -> None:
        """Draw a text around `middle`."""
        self.text(text, middle - self.width(text, style) / 2, top, style)

    def rule(self, x: float, y: float, width: float, weight: float, red: bool = False) -> None:
        """A horizontal line whose upper edge is at `y`."""
        canvas = self._canvas
        canvas.setFillColorRGB(*(page.RED if red else (0, 0, 0)))
        canvas.rect(x, page.HEIGHT - y - weight, width, weight, stroke=0, fill=1)

    def upright(self, x: float, y: float, height: float) -> None:
        """A thin line downwards from `y`."""
        canvas = self._canvas
        canvas.setFillColorRGB(0, 0, 0)
        canvas.rect(x, page.HEIGHT - y - height, THIN, height, stroke=0, fill=1)

    def dots(self, x: float, y: float, width: float) -> None:
        """A dotted line, to lead the eye."""
        canvas = self._canvas
        canvas.saveState()
        canvas.setLineWidth(0.8)
        canvas.setLineCap(1)
        canvas.setDash(0.1, 3.2)
        canvas.line(x, page.HEIGHT - y, x + width, page.HEIGHT - y)
        canvas.restoreState()

    def box(self, x: float, y: float, width: float, height: float) -> None:
        """A frame."""
        canvas = self._canvas
        canvas.setLineWidth(0.6)
        canvas.setStrokeColorRGB(0, 0, 0)
        canvas.rect(x, page.HEIGHT - y - height, width, height, stroke=1, fill=0)

    def barcode(self, code: str, right: float, y: float) -> None:
        """A bar code of an id, for the scanner, that ends at `right`, with the id below it."""
        bars = Code128(code, barHeight=10 * page.MM, barWidth=0.8, quiet=False)
        x = right - bars.width
        bars.drawOn(self._canvas, x, page.HEIGHT - y - bars.barHeight)
        self.centred(code, x + bars.width / 2, y + bars.barHeight + page.MM, TINY)

    def picture(self, picture: Image, x: float, y: float, width: float, height: float) -> None:
        """A picture whose top left is there."""
        place = page.HEIGHT - y - height
        self._canvas.drawImage(ImageReader(picture), x, place, width, height)

    def next_page(self) -> None:
        """Go on at the top of a new page."""
        self._canvas.showPage()

    def done(self) -> bytes:
        """The PDF."""
        self._canvas.showPage()
        self._canvas.save()
        return self._bytes.getvalue()

    def _runs(self, line: Line, style: Style) -> list[tuple[str, float, Line]]:
        runs: list[tuple[str, float, Line]] = []
        for glyph in line:
            cut = self._fonts.cut(style.face, glyph.char)
            if not runs or runs[-1][:2] != (cut.name, cut.heavier):
                runs.append((cut.name, cut.heavier, []))
            runs[-1][2].append(glyph)
        return runs
