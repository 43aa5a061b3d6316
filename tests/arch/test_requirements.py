"""The page of requirements tells the truth: every item once, every file there, every test run."""

import ast
import re
from collections.abc import Iterator
from functools import cache

import pytest

from deploy.cli.connect import PROJECT

PAGE = (PROJECT / "docs" / "requirements.md").read_text(encoding="utf-8")
ITEMS = [f"A{number}" for number in range(1, 85)]
STATES = re.compile(
    r"(later issue: (deadlines|notify|satisfaction|outsiders|portal)\b|not shown by a test\b)"
)
NEVER_RUN = ("skip", "skipif", "xfail")


@cache
def runs(path: str) -> frozenset[str]:
    """The tests of a file that pytest collects and that nothing skips."""
    file = PROJECT / path
    if not (file.is_file() and file.name.startswith("test_")):
        return frozenset()
    body = ast.parse(file.read_text(encoding="utf-8")).body
    if any(_leaves_out(node) for node in body if not isinstance(node, ast.FunctionDef)):
        return frozenset()
    return frozenset(
        node.name
        for node in body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
        and not any(_leaves_out(mark) for mark in node.decorator_list)
    )


def _leaves_out(node: ast.AST) -> bool:
    """Whether a mark, or a statement of the module, keeps tests from being run."""
    if isinstance(node, ast.AsyncFunctionDef | ast.ClassDef):
        return False
    names = (n.attr for n in ast.walk(node) if isinstance(n, ast.Attribute))
    return any(name in {*NEVER_RUN, "importorskip"} for name in names)


def faults(page: str) -> Iterator[str]:
    """What a page says that is not so."""
    rows = [line for line in page.splitlines() if line.startswith("| A")]
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]
    found = [row[0] for row in cells]
    yield from (
        f"{item} stands {found.count(item)} times" for item in ITEMS if found.count(item) != 1
    )
    yield from (f"{item} is none" for item in found if item not in ITEMS)
    for row in cells:
        yield from (f"{row[0]}: {what}" for what in _row_faults(row))


def _row_faults(row: list[str]) -> Iterator[str]:
    if len(row) != 5:
        yield "has not five cells"
        return
    _, what, where, shown, state = row
    if not re.search(r"[一-鿿0-9]", what):
        yield "has no key word"
    for path in re.findall(r"`([^`]+)`", where):
        if not (PROJECT / path).is_file():
            yield f"there is no {path}"
    tests = re.findall(r"`([^`]+)`", shown)
    for test in tests:
        path, _, name = test.partition("::")
        if name not in runs(path):
            yield f"{test} is not run"
    if state and not STATES.match(state):
        yield "says neither which later issue nor that no test shows it"
    if not state and not (tests and "`" in where):
        yield "is shown by nothing and does not say so"


def test_the_page_says_what_is_so() -> None:
    assert list(faults(PAGE)) == []


ROW = next(line for line in PAGE.splitlines() if line.startswith("| A1 "))


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (PAGE.replace(ROW, ""), "A1 stands 0 times"),
        (PAGE.replace(ROW, f"{ROW}\n{ROW}"), "A1 stands 2 times"),
        (PAGE.replace("| A1 |", "| A85 |"), "A85 is none"),
        (PAGE.replace("services/intake/domain/board.py", "services/no.py"), "there is no"),
        (PAGE.replace("test_each_row_of_the_example", "test_no_row_of_the_example"), "is not run"),
        (PAGE.replace("later issue: satisfaction |", "some day |"), "says neither"),
        (re.sub(r"(\| A1 .*?\|.*?\|.*?\|).*?\|.*", r"\1  |  |", PAGE, count=1), "shown by nothing"),
    ],
)
def test_a_page_that_is_wrong_is_found(wrong: str, told: str) -> None:
    assert any(told in fault for fault in faults(wrong))


def test_what_is_skipped_shows_nothing() -> None:
    marked = ast.parse("@pytest.mark.skip\ndef test_it(): ...").body[0]
    assert isinstance(marked, ast.FunctionDef)
    assert _leaves_out(marked.decorator_list[0])
    assert runs("tests/arch/test_requirements.py") >= {"test_the_page_says_what_is_so"}
    assert "PAGE" not in runs("tests/arch/test_requirements.py")
