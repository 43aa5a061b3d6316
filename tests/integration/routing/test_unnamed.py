"""保密, 别让单位知道: no unit reads who wrote, wherever officials named him; nor does anybody once he is erased."""

import io
import json
import zipfile
from urllib.parse import unquote

import pytest
from pypdf import PdfReader

from shared.contracts.intake import Wishes, WishesChanged
from tests.integration.routing.conftest import CASE, CLERK, PICTURE, Routing, order

WHO = "吕小玲"
"""The author's nickname, as the conftest has it."""
WHERE = [
    "letter",
    "letter_pdf",
    "letter_docx",
    "task",
    "desk",
    "instruction",
    "file_name",
    "file_header",
]


async def in_the_letter(routing: Routing, where: str, who: str) -> str:
    [letter] = (await routing.get(f"/cases/{CASE}/letters"))["items"]
    path = f"/letters/{letter['letter_id']}"
    if where == "letter":
        return json.dumps(await routing.get(path, who=who), ensure_ascii=False)
    paper = (await routing.send(who, "GET", f"{path}/{where.removeprefix('letter_')}")).content
    if where == "letter_pdf":
        return "".join(p.extract_text() for p in PdfReader(io.BytesIO(paper)).pages)
    return zipfile.ZipFile(io.BytesIO(paper)).read("word/document.xml").decode()


async def read_of(routing: Routing, where: str, who: str = "ll-police") -> str:
    """What somebody reads in a place."""
    if where.startswith("letter"):
        return await in_the_letter(routing, where, who)
    view = await routing.case(who=who)
    if where == "desk":
        return json.dumps(await routing.get("/assignments", who=who), ensure_ascii=False)
    if where == "file_header":
        [file] = view["files"]
        headers = (await routing.send(who, "GET", f"/files/{file['file_id']}")).headers
        return unquote(json.dumps(dict(headers)))
    part, word = {"task": ("assignments", "task"), "instruction": ("instructions", "text"),
                  "file_name": ("files", "name")}[where]  # fmt: skip
    assert view[part]
    return "".join(one[word] for one in view[part])


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("where", WHERE)
async def test_who_hides_is_named_to_no_unit(routing: Routing, where: str, late: bool) -> None:
    await routing.open(wishes={} if late else {"secret": True})
    await routing.instruct(text=f"请市公安局尽快为{WHO}妥善处理。")
    await routing.dispatch(
        order("ll-police", task=f"给{WHO}办理车牌"), attachments=[f"{WHO}临牌照片.png"],
        copies=[f"{WHO}所在单位"], contact=f"联系{WHO}须经我办",
    )  # fmt: skip
    await routing.upload("clerk", PICTURE, name=f"{WHO}临牌照片.png")
    if late:
        wishes = Wishes(secret=True)
        await routing.hear(
            WishesChanged(case_id=CASE, wishes=wishes, reason="author_asked", by=CLERK)
        )
    assert WHO not in await read_of(routing, where)


async def test_erasure_leaves_nobody_in_a_letter_s_foot(routing: Routing) -> None:
    await routing.open()
    await routing.instruct()
    await routing.dispatch(
        order("ll-police"), copies=[f"{WHO}所在单位"], contact=f"联系{WHO}须经我办"
    )
    await routing.erased()
    assert WHO not in await read_of(routing, "letter", "clerk")
