"""The page of mutants says what was measured: every domain, and why whatever survives may."""

from tests.mutants.page import PAGE, page
from tests.mutants.verdicts import explained_in_vain, not_measured, published, survivors


def test_the_page_is_made_from_the_results() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(published()), "make mutants ARGS=--page"


def test_whatever_is_explained_survives() -> None:
    assert explained_in_vain(published()) == []


def test_whatever_survives_is_explained() -> None:
    untold = [(module, survivor) for module, survivor, why in survivors(published()) if not why]
    assert untold == [], "find it by a test, make the rule simpler, or say why in explained.json"


def test_every_module_of_every_domain_is_measured() -> None:
    assert not_measured(published()) == [], "make mutants"
