"""Every column that people may write an author into is known to the erasure."""

import re
from collections.abc import Iterator

import pytest

from deploy.cli.connect import PROJECT
from services.routing.store.erasing import PROSE

SCHEMA = re.sub("--.*", "", (PROJECT / "services/routing/schema.sql").read_text())

BLANKED = {
    "case_text.nickname", "case_text.title", "case_text.body", "case_text.incident_place", "demand.text", "demand.expected",
    "told_later.text", "told_later.incident_place", "like_case.subject_matter",
    "like_case.fact_base", "letter.text", "letter.wording", "file.name",
}  # fmt: skip
"""Blanked whole, or worded anew, by `on_contact_erased`."""

PUBLIC = {
    "publication.text", "publication.proof", "further_publication.text", "further_publication.proof",
}  # fmt: skip
"""The board shows it: it was examined before it was published, and nobody can take it back."""

OF_NO_CASE = {
    "practice", "division", "letter_series", "measure", "measure_revocation", "measure_term", "unit",
    "unit_head", "post",
}  # fmt: skip

CODES = re.compile(
    r"""\w+_id | \w+_no | by | state | kind | route | handling_class | channel | level | mode | part
      | urgency | stage | outcome | finding | disposition | method | purpose | fault | reason | act
      | ground | invariant | found_by | signer | joined_as | key | division | holder | sub | series
      | sheet | scan | screenshot | sha256 | media_type | extension | unit_name | unit_hint
      | post_title | organisation | transfer_to | duplicate_of | from_case | drafted_by | quoted
      | accused_units | units | cases | demands | files | evidence | findings | head | terms
      | told_by | step | scale | band | audience | template
      | addressee_name | type_name | domain_name | suggested_unit | charged_unit""",
    re.VERBOSE,
)
"""Names of columns that hold an id, a code, a list of such, or the name of staff or of a unit."""

DIGESTS = {"finding_clearance.wording", "board_proof.words"}


def columns() -> Iterator[tuple[str, str]]:
    """Table and column of all that is text or JSON."""
    for table, body in re.findall(r"CREATE TABLE (\w+) \((.*?)\n\)", SCHEMA, re.DOTALL):
        for column in re.findall(r"(?:^|,)\s*(\w+)\s+(?:text|jsonb)\b", body, re.MULTILINE):
            yield table, column


FOUND = sorted(set(columns()))


def test_the_columns_are_found() -> None:
    assert len(FOUND) > 300
    assert ("proposal", "opinion") in FOUND


@pytest.mark.parametrize(("table", "column"), FOUND)
def test_a_column_is_struck_blanked_public_or_holds_no_prose(table: str, column: str) -> None:
    prose = PROSE.get(table)
    struck = prose is not None and column in prose.words + prose.parts
    whole = f"{table}.{column}"
    ways = [
        struck, whole in BLANKED, whole in PUBLIC | DIGESTS, table in OF_NO_CASE,
        CODES.fullmatch(column) is not None,
    ]  # fmt: skip
    assert any(ways), whole
    assert not struck or ways == [True, False, False, False, False], whole


def test_what_is_struck_is_there() -> None:
    for table, prose in PROSE.items():
        for column in prose.words + prose.parts:
            assert (table, column) in FOUND
        parent, _, key = prose.of.partition(".")
        assert not parent or {(parent, key), (parent, "case_id"), (table, key)} <= set(FOUND)
