"""附件: files are what their bytes say, lie outside the database, and come down as they went up."""

import asyncio
import hashlib
import io
import stat
import zipfile
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from services.routing.domain.files import Upload
from services.routing.handlers.files import sweep
from services.routing.store import blobs
from shared.log import allow_listed
from tests.integration.routing.conftest import CASE, PEOPLE, PICTURE, Routing, order

PNG = PICTURE
JPG = b"\xff\xd8\xff\xe0" + b"another" * 20
DIGEST = hashlib.sha256(PNG).hexdigest()


def folder(routing: Routing) -> Path:
    found: Path = routing.runtime.settings.files
    return found


def on_disk(routing: Routing) -> list[str]:
    return sorted(p.name for p in folder(routing).rglob("*") if p.is_file())


def packed(*names: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return held.getvalue()


async def test_a_file_comes_down_as_it_went_up(routing: Routing) -> None:
    await routing.to_dispatched()
    added = (await routing.upload("ll-police", PNG, name="现场 照片.png")).json()
    assert added["file_id"] == f"{CASE}-f1"
    assert (added["sha256"], added["size"], added["media_type"]) == (DIGEST, len(PNG), "image/png")
    down = await routing.send("clerk", "GET", f"/files/{CASE}-f1")
    assert (down.status_code, down.content) == (200, PNG)
    assert down.headers["content-disposition"].startswith("attachment;")
    assert down.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in down.headers["content-security-policy"]
    [event] = await routing.said("file_added")
    assert (event["file_id"], event["sha256"], event["by"]["unit"]) == (
        f"{CASE}-f1", DIGEST, "ll-police",
    )  # fmt: skip
    entry = (await routing.journal())[-1]
    assert (entry["action"], entry["facts"]["sha256"]) == ("add_file", DIGEST)
    assert "现场" not in str(entry)
    [shown] = (await routing.case())["files"]
    assert (shown["name"], shown["purpose"]) == ("现场 照片.png", "evidence")


async def test_its_bytes_lie_by_their_digest_and_can_never_run(routing: Routing) -> None:
    await routing.to_dispatched()
    await routing.upload("ll-police", PNG)
    await routing.upload("clerk", PNG, name="again.png", purpose="screenshot")
    assert on_disk(routing) == [DIGEST]
    [found] = [p for p in folder(routing).rglob("*") if p.is_file()]
    assert found == blobs.shelf(folder(routing), DIGEST)
    assert stat.S_IMODE(found.stat().st_mode) == 0o440
    assert (await routing.rows("SELECT count(*) AS n FROM file"))[0]["n"] == 2


@pytest.mark.parametrize(
    ("content", "status", "rule"),
    [
        (b"", 422, "file_empty"),
        (b"MZ\x90\x00 program", 422, "file_type_unknown"),
        (b"<html><script>alert(1)</script>", 422, "file_type_unknown"),
        (b"PK\x03\x04 broken", 422, "file_type_unknown"),
        (packed("a.txt"), 422, "file_type_unknown"),
        (packed("word/document.xml", "word/vbaProject.bin"), 422, "file_can_run"),
        (packed("word/document.xml", "word/run.txt"), 422, "part_not_taken"),
        (b"%PDF-1.4 broken", 422, "file_unreadable"),
        (PNG + b"\0" * 100_000, 413, "file_too_large"),
    ],
)
async def test_what_is_refused_leaves_nothing(
    routing: Routing, content: bytes, status: int, rule: str
) -> None:
    await routing.to_dispatched()
    found = await routing.upload("ll-police", content)
    assert (found.status_code, found.json()["rule"]) == (status, rule)
    assert on_disk(routing) == []
    assert await routing.said("file_added") == []


async def test_who_may_add_and_see(routing: Routing) -> None:
    await routing.to_dispatched(order("ll-police"), order("141181-office", "assisting"))
    for who, case_id, rule in (
        ("ll-edu", CASE, "case_unknown"),
        ("fenyang", CASE, "case_unknown"),
        ("clerk", "LL2022-999999", "case_unknown"),
        ("agent", CASE, "wrong_role"),
    ):
        assert (await routing.upload(who, PNG, case_id=case_id)).json()["rule"] == rule
    assert on_disk(routing) == []
    await routing.upload("141181-office", PNG, confidential=True)
    await routing.upload("ll-police", JPG)
    path = f"/files/{CASE}-f1"
    for who, status in {"clerk": 200, "leader": 200, "xiaoyi": 200, "141181-office": 200,
                        "ll-police": 404, "ll-edu": 404}.items():  # fmt: skip
        assert (await routing.send(who, "GET", path)).status_code == status, who
    assert [f["file_id"] for f in (await routing.case(who="ll-police"))["files"]] == [f"{CASE}-f2"]
    assert len((await routing.case(who="xiaoyi"))["files"]) == 2
    unknown = await routing.send("clerk", "GET", f"/files/{CASE}-f9")
    assert unknown.json()["rule"] == "file_unknown"


async def test_a_unit_that_was_released_adds_nothing_more(routing: Routing) -> None:
    await routing.to_dispatched(order("ll-police"), order("ll-edu", "assisting"))
    await routing.withdrawn()
    found = await routing.upload("ll-edu", PNG)
    assert (found.status_code, found.json()["rule"]) == (403, "not_assigned")


async def test_a_repeated_upload_is_answered_again_and_another_file_is_not(
    routing: Routing,
) -> None:
    await routing.to_dispatched()
    first = await routing.upload("ll-police", PNG, key="one")
    again = await routing.upload("ll-police", PNG, key="one")
    assert first.json() == again.json()
    assert again.headers["idempotent-replay"] == "true"
    for content, more in ((JPG, {}), (PNG, {"name": "other.png"})):
        reused = await routing.upload("ll-police", content, key="one", **more)
        assert reused.json()["rule"] == "key_reused"
    assert on_disk(routing) == [DIGEST]


async def test_uploads_at_once_are_numbered_without_a_gap(routing: Routing) -> None:
    await routing.to_dispatched()
    sent = await asyncio.gather(
        *(routing.upload("ll-police", PNG + bytes([n]), name=f"{n}.png") for n in range(7))
    )
    assert sorted(s.status_code for s in sent) == [201] * 5 + [409] * 2
    assert {s.json().get("rule") for s in sent} == {None, "too_many_files"}
    files = (await routing.case())["files"]
    assert [f["file_id"] for f in files] == [f"{CASE}-f{n}" for n in range(1, 6)]
    assert len(on_disk(routing)) == 5


@pytest.mark.parametrize("harm", ["altered", "gone"])
async def test_bytes_that_were_touched_are_not_handed_out(routing: Routing, harm: str) -> None:
    await routing.to_dispatched()
    await routing.upload("ll-police", PNG)
    place = blobs.shelf(folder(routing), DIGEST)
    if harm == "gone":
        place.unlink()
    else:
        place.chmod(0o600)
        place.write_bytes(JPG)
    down = await routing.send("clerk", "GET", f"/files/{CASE}-f1")
    assert (down.status_code, down.json()["rule"]) == (500, "file_altered")


async def test_erasure_removes_what_shows_the_author_and_nothing_else(routing: Routing) -> None:
    await routing.to_dispatched()
    await routing.open("LL2022-000018", external_id="2")
    author: dict[str, Any] = {"shows_author": True, "name": "吕某身份证.png"}
    await routing.upload("ll-police", PNG, **author)
    await routing.upload("ll-police", JPG, name="吕某家门口.jpg")
    await routing.upload("clerk", PNG + b"x", **author)
    await routing.upload("clerk", PNG + b"x", case_id="LL2022-000018")
    await routing.erased()
    files = (await routing.case())["files"]
    assert [(f["name"], f["erased"]) for f in files] == [("", True), ("", False), ("", True)]
    gone = await routing.send("clerk", "GET", f"/files/{CASE}-f1")
    assert (gone.status_code, gone.json()["rule"]) == (410, "file_erased")
    await sweep(routing.runtime)
    kept = {hashlib.sha256(c).hexdigest() for c in (JPG, PNG + b"x")}
    assert set(on_disk(routing)) == kept
    assert await routing.rows("SELECT * FROM blob_removal") == []
    still = await routing.send("clerk", "GET", "/files/LL2022-000018-f1")
    assert still.content == PNG + b"x"


async def contended(routing: Routing, times: int) -> None:
    """The next so many transactions that add a file meet another one."""
    async with routing.database.connect() as admin:
        await admin.execute(
            f"""
            CREATE SEQUENCE routing.met;
            GRANT USAGE ON SEQUENCE routing.met TO PUBLIC;
            CREATE FUNCTION routing.meet() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              IF nextval('routing.met') <= {times} THEN
                RAISE EXCEPTION 'met' USING ERRCODE = 'serialization_failure';
              END IF;
              RETURN NEW;
            END $$;
            CREATE TRIGGER meet BEFORE INSERT ON routing.file
            FOR EACH ROW EXECUTE FUNCTION routing.meet();
            """
        )


async def test_an_upload_that_meets_another_transaction_is_tried_again(routing: Routing) -> None:
    await routing.to_dispatched()
    await contended(routing, 2)
    added = await routing.upload("ll-police", PNG)
    assert added.status_code == 201, added.text
    assert on_disk(routing) == [DIGEST]
    assert (await routing.send("clerk", "GET", f"/files/{CASE}-f1")).content == PNG


async def test_an_upload_that_never_gets_through_leaves_nothing(routing: Routing) -> None:
    await routing.to_dispatched()
    await contended(routing, 100)
    met = await routing.upload("ll-police", PNG)
    assert (met.status_code, met.json()["rule"]) == (503, "try_again")
    assert on_disk(routing) == []


async def test_what_a_dead_replica_left_at_the_door_is_cleared(routing: Routing) -> None:
    """Whether it had died before the bytes were shelved, after that, or after the commit."""
    await routing.to_dispatched()
    await routing.upload("ll-police", PNG)
    door = folder(routing) / "incoming"
    for content in (PNG, JPG, b"half a fi"):
        digest = hashlib.sha256(content).hexdigest()
        (door / digest).write_bytes(content)
        upload = Upload(digest, len(content), "image/png", "png", door / digest)
        if content != b"half a fi":
            await blobs.shelve(folder(routing), upload)
    await sweep(routing.runtime, door_s=3600)
    assert len(list(door.iterdir())) == 3
    await sweep(routing.runtime, door_s=-1)
    assert on_disk(routing) == [DIGEST]


async def test_bytes_that_were_altered_are_told_of_in_the_log(routing: Routing) -> None:
    await routing.to_dispatched()
    await routing.upload("ll-police", PNG)
    blobs.shelf(folder(routing), DIGEST).unlink()
    with capture_logs([allow_listed]) as lines:
        await routing.send("clerk", "GET", f"/files/{CASE}-f1")
    [told] = [one for one in lines if one["event"] == "file_altered"]
    assert told["subject"] == f"file/{CASE}-f1"


async def test_uploads_and_removals_of_the_same_bytes_lose_none(routing: Routing, rng) -> None:
    """Some come in while others of the same bytes are refused, and the shelf is swept."""
    await routing.to_dispatched()
    for number in range(4):
        await routing.open(f"LL2022-00010{number}", external_id=str(number))
    jobs: list[Any] = [routing.upload("clerk", PNG, case_id=f"LL2022-00010{n}") for n in range(4)]
    jobs += [routing.upload("ll-police", PNG, case_id="LL2022-000999") for _ in range(4)]
    jobs += [sweep(routing.runtime, door_s=3600) for _ in range(4)]
    rng.shuffle(jobs)
    await asyncio.gather(*jobs)
    assert on_disk(routing) == [DIGEST]
    for number in range(4):
        down = await routing.send("clerk", "GET", f"/files/LL2022-00010{number}-f1")
        assert down.content == PNG


NAMES = {
    "attachment; filename*=UTF-8''%E7%8E%B0%E5%9C%BA.png": "现场.png",
    'attachment; filename="lamp.png"': "lamp.png",
    "attachment; filename=lamp.png": "lamp.png",
    'attachment; filename="现场.png"': "现场.png",  # octet by octet
    "attachment": "附件.png",
    "": "附件.png",
    "attachment; filename*=nonsense''%FF.png": "ÿ.png",
}


@pytest.mark.parametrize(("told", "name"), NAMES.items())
async def test_what_a_file_is_called_stands_in_no_address(
    routing: Routing, told: str, name: str
) -> None:
    await routing.open()
    headers = routing.headers(sub="staff/clerk", **PEOPLE["clerk"])
    headers |= {"Content-Disposition": told}
    sent = [(k.encode(), v.encode()) for k, v in headers.items()]
    answer = await routing.http.post(f"/v1/files?case_id={CASE}", headers=sent, content=PICTURE)
    assert answer.status_code == 201, answer.text
    [file] = (await routing.case())["files"]
    assert file["name"] == name or f"{file['name']}.png" == name


@pytest.mark.parametrize("name", ["../../etc/passwd", "a\\b", "长" * 201, "a\x00b"])
async def test_a_name_that_no_file_has_is_refused(routing: Routing, name: str) -> None:
    await routing.open()
    answer = await routing.upload("clerk", PICTURE, name=name)
    assert (answer.status_code, answer.json()["rule"]) == (422, "file_name_unfit")
