"""``python -m deploy.pictures``: the pictures of the documentation, made by the product itself.

The story of the street stalls is played on private servers; a page of each paper, and the timeline as a terminal shows
it, become files in ``docs/pictures``.
"""

import asyncio
import io
import shutil
import subprocess
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from deploy.cli.cases import whole_timeline
from deploy.cli.connect import PROJECT
from deploy.cli.show import width
from deploy.cli.timeline import is_told, lines_of
from deploy.demo.chronicle import Chronicle
from deploy.demo.play import Play, example
from deploy.demo.show import about
from deploy.demo.stage import stage
from deploy.demo.stories import STALLS
from deploy.fonts import require_fonts
from deploy.servers.packages import require

FOLDER = PROJECT / "docs" / "pictures"
LARGEST = 150_000
"""Bytes of one picture."""

DOTS = 96
COLUMNS = 140
CELL, LINE, MARGIN = 7.0, 17, 12
INK, PAPER = (222, 226, 230), (24, 28, 34)
CJK, LATIN = "DroidSansFallbackFull.ttf", "DejaVuSansMono.ttf"
TOLD_BY = ("intake", "routing", "satisfaction")


def main() -> int:
    """Play and draw."""
    return asyncio.run(_make(Chronicle()))


async def _make(chronicle: Chronicle) -> int:
    chronicle.step("fonts and pdftoppm, installed first if they are missing")
    require_fonts()
    require_drawing()
    rows = [row for row in example("board-export.json") if str(row["tid"]) == STALLS]
    async with stage(chronicle) as (site, fleet):
        play = Play(site, fleet, rows=rows, chronicle=chronicle)
        await play.run()
        made = await pictures(play)
        await play.close()
    FOLDER.mkdir(exist_ok=True)
    for name, picture in made.items():
        (FOLDER / name).write_bytes(picture)
        print(f"  {(FOLDER / name).relative_to(PROJECT)}  {len(picture) // 1000} kB")
    return 0


def require_drawing() -> None:
    """What draws pages and terminals, installed if it is missing.  Raises `ServerFailed`."""
    require(partial(_found, LATIN), "fonts-dejavu-core")
    require(_pdftoppm, "poppler-utils")


async def pictures(play: Play) -> dict[str, bytes]:
    """All pictures by their names, of a play in which the story was told."""
    number = play.numbers[STALLS]
    told = [e for e in await whole_timeline(number) if is_told(e) and e["service"] in TOLD_BY]
    head = f"{number}  {about(*await play.look(number))}"
    return await papers(play) | {"timeline.png": drawn([head, *lines_of(number, told)])}


async def papers(play: Play) -> dict[str, bytes]:
    """The first pages of a letter, a 呈批单 and an archive, as pictures by their names."""
    _, stalls = await play.look(play.numbers[STALLS])
    wanted = {
        "letter.png": f"/letters/{stalls['letters'][-1]['letter_id']}/pdf",
        "approval-sheet.png": f"/proposals/{stalls['proposals'][-1]['proposal_id']}/sheet",
        "archive.png": f"/cases/{play.numbers[STALLS]}/archive",
    }
    clerk = play.organisation.clerks[0]
    found = {name: await play.city.fetch(clerk, "routing", path) for name, path in wanted.items()}
    return {name: first_page(paper) for name, paper in found.items()}


def first_page(pdf: bytes) -> bytes:
    """A paper's first page as PNG."""
    argv = [str(_pdftoppm()), "-r", str(DOTS), "-singlefile", "-png", "-"]
    done = subprocess.run(argv, input=pdf, capture_output=True, check=True, timeout=60)
    return _png(Image.open(io.BytesIO(done.stdout)).convert("RGB"))


def drawn(lines: Sequence[str]) -> bytes:
    """Lines as a terminal shows them: a Chinese character takes two columns."""
    cut = [_cut(line, COLUMNS) for line in lines]
    size = (int(COLUMNS * CELL + 2 * MARGIN), len(cut) * LINE + 2 * MARGIN)
    picture = Image.new("RGB", size, PAPER)
    pen = ImageDraw.Draw(picture)
    fonts = {1: _font(LATIN, 12), 2: _font(CJK, 13)}
    for number, line in enumerate(cut):
        column = 0
        for character in line:
            at = (MARGIN + column * CELL, MARGIN + number * LINE + LINE / 2)
            pen.text(at, character, INK, fonts[width(character)], anchor="lm")
            column += width(character)
    return _png(picture)


def _cut(line: str, columns: int) -> str:
    while width(line) > columns:
        line = line[:-1]
    return line


def _png(picture: Image.Image) -> bytes:
    """As small as it can be: papers and terminals have few colours.  Raises `ValueError` if too large."""
    held = io.BytesIO()
    picture.quantize(32).save(held, "PNG", optimize=True)
    if held.tell() > LARGEST:
        raise ValueError(f"{held.tell()} bytes are too many for a picture")
    return held.getvalue()


def _font(file: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(_found(file)), size)


def _found(file: str) -> Path | None:
    return next(iter(sorted(Path("/usr/share/fonts").rglob(file))), None)


def _pdftoppm() -> Path | None:
    found = shutil.which("pdftoppm")
    return Path(found) if found else None


if __name__ == "__main__":
    raise SystemExit(main())
