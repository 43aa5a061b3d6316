"""SQL of the cases' files."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from services.routing.domain.cases import Case
from services.routing.domain.files import AddFile, Kept, Upload, may_see_file
from services.routing.domain.organisation import upwards
from services.routing.domain.privacy import unnamed
from services.routing.store.organisation import load_tree
from services.routing.store.scope import sees, sight_of
from shared.contracts.envelope import Actor
from shared.db import Tx
from shared.outcome import Change

COUNT_FILES = "SELECT count(*) FROM file WHERE case_id = $1"

ADD_FILE = """
INSERT INTO file (file_id, case_id, number, sha256, size, media_type, extension, name, purpose,
                  confidential, shows_author, unit_id, added_at, by)
SELECT * FROM unnest($1::text[], $2::text[], $3::int[], $4::text[], $5::bigint[], $6::text[],
                     $7::text[], $8::text[], $9::text[], $10::bool[], $11::bool[], $12::text[],
                     $13::timestamptz[], $14::jsonb[])
"""

_FILES = """
SELECT f.file_id, f.case_id, f.sha256, f.size, f.media_type, f.extension, f.name, f.purpose,
       f.confidential, f.shows_author, f.unit_id, f.added_at, e.file_id IS NOT NULL AS erased
FROM file f LEFT JOIN file_erased e USING (file_id)
"""

FILE = f"{_FILES} WHERE f.file_id = $1"

FILES_OF_CASE = f"{_FILES} WHERE f.case_id = $1 ORDER BY f.number"

LOCK_BLOB = "SELECT pg_advisory_xact_lock(hashtext('routing.blob'), hashtext($1))"

ERASE_FILES = """
INSERT INTO file_erased (file_id, erased_at)
SELECT f.file_id, k.at FROM unnest($1::text[], $2::timestamptz[]) AS k(case_id, at)
JOIN file f USING (case_id) WHERE f.shows_author
ON CONFLICT DO NOTHING
"""

ASK_REMOVAL = """
INSERT INTO blob_removal (sha256, asked_at)
SELECT f.sha256, max(k.at) FROM unnest($1::text[], $2::timestamptz[]) AS k(case_id, at)
JOIN file f USING (case_id) WHERE f.shows_author GROUP BY f.sha256
ON CONFLICT DO NOTHING
"""

BLANK_NAMES = """
UPDATE file f SET name = '' FROM unnest($1::text[]) AS k(case_id) WHERE f.case_id = k.case_id
"""

REMOVALS = "SELECT sha256 FROM blob_removal ORDER BY sha256 LIMIT 100"

IS_NEEDED = """
SELECT EXISTS (SELECT FROM file f LEFT JOIN file_erased e USING (file_id)
               WHERE f.sha256 = $1 AND e.file_id IS NULL)
"""

SETTLE_REMOVAL = "DELETE FROM blob_removal WHERE sha256 = $1"

HIDDEN_AUTHOR = """
SELECT t.nickname FROM handling h JOIN case_text t USING (case_id)
WHERE h.case_id = $1 AND (h.secret OR h.hide_from_unit)
"""


async def count_files(tx: Tx, case_id: str) -> int:
    """How many files the case holds.  Its row is locked, so the next number is one more."""
    found: int = await tx.fetchval(COUNT_FILES, case_id)
    return found


async def lock_blob(tx: Tx, sha256: str) -> None:
    """Hold off who would remove these bytes, or shelve them, until the transaction ends."""
    await tx.execute(LOCK_BLOB, sha256)


def add_file(
    case: Case,
    asked: AddFile,
    upload: Upload,
    *,
    number: int,
    unit_id: str | None,
    at: datetime,
    by: str,
) -> Change:
    return Change(
        ADD_FILE,
        (
            file_id(case, number), case.case_id, number, upload.sha256, upload.size,
            upload.media_type, upload.extension, asked.name, asked.purpose, asked.confidential,
            asked.shows_author, unit_id, at, by,
        ),
    )  # fmt: skip


def file_id(case: Case, number: int) -> str:
    return f"{case.case_id}-f{number}"


async def load_files(tx: Tx, case_id: str) -> dict[str, Kept]:
    """The case's files, by their ids."""
    return {r["file_id"]: Kept(**r) for r in await tx.fetch(FILES_OF_CASE, case_id)}


async def find_file(tx: Tx, wanted: str, *, actor: Actor) -> Kept | None:
    """The file; None where there is none, or none that the actor may see."""
    row = await tx.fetchrow(FILE, wanted)
    if row is None:
        return None
    kept = Kept(**row)
    sight = await sight_of(tx, actor)
    if not await sees(tx, sight, kept.case_id):
        return None
    below = await _below(tx, sight.scope, [kept])
    if not may_see_file(kept, sight.scope, below):
        return None
    [named] = await _without_author(tx, kept.case_id, sight.scope, [kept])
    return named


async def show_files(tx: Tx, case_id: str, scope: str | None) -> list[dict[str, Any]]:
    """The case's files as somebody of this scope sees them, without their bytes."""
    kept = list((await load_files(tx, case_id)).values())
    below = await _below(tx, scope, kept)
    seen = [one for one in kept if may_see_file(one, scope, below)]
    return [_shown(one) for one in await _without_author(tx, case_id, scope, seen)]


async def _without_author(tx: Tx, case_id: str, scope: str | None, kept: list[Kept]) -> list[Kept]:
    """Files may be called after their author: a unit does not read who hides from it."""
    nickname = None if scope is None else await tx.fetchval(HIDDEN_AUTHOR, case_id)
    return [replace(one, name=unnamed(one.name, nickname or "")) for one in kept]


async def _below(tx: Tx, scope: str | None, kept: Iterable[Kept]) -> set[str]:
    """The units among the files' own that stand under `scope`."""
    units = {one.unit_id for one in kept if one.confidential and one.unit_id}
    if scope is None or not units:
        return set()
    tree = await load_tree(tx, units)
    return {unit_id for unit_id in units if scope in {u.unit_id for u in upwards(unit_id, tree)}}


def _shown(kept: Kept) -> dict[str, Any]:
    return {
        "file_id": kept.file_id,
        "name": kept.name,
        "purpose": kept.purpose,
        "media_type": kept.media_type,
        "size": kept.size,
        "sha256": kept.sha256,
        "confidential": kept.confidential,
        "unit_id": kept.unit_id,
        "added_at": kept.added_at,
        "erased": kept.erased,
    }


def erase_files(case_id: str, at: datetime) -> list[Change]:
    """Files that show the author go; the names of the others are blanked."""
    return [
        Change(ERASE_FILES, (case_id, at)),
        Change(ASK_REMOVAL, (case_id, at)),
        Change(BLANK_NAMES, (case_id,)),
    ]


async def removals(tx: Tx) -> list[str]:
    """Digests of bytes that are to be removed."""
    return [r["sha256"] for r in await tx.fetch(REMOVALS)]


async def is_needed(tx: Tx, sha256: str) -> bool:
    """Whether a file that was not erased is made of these bytes."""
    found: bool = await tx.fetchval(IS_NEEDED, sha256)
    return found


async def settle_removal(tx: Tx, sha256: str) -> None:
    await tx.execute(SETTLE_REMOVAL, sha256)
