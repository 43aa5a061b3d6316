"""The page of the long walks is the one that its results make, and they found nothing astray."""

import json

from tests.walk.page import KINDS, PAGE, RESULTS, page

RESULT = json.loads(RESULTS.read_text(encoding="utf-8"))


def test_the_page_is_made_from_the_results() -> None:
    told = PAGE.read_text(encoding="utf-8")
    assert told == page(RESULT), "run make walk ARGS=--page"


def test_what_is_published_is_a_long_run_that_found_nothing() -> None:
    assert RESULT["astray"] == []
    assert RESULT["walk"]["cases"] == RESULT["walk"]["ended"] >= 10_000
    assert RESULT["meetings"]["meetings"] >= 3_000
    assert RESULT["reception"]["cases"] == RESULT["reception"]["ended"] >= 2_000
    assert all(RESULT[kind]["fitness"] == 1 for kind in KINDS)
