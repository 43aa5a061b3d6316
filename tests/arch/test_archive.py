"""一案一档: no table of a case is silently missing in the archive."""

import re
from collections.abc import Mapping

import pytest

from deploy.cli.connect import PROJECT
from services.routing.domain.archive_chapters import CHAPTERS, TABLES
from services.routing.store import (
    archive_parts,
    archives,
    elsewhere,
    files,
    measures,
    progress,
    questions,
    views,
)

SCHEMA = (PROJECT / "services/routing/schema.sql").read_text()
TABLES_OF_ROUTING = sorted(re.findall(r"^CREATE TABLE (\w+) \(", SCHEMA, re.MULTILINE))

NOT_OF_A_CASE = {
    "blob_removal", "division", "letter_series", "measure_revocation", "measure_term", "night", "post",
    "practice", "unit_head",
}  # fmt: skip

WITHOUT_WORDS: Mapping[str, str] = {
    "case_unit": "who sees the case: the assignments say to whom it was given",
    "interest": "ids of persons only; the journal of reception says who and why",
    "reply_print": "fingerprints, to find copies",
    "passed_check": "a check that waits for a promise: its step is shown with the others",
}

PARTS: Mapping[str, str] = {
    **views.PARTS, **views.INSIDE, "joined": views.JOINED, **progress.PARTS, **questions.PARTS,
    **measures.PARTS, **archive_parts.PARTS, **elsewhere.PARTS,
}  # fmt: skip
REST = (views.SHOW_CASE, archive_parts.ACCUSED, archives.LETTER_TEXTS, files.FILES_OF_CASE)
"""What stands on the cover, in the first chapter, in the letters and in the list of files."""

COUNTED = {"counters"}
"""On the cover."""


def read() -> set[str]:
    """The tables that an archive is read from."""
    asked = " ".join([*PARTS.values(), *REST])
    return set(re.findall(r"\b(?:FROM|JOIN)\s+(\w+)", asked))


def test_the_tables_are_found() -> None:
    assert len(TABLES_OF_ROUTING) > 60
    assert {"handling", "further_return"} <= set(TABLES_OF_ROUTING)


@pytest.mark.parametrize("table", TABLES_OF_ROUTING)
def test_a_table_is_read_for_the_archive_or_named_here(table: str) -> None:
    assert table in NOT_OF_A_CASE | WITHOUT_WORDS.keys() | read()


def test_what_is_named_here_is_there() -> None:
    exempt = NOT_OF_A_CASE | WITHOUT_WORDS.keys()
    assert exempt <= set(TABLES_OF_ROUTING)
    assert not exempt & read()


def test_what_is_read_has_a_chapter_and_no_chapter_is_about_nothing() -> None:
    """Results are parts of replies."""
    shown = [name for _, parts in CHAPTERS for name, _ in parts]
    assert len(shown) == len(set(shown))
    assert set(shown) - {"results"} == PARTS.keys() - COUNTED
    assert TABLES.keys() <= set(shown)
