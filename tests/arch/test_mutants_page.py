"""The page of mutants says what was measured, and nothing is explained that need not be."""

from tests.mutants.page import PAGE, page
from tests.mutants.verdicts import explained_in_vain, published


def test_the_page_is_made_from_the_results() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(published()), "make mutants ARGS=--page"


def test_whatever_is_explained_survives() -> None:
    assert explained_in_vain(published()) == []
